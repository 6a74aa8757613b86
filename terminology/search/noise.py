"""Whether meaning found anything at all. Pure.

The nearest of many strangers is near too: there is always a nearest text. But what a query without sense
(random letters and syllables) comes nearest to lies at a relevance of .26 to .36 in a bank of 760 concepts,
of .36 to .46 in one of 9,000; and a right answer comes with one of .76. So an answer by meaning counts only
when its best text stands out from what the size of the bank explains. Measured so: of 300 senseless
queries .90 to .91 get no answer; of the right answers among the first ten .00 to .01 are lost, where
there are labels only .01 to .04 (`models/README.md`: a stricter limit loses more than it silences).
"""

import math
from collections.abc import Sequence

from terminology.search.query import Why
from terminology.search.ranking import Signal

__all__ = ["least_relevance", "telling"]

_FEW = 750  # concepts; in a smaller bank the limit stays where it is
_LIMIT = 0.34
_A_DOUBLING = 0.03  # by which chance comes nearer when the bank doubles
_HIGHEST = 0.5
_DEFINITION = 0.08  # a definition says more than a term, and is less near to what it is right for


def least_relevance(concepts: int) -> float:
    """What the best term must reach, in a bank of that size."""
    return min(_HIGHEST, _LIMIT + _A_DOUBLING * math.log2(max(concepts, _FEW) / _FEW))


def telling(signals: Sequence[Signal], concepts: int) -> Sequence[Signal]:
    """The signals of meaning, if the best of them is no chance; else none."""
    limits = {Why.MEANING_TERM: least_relevance(concepts)}
    limits[Why.MEANING_DEFINITION] = limits[Why.MEANING_TERM] - _DEFINITION
    return signals if any(signal.strength >= limits[signal.why] for signal in signals) else ()
