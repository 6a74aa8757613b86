"""Many vectors: one byte a number, in cells where a scan of all would take too long, and the best compared
again with the vectors themselves.

384 dimensions, one thread, two cores of 2026 (`python -m bench index` measures it again):

| vectors | flat ms | scan of bytes ms | cells ms | to build the cells, CPU s |
|---|---|---|---|---|
| 34,000 | 4.1 | 1.7 | – | – |
| 100,000 | 12 | 4.7 | 1.0 | 8 |
| 1,000,000 | 84 | 55 | 3 | 110 |

Cells and not a graph (HNSW): terms lie in clusters, which a graph closes off. Of the ten nearest among a
million vectors that lie around 10,000 terms, a graph found .78 (entered in their order), .90 (entered
scattered), .95 (looking at 800 nodes), after 243 s of building; cells find .999. Where vectors lie alone, on
60,000 terms of laws and of FranceTerme, an eighth of the cells holds .97 of the ten nearest.
"""

from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from terminology.search.dense import FlatIndex, Matrix, Nearest, VectorIndex, selecting

__all__ = ["CompressedIndex", "FaissIndexes", "automatic", "with_cells"]

Half = NDArray[np.float16]

_FAISS: Any = faiss  # its annotations lack what its makers added in Python

# Below, a flat index is about as quick, and exact to the last digit.
_COMPRESSED_FROM = 20_000
# From here a scan costs as much as half of encoding the query (8 ms).
_CELLS_FROM = 100_000
_COMPARED = 100  # recall@10 of a scan of bytes: .995 as it is, 1.0 with the best 100 compared exactly
_MOST_CELLS, _CELLS_A_ROOT = 4_096, 4  # cells: four times the square root of the vectors
_LOOKED_INTO, _LOOKED_SHARE = 128, 16  # at least so many cells, and this part of them
# With fewer rows allowed the nearest cells may hold none of them: all are looked into, the others skipped.
_NEAR_SHARE = 0.3
_LEARNT_FROM, _LEARNT_A_CELL, _ROUNDS = 50_000, 39, 10
_ADDED = 1_000  # vectors; between two additions cells in the making can be given up


class CompressedIndex:
    """`codes`: a FAISS index of the vectors in bytes, in cells or not."""

    def __init__(self, vectors: Half, codes: Any) -> None:
        self.vectors = vectors
        self._codes = codes

    @classmethod
    def of(cls, vectors: Matrix | Half) -> "CompressedIndex":
        codes = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        codes.train(_sample(vectors))
        for some in _slices(vectors):
            codes.add(some)
        return cls(vectors.astype(np.float16, copy=False), codes)

    @property
    def size(self) -> int:
        return int(self._codes.ntotal)

    @property
    def cells(self) -> Any:
        """The FAISS index in cells, or None."""
        return self._codes if isinstance(self._codes, faiss.IndexIVF) else None

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        rows = self._candidates(vector, min(max(limit, _COMPARED), self.size), allowed)
        cosines = self.vectors[rows].astype(np.float32) @ vector
        order = np.argsort(-cosines, kind="stable")[:limit]
        return rows[order], cosines[order]

    def _candidates(self, vector: Matrix, count: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        parameters = faiss.SearchParameters()
        if self.cells is not None:
            near = allowed is None or allowed.mean() >= _NEAR_SHARE
            looked = max(_LOOKED_INTO, self.cells.nlist // _LOOKED_SHARE) if near else self.cells.nlist
            parameters = _FAISS.SearchParametersIVF(nprobe=looked)
        if allowed is not None:
            parameters = selecting(parameters, allowed)
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        rows: NDArray[np.int64] = self._codes.search(query, count, params=parameters)[1][0]
        return np.sort(rows[rows >= 0])  # in the order they lie on the disk

    def on(self, vectors: Half) -> "CompressedIndex":
        """The same index on equal vectors that lie elsewhere."""
        return CompressedIndex(vectors, self._codes)


def with_cells(vectors: Half, keep_on: Callable[[], bool]) -> CompressedIndex | None:
    """Quicker to search, and half a minute of one core in the making for each 200,000 vectors.

    None when `keep_on` said no.
    """
    # One thread, of this caller's: a core is left for who searches.
    faiss.omp_set_num_threads(1)
    count, dimension = vectors.shape
    cells = max(1, min(_MOST_CELLS, round(_CELLS_A_ROOT * count**0.5), count // _LEARNT_A_CELL))
    sample = _sample(vectors, max(_LEARNT_FROM, cells * _LEARNT_A_CELL))
    middles: Any = None
    for _ in range(_ROUNDS):
        if not keep_on():
            return None
        round_ = _FAISS.Kmeans(dimension, cells, niter=1, spherical=True, max_points_per_centroid=len(sample))
        round_.train(sample, init_centroids=middles)
        middles = round_.centroids
    coarse = faiss.IndexFlatIP(dimension)
    coarse.add(middles)
    codes = _FAISS.IndexIVFScalarQuantizer(
        coarse, dimension, cells, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    codes.train(sample)
    for some in _slices(vectors):
        if not keep_on():
            return None
        codes.add(some)
    return CompressedIndex(vectors, codes)


def automatic(vectors: Matrix | Half) -> FlatIndex | CompressedIndex:
    """The index that so many vectors call for, ready at once."""
    if len(vectors) < _COMPRESSED_FROM:
        return FlatIndex(vectors.astype(np.float32, copy=False))
    return CompressedIndex.of(vectors)


class FaissIndexes:
    """Flat, then bytes, and then bytes in cells. `cells_from`: vectors."""

    def __init__(self, cells_from: int = _CELLS_FROM) -> None:
        self._cells_from = cells_from

    def __call__(self, vectors: Matrix) -> VectorIndex:
        return automatic(vectors)

    def may_grow(self, index: VectorIndex | None) -> bool:
        if isinstance(index, CompressedIndex) and index.cells is not None:
            return False
        return isinstance(index, FlatIndex | CompressedIndex) and index.size >= self._cells_from

    def grown(self, index: VectorIndex, keep_on: Callable[[], bool]) -> VectorIndex:
        if not self.may_grow(index):
            return index
        assert isinstance(index, FlatIndex | CompressedIndex)
        vectors = index.vectors.astype(np.float16, copy=False)
        return with_cells(vectors, keep_on) or index


def _sample(vectors: Matrix | Half, most: int = _LEARNT_FROM) -> Matrix:
    rows = np.linspace(0, len(vectors) - 1, min(most, len(vectors))).astype(np.int64)
    return vectors[rows].astype(np.float32)


def _slices(vectors: Matrix | Half) -> "map[Matrix]":
    starts = range(0, len(vectors), _ADDED)
    return map(lambda start: vectors[start : start + _ADDED].astype(np.float32), starts)  # noqa: C417
