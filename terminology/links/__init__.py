"""How concepts hang together: `graph` is pure, `edges` reads, `relations` has the rules and writes."""
