"""What a large segment is given after it was built: cells where they pay, and a place on the disk."""

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kit.locks import exclusive_or_none
from terminology.search import saved
from terminology.search.compressed import CompressedIndex
from terminology.search.dense import FlatIndex, Indexes, VectorIndex
from terminology.search.documents import Part
from terminology.search.segment import Segment

__all__ = ["Improver"]

_log = logging.getLogger(__name__)

Kept = FlatIndex | CompressedIndex

_ROWS = 10_000
_HALF = 1e-3  # what half precision may move a number of a vector by


class Improver:
    """For one process. Of several with the same folder one works, and the others take what it made."""

    def __init__(self, indexes: Indexes, folder: Path | None) -> None:
        self._indexes = indexes
        self._folder = folder
        self._done: Segment | None = None

    def is_saved(self, base: Segment) -> None:
        """`base` came from the folder."""
        self._done = None if self._may_grow(base) else base

    def improve(self, base: Segment, model: str, keep_on: Callable[[], bool]) -> None:
        """Once for each `base`. Given up, to be begun again by the next call, when `keep_on` says no."""
        if base is self._done or not any(base.index_of(part) for part in Part):
            return
        if self._folder is None:
            if self._grow(base, keep_on):
                self._done = base
            return
        try:
            with exclusive_or_none(self._folder / "lock") as alone:
                if alone and self._improve_and_save(self._folder, base, model, keep_on):
                    self._done = base
        except OSError:
            _log.warning("the search index has no folder to be saved in", exc_info=True)
            self._folder = None

    def _improve_and_save(self, folder: Path, base: Segment, model: str, keep_on: Callable[[], bool]) -> bool:
        if _take_from(folder, base, model) and not self._may_grow(base):
            return True
        if not self._grow(base, keep_on):
            return False
        digest = saved.save(folder, base, model)
        for part in Part if digest else ():
            index = base.index_of(part)
            if digest and index is not None:
                base.replace_index(part, saved.reopened(index, folder, digest, part))
        return True

    def _may_grow(self, base: Segment) -> bool:
        return any(self._indexes.may_grow(base.index_of(part)) for part in Part)

    def _grow(self, base: Segment, keep_on: Callable[[], bool]) -> bool:
        for part in Part:
            index = base.index_of(part)
            if index is not None:
                base.replace_index(part, self._indexes.grown(index, keep_on))
        return keep_on()


def _are_equal(ours: VectorIndex, theirs: Kept) -> bool:
    """A text keeps its key when its vector is made anew, so the vectors themselves are compared."""
    if not isinstance(ours, Kept) or ours.vectors.shape != theirs.vectors.shape:
        return False
    return all(
        np.allclose(ours.vectors[start : start + _ROWS], theirs.vectors[start : start + _ROWS], atol=_HALF)
        for start in range(0, ours.size, _ROWS)
    )


def _take_from(folder: Path, base: Segment, model: str) -> bool:
    """The indexes another process saved of the very same vectors."""
    if saved.current(folder) is None:
        return False
    found = saved.load(folder, model)
    if found is None:
        return False
    for part in Part:
        index = base.index_of(part)
        theirs = found.vectors.get(part)
        if (index is None) != (theirs is None):
            return False
        if index is None or theirs is None:
            continue
        if not np.array_equal(saved.keys_of(base, part), theirs.keys) or not _are_equal(index, theirs.index):
            return False
    for part, vectors in found.vectors.items():
        base.replace_index(part, vectors.index)
    return True
