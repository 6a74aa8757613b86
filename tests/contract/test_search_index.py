"""Every adapter of the vector port gives what the exact oracle gives."""

from collections.abc import Callable, Iterator

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.database import Database
from terminology.search.compressed import CompressedIndex, FaissIndexes, automatic, with_cells
from terminology.search.dense import ExactIndex, FlatIndex, IndexUnavailable
from terminology.search.pgvector_index import PgVectorIndex, PgVectorIndexes

HALF = 2e-3  # what half precision may move a cosine by


def unit_vectors(count: int, dimension: int = 24, seed: int = 7):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def scanned(vectors):
    return CompressedIndex.of(vectors)


def walked(vectors):
    return with_cells(vectors.astype(np.float16), lambda: True)


@pytest.fixture
def in_postgresql(database: Database) -> Iterator[PgVectorIndexes]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS search_index CASCADE")
    indexes = PgVectorIndexes(database, index_from=1)
    yield indexes
    indexes.close()


@pytest.fixture(params=["exact", "flat", "scanned", "walked", "pgvector"])
def adapter(request) -> Callable:
    if request.param == "pgvector":
        indexes = request.getfixturevalue("in_postgresql")
        return lambda vectors: indexes.grown(FlatIndex(vectors), lambda: True)
    return {"exact": ExactIndex, "flat": FlatIndex, "scanned": scanned, "walked": walked}[request.param]


def test_a_vector_is_nearest_to_itself_at_cosine_one(adapter):
    vectors = unit_vectors(50)
    index = adapter(vectors)
    assert index.size == 50
    for row in (0, 17, 49):
        rows, cosines = index.nearest(vectors[row], 3)
        assert rows[0] == row
        assert cosines[0] == pytest.approx(1.0, abs=HALF)
        assert list(cosines) == sorted(cosines, reverse=True)
        assert len(rows) == 3


def test_more_than_there_are_gives_what_there_is(adapter):
    rows, cosines = adapter(unit_vectors(3)).nearest(unit_vectors(1)[0], 10)
    assert sorted(rows) == [0, 1, 2]
    assert len(cosines) == 3


def test_rows_left_out_are_never_found(adapter):
    vectors = unit_vectors(20)
    allowed = np.zeros(20, dtype=bool)
    allowed[[2, 9, 19]] = True
    rows, _ = adapter(vectors).nearest(vectors[5], 10, allowed)
    assert sorted(rows) == [2, 9, 19]


def test_when_all_are_left_out_nothing_is_found(adapter):
    vectors = unit_vectors(5)
    rows, cosines = adapter(vectors).nearest(vectors[0], 3, np.zeros(5, dtype=bool))
    assert len(rows) == len(cosines) == 0


@pytest.mark.parametrize("share", [1.0, 0.9, 0.4, 0.05, 0.002])
def test_among_two_thousand_the_ten_nearest_are_the_oracles(adapter, share):
    vectors = unit_vectors(2_000)
    allowed = None if share == 1.0 else np.random.default_rng(3).random(2_000) < share
    index, oracle = adapter(vectors), ExactIndex(vectors)
    found = wanted = 0
    for asked in unit_vectors(30, seed=8):
        rows, cosines = index.nearest(asked, 10, allowed)
        right, _ = oracle.nearest(asked, 10, allowed)
        np.testing.assert_allclose(cosines, vectors[rows] @ asked, atol=HALF)
        assert len(rows) == len(right)
        found, wanted = found + len(set(rows) & set(right)), wanted + len(right)
    assert found >= 0.97 * wanted


BUILDS = [(FlatIndex, 1e-5), (scanned, HALF)]


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=40, deadline=None)
def test_faiss_agrees_with_the_oracle(count, limit, seed, filtered):
    vectors = unit_vectors(count, seed=seed)
    asked = unit_vectors(1, seed=seed + 1)[0]
    allowed = np.random.default_rng(seed).random(count) < 0.5 if filtered else None
    _, wanted = ExactIndex(vectors).nearest(asked, limit, allowed)
    for build, tolerance in BUILDS:
        rows, cosines = build(vectors).nearest(asked, limit, allowed)
        np.testing.assert_allclose(cosines, wanted, atol=tolerance)
        np.testing.assert_allclose(vectors[rows] @ asked, wanted, atol=tolerance)
        assert allowed is None or allowed[rows].all()


@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 2**32 - 1), st.booleans())
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_pgvector_agrees_with_the_oracle(in_postgresql, count, limit, seed, filtered):
    vectors = unit_vectors(count, seed=seed)
    asked = unit_vectors(1, seed=seed + 1)[0]
    allowed = np.random.default_rng(seed).random(count) < 0.5 if filtered else None
    index = in_postgresql.grown(FlatIndex(vectors), lambda: True)
    assert isinstance(index, PgVectorIndex)
    rows, cosines = index.nearest(asked, limit, allowed)
    _, wanted = ExactIndex(vectors).nearest(asked, limit, allowed)
    np.testing.assert_allclose(cosines, wanted, atol=HALF)
    np.testing.assert_allclose(vectors[rows] @ asked, wanted, atol=HALF)


def test_the_index_follows_the_number_of_vectors(monkeypatch):
    vectors = unit_vectors(300)
    assert isinstance(automatic(vectors), FlatIndex)
    monkeypatch.setattr("terminology.search.compressed._COMPRESSED_FROM", 200)
    assert isinstance(automatic(vectors), CompressedIndex)
    indexes = FaissIndexes(cells_from=300)
    at_once = indexes(vectors)
    assert indexes.may_grow(at_once)
    assert not FaissIndexes(cells_from=301).may_grow(at_once)
    better = indexes.grown(at_once, lambda: True)
    assert isinstance(better, CompressedIndex)
    assert better.cells is not None
    assert not indexes.may_grow(better)
    assert indexes.grown(at_once, lambda: False) is at_once


def tables(database: Database) -> set[str]:
    with psycopg.connect(database.url) as connection:
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'search_index'"
        return {name for (name,) in connection.execute(query)}


def test_a_table_made_by_one_process_serves_the_next(database, in_postgresql):
    vectors = unit_vectors(40)
    assert isinstance(in_postgresql(vectors), FlatIndex)  # at once; the table comes later
    in_postgresql.grown(FlatIndex(vectors), lambda: True)
    other = PgVectorIndexes(database, index_from=1)
    assert isinstance(other(vectors), PgVectorIndex)
    assert isinstance(other(unit_vectors(40, seed=1)), FlatIndex)
    other.close()
    assert len(tables(database)) == 1


def test_a_table_goes_when_nobody_uses_it_any_more(database, in_postgresql):
    other = PgVectorIndexes(database, index_from=1)
    used = other.grown(FlatIndex(unit_vectors(10, seed=1)), lambda: True)
    in_postgresql.grown(FlatIndex(unit_vectors(10, seed=2)), lambda: True)
    assert len(tables(database)) == 2
    other.close()
    in_postgresql.grown(FlatIndex(unit_vectors(10, seed=3)), lambda: True)
    assert len(tables(database)) == 2  # seed 2 is still held by its process, and seed 1 by none
    with pytest.raises(IndexUnavailable):
        used.nearest(unit_vectors(1)[0], 3)


def test_a_table_given_up_leaves_nothing(database, in_postgresql):
    answers = iter([True, False, False])
    index = FlatIndex(unit_vectors(2_500))
    assert in_postgresql.grown(index, lambda: next(answers)) is index
    assert tables(database) == set()
