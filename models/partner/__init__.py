"""The second model, beside the first: what one misses the other often finds.

It knows words and short groups of words (a sum over n-grams, no attention), in 1 to 2 ms a query. Alone it is
worse than the first on names; together they find the equivalent of a term first in .66 of the cases instead
of .57 (`models/README.md`).
"""
