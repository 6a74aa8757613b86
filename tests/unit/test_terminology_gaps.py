"""What the gap list may keep, and what counts as an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.codes import derive_code
from relance.numbers import DossierNumber
from terminology.concepts import Language
from terminology.gaps.answers import is_answered
from terminology.gaps.privacy import LONGEST_GAP, MOST_WORDS, kept_text
from terminology.search import Degradation, Hit, SearchResult, Why


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("  Échelle   mobile ", "Échelle mobile"),
        ("R&D", "R&D"),
        ("article 27", "article 27"),
        ("loi 2024", "loi 2024"),
        ("clause\u00a0sociale", "clause sociale"),
        ("awa.ngo@ministere.cm", None),
        ("écrivez à awa@ministere.cm", None),
        ("+237 699 12 34 56", None),
        ("677123456", None),
        ("tel 6 77 12 34 56", None),
        ("REQ-2026-000123-45", None),
        ("req 2026 000123 45", None),
        ("AB3DE-9XYZ2", None),
        ("ab3de 9xyz2", None),
        ("ABCDE-FGHJK", None),
        ("LT123AB", None),
        ("https://exemple.cm", None),
        ("www.exemple.cm", None),
        ("né le 12/03/1985", None),
        ("je voudrais savoir où en est ma demande de passeport", None),
        ("a" * (LONGEST_GAP + 1), None),
        ("", None),
        ("?!", None),
        ("é", None),
        ("\ud800mot", None),
    ],
)
def test_only_what_may_be_a_term_is_kept(query: str, kept: str | None) -> None:
    assert kept_text(query) == kept


@given(st.text())
def test_whatever_is_kept_is_short_clean_and_kept_again(query: str) -> None:
    kept = kept_text(query)
    if kept is not None:
        assert len(kept) <= LONGEST_GAP
        assert len(kept.split()) <= MOST_WORDS
        assert kept.isprintable() or " " in kept
        assert "@" not in kept
        assert sum(map(str.isdigit, kept)) <= 4
        assert kept_text(kept) == kept


@given(st.text(min_size=8, max_size=40), st.sampled_from(["{}", "mon code {}", "{} ?"]), st.booleans())
def test_no_secret_code_is_ever_kept(key: str, frame: str, lower: bool) -> None:
    code = derive_code("k" * 64, key)
    typed = frame.format(code.lower() if lower else code)
    assert kept_text(typed) is None


@given(st.integers(1, 999_999))
def test_no_dossier_number_is_ever_kept(sequence: int) -> None:
    assert kept_text(str(DossierNumber("REQ", 2026, sequence))) is None


def hit(score: float, *why: Why) -> Hit:
    return Hit(1, (), (), "", score, why)


@pytest.mark.parametrize(
    ("hits", "answered"),
    [
        ((), False),
        ((hit(0.42, Why.MEANING_TERM),), False),
        ((hit(0.31, Why.TYPO),), False),
        ((hit(0.8, Why.TYPO),), True),
        ((hit(0.71, Why.MEANING_TERM),), True),
        ((hit(0.3, Why.MEANING_TERM), hit(0.2, Why.WORDS)), True),
        ((hit(1.0, Why.EXACT),), True),
    ],
)
def test_a_result_is_made_by_words_or_means_nearly_the_same(hits: tuple[Hit, ...], answered: bool) -> None:
    assert is_answered(SearchResult("mot", Language.FR, hits)) is answered


def test_an_answer_that_lacked_its_vectors_makes_no_gap() -> None:
    assert is_answered(SearchResult("mot", Language.FR, (), (Degradation.ENCODER_UNAVAILABLE,)))
