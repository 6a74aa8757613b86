"""HTTP, pages, command line and wiring: the only room that knows all the others."""
