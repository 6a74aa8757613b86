"""Whether meaning found anything at all. Pure.

The nearest of many strangers is near too: there is always a nearest text. What a query without sense (random
letters and syllables) comes nearest to lies at a relevance of .26 to .36 in a bank of 760 concepts, of .36 to
.46 in one of 9,000; a right answer comes with one of .76, but now and then with less than that. So nothing
is hidden from a query with a word that a dictionary knows (.84 to .98 of real terms, none of the senseless
ones in a hundred); another counts as understood only when its best text stands out from what the size of the
bank explains. `models/README.md` has the figures.
"""

import math
from collections.abc import Sequence

from terminology.search.lemmas import is_known, words
from terminology.search.query import Why
from terminology.search.ranking import Signal

__all__ = ["least_relevance", "telling"]

_FEW = 750  # concepts; in a smaller bank the limit stays where it is
_LIMIT = 0.36
_A_DOUBLING = 0.03  # by which chance comes nearer when the bank doubles
_HIGHEST = 0.5
_SHORTEST = 3  # letters of a word that proves something: nonsense has "de" and "is" in it too
_DEFINITION = 0.08  # a definition says more than a term, and is less near to what it is right for


def least_relevance(concepts: int) -> float:
    """What the best term must reach, in a bank of that size."""
    return min(_HIGHEST, _LIMIT + _A_DOUBLING * math.log2(max(concepts, _FEW) / _FEW))


def telling(signals: Sequence[Signal], asked: str, concepts: int) -> Sequence[Signal]:
    """The signals of meaning, if the query has a known word or the best of them is no chance; else none."""
    if any(len(word) >= _SHORTEST and is_known(word) for word in words(asked.lower())):
        return signals
    limits = {Why.MEANING_TERM: least_relevance(concepts)}
    limits[Why.MEANING_DEFINITION] = limits[Why.MEANING_TERM] - _DEFINITION
    return signals if any(signal.strength >= limits[signal.why] for signal in signals) else ()
