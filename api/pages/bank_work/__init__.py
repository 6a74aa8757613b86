"""The terminologist's desk: what waits, tab by tab, and what is done about it; what readers report."""
