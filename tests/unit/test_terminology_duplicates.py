"""Which concepts are suspected to be one, and how much."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import Language
from terminology.duplicates.finding import Evidence, Known, find_pairs, weigh
from terminology.duplicates.reading import nearest

FR, EN = Language.FR, Language.EN
NOTHING = np.zeros((0, 0), dtype=np.float32)


def known(number: int, french: str = "", english: str = "", **definitions: str) -> Known:
    terms = [(code, text) for code, text in ((FR, french), (EN, english)) if text]
    return Known(number, terms, {Language(code): text for code, text in definitions.items()})


def find(*concepts: Known, vectors: list[list[float]] | None = None, **options: object):
    matrix = np.array(vectors or [[0.0, 0.0]] * len(concepts), dtype=np.float32)
    return find_pairs(concepts, matrix, nearest, **options)


def test_the_same_terms_are_suspected_accents_case_and_inflection_aside() -> None:
    (pair,) = find(known(7, "État-major", "staff"), known(3, "etat major", "staffs"), known(5, "mission"))
    assert (pair.first, pair.second) == (3, 7)
    assert pair.evidence.shared == ((FR, "etat major"),)
    assert pair.evidence.inflected == ((EN, "staffs"),)


def test_definitions_speak_for_and_against() -> None:
    same = {"fr": "Colis scellé d’une mission diplomatique"}
    base = known(1, "valise", "bag", **same)
    (alike,) = find(base, known(2, "valise", "bag", fr="Colis scellé d’une mission  diplomatique."))
    (bare,) = find(base, known(2, "valise", "bag"))
    (unlike,) = find(base, known(2, "valise", "bag", fr="Bagage que le voyageur porte à la main"))
    assert alike.score > bare.score > unlike.score


def test_what_definitions_repeat_of_their_own_terms_says_nothing() -> None:
    health = known(1, "ministre", "Minister", en="Minister means the Minister of Health")
    defence = known(2, "ministre", "Minister", en="Minister means the Minister of National Defence")
    again = known(3, "ministre", "Minister", en="Minister means the Minister of Health.")
    scores = {(pair.first, pair.second): pair.score for pair in find(health, defence, again)}
    assert scores[1, 3] > scores.get((1, 2), 0) + 0.2


def test_meaning_finds_what_words_do_not_across_languages() -> None:
    (pair,) = find(
        known(1, french="échange de notes"),
        known(2, english="exchange of letters"),
        known(3, english="weather"),
        vectors=[[1.0, 0.0], [0.95, 0.312], [0.0, 1.0]],
    )
    assert (pair.first, pair.second) == (1, 2)
    assert pair.evidence.meaning == pytest.approx(0.95, abs=0.01)


def test_a_narrower_term_and_a_number_of_a_series_weigh_less() -> None:
    text = "Essai d’une émission"
    first, second = known(1, english="method 7", fr=text), known(2, english="method 7E", fr=text)
    assert find(first, second, vectors=[[1.0, 0.0], [0.99, 0.14]])[0].evidence.narrower
    plain = Evidence(meaning=0.9)
    narrower = Evidence(meaning=0.9, narrower=True)
    assert weigh(plain, [EN]) > weigh(narrower, [EN])


def test_a_term_that_many_share_makes_candidates_by_its_definitions_only() -> None:
    words = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet")
    words += ("kilo", "lima", "mike", "november")
    acts = [
        known(number, "loi", "Act", en=f"Act means the {word * 3} law")
        for number, word in enumerate(words, 1)
    ]
    twin = known(99, "loi", "Act", en=f"Act means the {words[0] * 3} law;")
    best = find(*acts, twin)[0]
    assert (best.first, best.second) == (1, 99)


def test_no_concept_fills_the_list() -> None:
    pairs = find(*(known(number, "loi", "Act") for number in range(1, 11)))
    assert len(pairs) < 45
    assert max(sum(number in {pair.first, pair.second} for pair in pairs) for number in range(1, 11)) <= 4


WORDS = st.sampled_from(["valise", "valises", "sac", "bag", "bags", "Bag", "méthode 7", "méthode 7E"])
CONCEPTS = st.lists(st.builds(known, st.integers(1, 30), WORDS, WORDS), unique_by=lambda item: item.number)


@given(CONCEPTS, st.data())
def test_pairs_are_ordered_bounded_and_do_not_depend_on_the_order_given(
    concepts: list[Known], data: st.DataObject
) -> None:
    pairs = find(*concepts) if concepts else []
    for pair in pairs:
        assert pair.first < pair.second
        assert 0.5 <= pair.score <= 1
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)
    shuffled = data.draw(st.permutations(concepts))
    assert {(pair.first, pair.second) for pair in (find(*shuffled) if shuffled else [])} == {
        (pair.first, pair.second) for pair in pairs
    }
    focus = {item.number for item in concepts[:2]}
    for pair in find(*concepts, focus=focus) if concepts else []:
        assert focus & {pair.first, pair.second}
