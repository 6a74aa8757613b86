"""Rows found by an equal key, in two arrays. Pure."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "KeyIndex", "Rows"]

Rows = NDArray[np.int32]

NONE: Rows = np.empty(0, dtype=np.int32)
_EMPTY = hash("")


class KeyIndex:
    """Immutable. Row i has the i-th key given; the empty key is nobody's.

    Only hashes are kept: 12 bytes a key, where a dict of lists takes 200, so that a million terms with nine
    keys each fit in 100 MB. Two of a million 64-bit hashes are equal once in 40 million banks. They never
    leave the process, which gives them its own salt.
    """

    def __init__(self, keys: Iterable[str]) -> None:
        hashes = np.fromiter(map(hash, keys), dtype=np.int64)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        self._rows: Rows = order[hashes[order] != _EMPTY]
        self._hashes = hashes[self._rows]

    def rows(self, key: str) -> Rows:
        """In ascending order."""
        if not key:
            return NONE
        wanted = np.int64(hash(key))
        start = self._hashes.searchsorted(wanted)
        if start == len(self._hashes) or self._hashes[start] != wanted:
            return NONE
        return self._rows[start : self._hashes.searchsorted(wanted, side="right")]
