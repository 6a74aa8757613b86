"""Tables of the bank."""
