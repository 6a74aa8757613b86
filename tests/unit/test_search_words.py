import numpy as np
import pytest

from terminology.concepts import Language
from terminology.folding import fold
from terminology.search.lemmas import content_words, lemma, stem, words
from terminology.search.trigrams import TrigramIndex

FR, EN = Language.FR, Language.EN


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("créance", "créances", FR),
        ("national", "nationaux", FR),
        ("étranger", "étrangères", FR),
        ("etranger", "etrangeres", FR),  # typed without accents: no dictionary knows it
        ("diplomatique", "diplomatiques", FR),
        ("naturalisé", "naturalisées", FR),
        ("ambassadeur", "ambassadrice", FR),
        ("administratif", "administratives", FR),
        ("consul", "consuls", FR),
        ("bateau", "bateaux", FR),
        ("policy", "policies", EN),
        ("embassy", "embassies", EN),
        ("bag", "bags", EN),
        ("woman", "women", EN),
        ("apostille", "apostilles", EN),
    ],
)
def test_inflected_forms_share_a_key(one, other, language):
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [("visa", "vis", FR), ("congrès", "congre", FR), ("mission", "missive", FR), ("status", "state", EN)],
)
def test_other_words_do_not(one, other, language):
    assert lemma(one, language) != lemma(other, language)


def test_apostrophes_and_hyphens_cut_words():
    assert words(fold("L’état-major d'une O.N.G.")) == ["l", "etat", "major", "d", "une", "ong"]


def test_grammar_words_carry_no_meaning_unless_there_is_nothing_else():
    assert content_words("lettres de creance") == ["lettres", "creance"]
    assert content_words("letters of credence", EN) == ["letters", "credence"]
    assert content_words("a la") == ["a", "la"]
    assert content_words("") == []


TEXTS = ["valise diplomatique", "lettres de creance", "letters of credence", "visa", "", "visa waiver", "ab"]


def test_a_misspelt_text_has_the_right_candidate_first():
    index = TrigramIndex(TEXTS)
    assert index.candidates("valize diplomatque", 3)[0] == 0
    assert index.candidates("credence letters", 3)[0] == 2
    assert list(index.candidates("visa", 2)) == [3, 5]


def test_candidates_left_out_do_not_come():
    allowed = np.array([text != "visa" for text in TEXTS])
    assert list(TrigramIndex(TEXTS).candidates("visa", 1, allowed)) == [5]
    assert 3 not in TrigramIndex(TEXTS).candidates("visa", 5, allowed)


@pytest.mark.parametrize("nothing", ["", "?", "😀", "zzzz"])
def test_no_shared_trigram_no_candidate(nothing):
    assert len(TrigramIndex(TEXTS).candidates(nothing, 5)) == 0
    assert len(TrigramIndex([]).candidates(nothing, 5)) == 0
