"""Tables of chat sessions."""
