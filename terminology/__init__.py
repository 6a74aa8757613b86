"""The terminology bank (art. 9): concepts, search, exchange."""
