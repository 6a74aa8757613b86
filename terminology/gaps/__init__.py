"""What readers search for in vain.

answers    does an answer hold a result? (pure)     privacy    what of a query may be kept (pure)
counting   the list in PostgreSQL
"""
