"""The vector index and the whole search as the bank grows to a million terms, in this process.

Laying a million vectors into cells takes two minutes of one core. They are saved in the cache folder, as a
server saves its own in the data folder, and taken up again by the next run.
"""

import gc
import hashlib
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from bench import crowd
from bench.figures import Figure
from kit.settings import Settings
from terminology.ports import Encoder
from terminology.search.compressed import CompressedIndex, FaissIndexes
from terminology.search.dense import FlatIndex, VectorIndex
from terminology.search.documents import Collection, Part, VectorSet
from terminology.search.improving import Improver
from terminology.search.query import Query
from terminology.search.snapshot import Snapshot

__all__ = ["figures"]

_SMALL, _LARGE = 34_000, 1_000_000  # terms: those of canada-laws, and what the house promises to bear
_QUERIES, _WARM = 200, 20
_DEPTH = 10
_EQUAL = 1e-5  # cosines that differ by rounding alone
_MOST_SLOWER, _LEAST_RECALL = 3.0, 0.97


def figures(data: Path | None) -> Iterator[Figure]:
    _, found = crowd.largest(data)
    encoder = crowd.load_encoder()
    asked = crowd.misspelt(found, _QUERIES + _WARM)
    slowest: list[float] = []
    for terms in (_SMALL, _LARGE):
        memory = _memory()
        stand_in = crowd.StandIn(encoder, found)
        collection = crowd.crowd(found, stand_in, terms)
        start = time.process_time()
        snapshot = Snapshot.of(collection, FaissIndexes())
        yield Figure(f"{terms:,} terms: words and vectors indexed, processor time", _since(start))
        vectors = _placed(snapshot, collection)
        del collection
        base, folder = snapshot.parts[0], Settings().cache_dir / "bench" / f"index-{_digest(vectors)}"
        start, what = time.process_time(), "taken up" if folder.exists() else "built and saved"
        Improver(FaissIndexes(), folder).improve(base, encoder.name, lambda: True)
        yield Figure(f"{terms:,} terms: the better index {what}, processor time", _since(start))
        yield from _of_index(base.index_of(Part.TERM), vectors, stand_in.made(_QUERIES))
        del vectors, stand_in
        gc.collect()
        yield Figure(f"{terms:,} terms: memory", f"{_memory() - memory:,.0f} MB")
        seconds = _of_search(snapshot, encoder, asked)
        p50, p95 = (float(np.percentile(seconds, at)) * 1000 for at in (50, 95))
        yield Figure(
            f"{terms:,} terms: one search, encoding included, p50 / p95", f"{p50:.1f} / {p95:.1f} ms"
        )
        slowest.append(p95)
        del snapshot, base
    name = f"p95 of a search at {_LARGE:,} terms beside {_SMALL:,}"
    yield Figure.at_most(name, slowest[1] / slowest[0], _MOST_SLOWER, unit=" ×")


def _since(start: float) -> str:
    return f"{time.process_time() - start:.0f} s"


def _memory() -> float:
    """MB of this process; what it maps from the disk is the system's."""
    gc.collect()
    told = psutil.Process().memory_info()
    return float(told.rss - told.shared) / 2**20


def _placed(snapshot: Snapshot, collection: Collection) -> NDArray[np.float32]:
    languages = [term.language.value for concept in collection.concepts for term in concept.terms]
    vectors = collection.term_vectors
    assert isinstance(vectors, VectorSet)
    return snapshot.spaces.terms.place(vectors.matrix, np.array(languages, dtype=np.str_))


def _digest(vectors: NDArray[np.float32]) -> str:
    """Here a text's vector is made, and another run may make another."""
    return hashlib.blake2b(vectors[:: len(vectors) // 1_000].tobytes(), digest_size=8).hexdigest()


def _of_index(
    index: VectorIndex | None, vectors: NDArray[np.float32], asked: NDArray[np.float32]
) -> Iterator[Figure]:
    """Each kind beside the exact answer, on questions that lie as the vectors do."""
    assert isinstance(index, CompressedIndex)
    kinds: dict[str, VectorIndex] = {"scan of bytes": index}
    if index.cells is not None:
        kinds = {"scan of bytes": CompressedIndex.of(vectors), "cells": index}
    oracle = FlatIndex(vectors)
    kinds["flat"] = oracle
    # Not which rows: a law's word stands in many laws, and equal vectors come in any order.
    tenth = [float(oracle.nearest(vector, _DEPTH)[1][-1]) for vector in asked]
    for kind, measured in kinds.items():
        seconds: list[float] = []
        found = 0
        for vector, least in zip(asked, tenth, strict=True):
            start = time.perf_counter()
            rows, _ = measured.nearest(vector, _DEPTH)
            seconds.append(time.perf_counter() - start)
            found += int((vectors[rows] @ vector >= least - _EQUAL).sum())
        name = f"{len(vectors):,} vectors, {kind}"
        yield Figure(f"{name}: p50", f"{float(np.median(seconds)) * 1000:.2f} ms")
        if kind != "flat":
            recall = found / (_DEPTH * len(asked))
            yield Figure.at_least(f"{name}: recall@10 against exact", recall, _LEAST_RECALL)


def _of_search(snapshot: Snapshot, encoder: Encoder, asked: Sequence[str]) -> list[float]:
    seconds = []
    for text in asked:
        start = time.perf_counter()
        query = Query(text).cleaned()
        snapshot.search(query, encoder.encode_query(query.text))
        seconds.append(time.perf_counter() - start)
    return seconds[_WARM:]
