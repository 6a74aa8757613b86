"""Tables of the dossier engine."""
