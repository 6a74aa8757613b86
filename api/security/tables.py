"""Tables of accounts and sessions."""
