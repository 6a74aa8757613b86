"""Every adapter of the vector port gives what the exact oracle gives."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminology.search.dense import ExactIndex, FlatIndex

ADAPTERS = [FlatIndex, ExactIndex]


def unit_vectors(count: int, dimension: int = 24, seed: int = 7):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(params=ADAPTERS, ids=lambda adapter: adapter.__name__)
def adapter(request):
    return request.param


def test_a_vector_is_nearest_to_itself_at_cosine_one(adapter):
    vectors = unit_vectors(50)
    index = adapter(vectors)
    assert index.size == 50
    for row in (0, 17, 49):
        rows, cosines = index.nearest(vectors[row], 3)
        assert rows[0] == row
        assert cosines[0] == pytest.approx(1.0, abs=1e-5)
        assert list(cosines) == sorted(cosines, reverse=True)


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


@given(st.integers(1, 60), st.integers(1, 70), st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=40, deadline=None)
def test_faiss_agrees_with_the_oracle(count, limit, seed, filtered):
    vectors = unit_vectors(count, seed=seed)
    asked = unit_vectors(1, seed=seed + 1)[0]
    allowed = np.random.default_rng(seed).random(count) < 0.5 if filtered else None
    rows, cosines = FlatIndex(vectors).nearest(asked, limit, allowed)
    wanted_rows, wanted = ExactIndex(vectors).nearest(asked, limit, allowed)
    np.testing.assert_allclose(cosines, wanted, atol=1e-5)
    assert set(rows) == set(wanted_rows)
