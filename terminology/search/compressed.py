"""Many vectors: one byte a number, a graph over them where a scan would take too long, and the best compared
again with the vectors themselves.

384 dimensions, one thread, two cores of 2026 (`python -m bench index` measures it again):

| vectors | flat ms | scan of bytes ms | graph ms | recall@10 of the graph | to build the graph, CPU s |
|---|---|---|---|---|---|
| 34,000 | 4.1 | 1.7 | – | – | – |
| 100,000 | 12 | 4.7 | 0.8 | .990 | 21 |
| 1,000,000 | 120 | 74 | 0.7 | .994 | 270 |
"""

import math
from collections.abc import Callable
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from terminology.search.dense import FlatIndex, Matrix, Nearest, VectorIndex, selecting

__all__ = ["CompressedIndex", "FaissIndexes", "automatic", "with_graph"]

Half = NDArray[np.float16]

_FAISS: Any = faiss  # its annotations lack what its makers added in Python

# Below, a flat index is about as quick, and exact to the last digit.
_COMPRESSED_FROM = 20_000
# From here a scan costs as much as half of encoding the query (8 ms), and the graph a minute of one core.
_GRAPH_FROM = 100_000
_COMPARED = 100  # recall@10 of a scan of bytes: .995 as it is, 1.0 with the best 100 compared exactly
_NEIGHBOURS, _LOOKED_AT = 32, 128  # of the graph
# With fewer rows allowed the graph is mostly walked in vain: a scan skips the others, and misses none.
_WALKED_SHARE = 0.3
_LEARNT_FROM = 50_000
_GOLDEN = 0.6180339887
_ADDED = 1_000  # vectors; between two additions a graph in the making can be given up


class CompressedIndex:
    """`codes`: a FAISS index of the vectors in bytes, or a graph over one, entered as `_scattered` says."""

    def __init__(self, vectors: Half, codes: Any) -> None:
        self.vectors = vectors
        self._graph = codes if isinstance(codes, faiss.IndexHNSW) else None
        self._codes = codes if self._graph is None else faiss.downcast_index(codes.storage)
        self._order = None if self._graph is None else _scattered(len(vectors))

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
    def graph(self) -> Any:
        """The FAISS graph, or None."""
        return self._graph

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        rows = self._candidates(vector, min(max(limit, _COMPARED), self.size), allowed)
        cosines = self.vectors[rows].astype(np.float32) @ vector
        order = np.argsort(-cosines, kind="stable")[:limit]
        return rows[order], cosines[order]

    def _candidates(self, vector: Matrix, count: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        walked = self._graph is not None and (allowed is None or allowed.mean() >= _WALKED_SHARE)
        parameters = (
            _FAISS.SearchParametersHNSW(efSearch=max(_LOOKED_AT, count))
            if walked
            else faiss.SearchParameters()
        )
        if allowed is not None:
            parameters = selecting(parameters, allowed if self._order is None else allowed[self._order])
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32)
        index: Any = self._graph if walked else self._codes
        rows: NDArray[np.int64] = index.search(query, count, params=parameters)[1][0]
        rows = rows[rows >= 0]
        return np.sort(
            rows if self._order is None else self._order[rows]
        )  # in the order they lie on the disk

    def on(self, vectors: Half) -> "CompressedIndex":
        """The same index on equal vectors that lie elsewhere."""
        return CompressedIndex(vectors, self._codes if self._graph is None else self._graph)


def with_graph(vectors: Half, keep_on: Callable[[], bool]) -> CompressedIndex | None:
    """Quicker to search, and a minute of one core in the making for each 200,000 vectors.

    None when `keep_on` said no.
    """
    # One thread, of this caller's: a core is left for who searches.
    faiss.omp_set_num_threads(1)
    graph = _FAISS.IndexHNSWSQ(
        vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT
    )
    graph.train(_sample(vectors))
    order = _scattered(len(vectors))
    for start in range(0, len(vectors), _ADDED):
        if not keep_on():
            return None
        graph.add(vectors[order[start : start + _ADDED]].astype(np.float32))
    return CompressedIndex(vectors, graph)


def _scattered(count: int) -> NDArray[np.int64]:
    """The order in which vectors enter a graph. The terms of one act come one after another: entered so,
    a neighbourhood closes itself off, and a walk that begins elsewhere does not find in.

    By steps of about the golden section, which leaves no two neighbours near each other; the same each time.
    """
    step = max(1, round(count * _GOLDEN))
    while math.gcd(step, count) > 1:
        step += 1
    return np.arange(count, dtype=np.int64) * step % max(1, count)


def automatic(vectors: Matrix | Half) -> FlatIndex | CompressedIndex:
    """The index that so many vectors call for, ready at once."""
    if len(vectors) < _COMPRESSED_FROM:
        return FlatIndex(vectors.astype(np.float32, copy=False))
    return CompressedIndex.of(vectors)


class FaissIndexes:
    """Flat, then bytes, and then a graph over them. `graph_from`: vectors."""

    def __init__(self, graph_from: int = _GRAPH_FROM) -> None:
        self._graph_from = graph_from

    def __call__(self, vectors: Matrix) -> VectorIndex:
        return automatic(vectors)

    def may_grow(self, index: VectorIndex | None) -> bool:
        if isinstance(index, CompressedIndex) and index.graph is not None:
            return False
        return isinstance(index, FlatIndex | CompressedIndex) and index.size >= self._graph_from

    def grown(self, index: VectorIndex, keep_on: Callable[[], bool]) -> VectorIndex:
        if not self.may_grow(index):
            return index
        assert isinstance(index, FlatIndex | CompressedIndex)
        vectors = index.vectors.astype(np.float16, copy=False)
        return with_graph(vectors, keep_on) or index


def _sample(vectors: Matrix | Half) -> Matrix:
    rows = np.linspace(0, len(vectors) - 1, min(_LEARNT_FROM, len(vectors))).astype(np.int64)
    return vectors[rows].astype(np.float32)


def _slices(vectors: Matrix | Half) -> "map[Matrix]":
    starts = range(0, len(vectors), _ADDED)
    return map(lambda start: vectors[start : start + _ADDED].astype(np.float32), starts)  # noqa: C417
