import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminology.search.noise import least_relevance, telling
from terminology.search.query import Why
from terminology.search.ranking import Signal, rank

NONSENSE = "xkqzjwv blorfe"
TERM, DEFINITION = Why.MEANING_TERM, Why.MEANING_DEFINITION


@pytest.mark.parametrize(
    ("why", "strength", "concepts", "counts"),
    [
        (TERM, 0.35, 700, False),
        (TERM, 0.37, 700, True),
        (TERM, 0.37, 9_000, False),
        (TERM, 0.49, 9_000, True),
        (TERM, 0.49, 1_000_000, False),
        (TERM, 0.51, 1_000_000, True),
        (DEFINITION, 0.27, 700, False),
        (DEFINITION, 0.29, 700, True),
    ],
)
def test_what_stands_out_depends_on_the_size_of_the_bank(why, strength, concepts, counts):
    assert bool(telling([Signal(1, why, strength, "t")], NONSENSE, concepts)) is counts


def test_one_that_stands_out_brings_the_others_along():
    signals = [Signal(1, TERM, 0.7, "a"), Signal(2, TERM, 0.2, "b"), Signal(3, DEFINITION, 0.2, "c")]
    assert telling(signals, NONSENSE, 10_000) == signals
    assert telling(signals[1:], NONSENSE, 10_000) == ()
    assert not telling([], NONSENSE, 10)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_chance_never_comes_less_near_in_a_larger_bank(few, more):
    low, high = sorted((few, more))
    assert 0.36 <= least_relevance(low) <= least_relevance(high) <= 0.5


def test_a_sentence_finds_terms_where_nothing_is_defined():
    found = rank(
        [Signal(1, TERM, 0.6, "t"), Signal(2, TERM, 0.5, "u"), Signal(3, TERM, 0.05, "v")], 5, words=12
    )
    assert [ranked.concept for ranked in found] == [1, 2]


@pytest.mark.parametrize("asked", ["hameçonnage bancaire", "Bag", "l’État", "xkqzjwv lettre"])
def test_a_query_with_a_known_word_is_always_answered(asked):
    weak = [Signal(1, TERM, 0.15, "t")]
    assert telling(weak, asked, 10_000) == weak


@pytest.mark.parametrize("asked", ["xkqzjwv", "blorfe niputal", "is de xqz", "42", "😀"])
def test_no_known_word_needs_a_near_meaning(asked):
    assert telling([Signal(1, TERM, 0.3, "t")], asked, 700) == ()
