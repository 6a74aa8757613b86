"""How much alike two texts are, letter by letter. Pure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

__all__ = ["closeness"]

_ALIKE = 80.0  # rapidfuzz ratio: from here on, a word hit is worth more than a meaning one (engines.md)
_SAME = 100.0


def closeness(text: str, others: Sequence[str]) -> NDArray[np.float32]:
    """0…1 for each of the others, 0 for those that are not alike.

    The ratio decides who is alike; alone it takes two slips in a row for as near as one, so edits count too.
    """
    ratios = process.cdist([text], others, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)[0]
    edits = process.cdist([text], others, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
    both: NDArray[np.float32] = np.where(ratios > 0, (ratios / _SAME + edits) / 2, 0)
    return both
