from terminology.search.query import Why
from terminology.search.ranking import Signal, rank


def order(*signals: Signal) -> list[int]:
    return [ranked.concept for ranked in rank(signals, 20)]


def test_a_certain_word_stands_above_any_meaning():
    assert order(
        Signal(1, Why.MEANING_TERM, 1.0, "a"),
        Signal(1, Why.MEANING_DEFINITION, 1.0, "a"),
        Signal(2, Why.INFLECTED, 0.97, "b"),
    ) == [2, 1]


def test_tiers_follow_their_certainty():
    tiers = [Why.EXACT, Why.FOLDED, Why.ACRONYM, Why.INFLECTED, Why.WORDS, Why.TYPO]
    signals = [Signal(number, why, 1.0, "t") for number, why in enumerate(tiers)]
    assert order(*reversed(signals)) == list(range(len(tiers)))


def test_the_querys_own_language_goes_first_among_equals():
    assert order(Signal(1, Why.EXACT, 1.0, "t", same_language=False), Signal(2, Why.EXACT, 1.0, "t")) == [
        2,
        1,
    ]


def test_the_concept_that_prefers_the_term_goes_before_the_one_that_deprecates_it():
    assert order(Signal(1, Why.EXACT, 1.0, "t", discouraged=True), Signal(2, Why.EXACT, 1.0, "t")) == [2, 1]


def test_meaning_decides_among_homographs():
    assert order(
        Signal(1, Why.EXACT, 1.0, "t"),
        Signal(2, Why.EXACT, 1.0, "t"),
        Signal(2, Why.MEANING_DEFINITION, 0.5, "d"),
    ) == [2, 1]


def test_two_weak_signs_of_one_concept_add_up():
    assert order(
        Signal(1, Why.MEANING_TERM, 0.5, "a"),
        Signal(2, Why.MEANING_TERM, 0.48, "b"),
        Signal(2, Why.TYPO, 0.5, "b", same_language=False),
    ) == [2, 1]


def test_a_sentence_is_compared_with_definitions_rather_than_terms():
    signals = [Signal(1, Why.MEANING_TERM, 0.6, "t"), Signal(2, Why.MEANING_DEFINITION, 0.5, "d")]
    assert [found.concept for found in rank(signals, 2, words=2)] == [1, 2]
    assert [found.concept for found in rank(signals, 2, words=12)] == [2, 1]


def test_noise_is_no_hit():
    assert order(Signal(1, Why.MEANING_TERM, 0.05, "a")) == []


def test_why_names_every_kind_of_reason_once_the_most_certain_first():
    (ranked,) = rank(
        [
            Signal(1, Why.MEANING_TERM, 0.9, "t"),
            Signal(1, Why.EXACT, 1.0, "T"),
            Signal(1, Why.MEANING_TERM, 0.8, "u"),
        ],
        1,
    )
    assert ranked.why == (Why.EXACT, Why.MEANING_TERM)
    assert ranked.text == "T"
