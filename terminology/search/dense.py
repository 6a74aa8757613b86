"""Nearest vectors: a small port, FAISS behind it, and an exact oracle that the same contract suite tests.

Every vector has length 1, so the inner product is the cosine. No adapter changes its vectors after it was
built; `compressed` holds the adapters for many vectors, `pgvector_index` the one inside PostgreSQL.
"""

from collections.abc import Callable
from typing import Any, Protocol

import faiss
import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ExactIndex",
    "FlatIndex",
    "IndexBuilder",
    "IndexUnavailable",
    "Indexes",
    "Matrix",
    "Nearest",
    "VectorIndex",
    "selecting",
]

Matrix = NDArray[np.float32]
Nearest = tuple[NDArray[np.int64], Matrix]


class VectorIndex(Protocol):
    """Rows are numbered from 0 in the order the vectors were given."""

    @property
    def size(self) -> int: ...

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        """At most `limit` rows and their cosines, highest first; `allowed`: one flag a row."""
        ...


IndexBuilder = Callable[[Matrix], VectorIndex]


class Indexes(Protocol):
    """Chooses the index that so many vectors call for."""

    def __call__(self, vectors: Matrix) -> VectorIndex:
        """One that can be searched at once."""
        ...

    def may_grow(self, index: VectorIndex | None) -> bool:
        """Whether a better one, which takes its time to build, would pay."""
        ...

    def grown(self, index: VectorIndex, keep_on: Callable[[], bool]) -> VectorIndex:
        """That better one, while searches go on with `index`; `index` itself when `keep_on` says no."""
        ...


class IndexUnavailable(Exception):
    """What holds the vectors does not answer."""


class ExactIndex:
    """The oracle: one matrix product."""

    def __init__(self, vectors: Matrix) -> None:
        self._vectors = vectors

    @property
    def size(self) -> int:
        return len(self._vectors)

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        rows = np.arange(self.size) if allowed is None else np.flatnonzero(allowed)
        scores = self._vectors[rows] @ vector
        order = np.argsort(-scores, kind="stable")[:limit]
        return rows[order], scores[order]


class FlatIndex:
    """FAISS, exact: 0.5 ms at 10,000 vectors of 384 dimensions, and as much more as there are more."""

    def __init__(self, vectors: Matrix) -> None:
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, dtype=np.float32))

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @property
    def vectors(self) -> Matrix:
        """What it was built from, not a copy."""
        numbers: Matrix = faiss.rev_swig_ptr(self._index.get_xb(), self.size * self._index.d)
        return numbers.reshape(self.size, self._index.d)

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        parameters = None if allowed is None else selecting(faiss.SearchParameters(), allowed)
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        scores, rows = self._index.search(query, max(1, min(limit, self.size)), params=parameters)
        found = rows[0] >= 0  # FAISS fills up with -1 when there are fewer
        return rows[0][found], scores[0][found]


def selecting(parameters: Any, allowed: NDArray[np.bool_]) -> Any:
    """The search parameters, limited to the rows allowed."""
    bits = np.packbits(allowed, bitorder="little")
    # faiss keeps a reference to what an attribute is set to, but not to the array behind a pointer.
    parameters.sel = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    parameters.bits = bits
    return parameters
