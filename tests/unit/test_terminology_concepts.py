import pytest

from terminology.concepts import (
    ALLOWED_MOVES,
    TERM_LIMIT,
    ConceptDraft,
    ConceptStatus,
    Definition,
    Language,
    Term,
    TermStatus,
    flaws,
    normalised,
)
from terminology.content import content_hash, content_of, from_snapshot, snapshot


def codes(*terms: Term, **more) -> list[str]:
    return [flaw.code for flaw in flaws(ConceptDraft(terms, **more))]


def test_normalising_squeezes_composes_and_says_nothing_twice() -> None:
    draft = normalised(
        ConceptDraft(
            (
                Term(" cre\u0301ance ", Language.FR),
                Term("créance", Language.FR),
                Term("créance", Language.EN),
            ),
            (Definition("  ", Language.FR), Definition("a\n b", Language.EN), Definition("a b", Language.EN)),
            (" Traités ", "", "Traités"),
            note=" une ligne\nune autre ",
        )
    )
    assert [(term.text, term.language) for term in draft.terms] == [("créance", "fr"), ("créance", "en")]
    assert draft.definitions == (Definition("a b", Language.EN),)
    assert draft.domains == ("Traités",)
    assert draft.note == "une ligne\nune autre"


def test_what_keeps_a_draft_out() -> None:
    good = Term("visa", Language.FR)
    assert codes(good) == []
    assert codes() == ["concept_without_term"]
    assert codes(Term("", Language.FR)) == ["empty_term"]
    assert codes(Term("a" * TERM_LIMIT, Language.FR)) == []
    assert codes(Term("a" * (TERM_LIMIT + 1), Language.FR)) == ["text_too_long"]
    assert codes(Term("a\x00", Language.FR)) == ["control_character"]
    assert codes(Term("\ud800", Language.FR)) == ["control_character"]
    assert codes(Term("visa", Language.FR, reliability=5)) == ["reliability_out_of_range"]
    assert codes(good, extra={"a": [{"b": "\x00"}]}) == ["control_character"]
    assert codes(*(Term(str(number), Language.FR) for number in range(201))) == ["too_many_terms"]


@pytest.mark.parametrize("status", list(ConceptStatus))
def test_every_state_has_its_moves_and_all_are_reached(status: ConceptStatus) -> None:
    assert status not in ALLOWED_MOVES[status]
    assert any(status in moves for moves in ALLOWED_MOVES.values())


def test_a_snapshot_gives_the_draft_back() -> None:
    draft = ConceptDraft(
        (
            Term("visa", Language.FR, TermStatus.ADMITTED, gender="masculine", extra={"id": "1"}),
            Term("visa", Language.EN),
        ),
        (Definition("Autorisation d’entrer", Language.FR, "loi"),),
        ("travel",),
        note="n",
        origin="o",
        extra={"key": "visa"},
    )
    stored = snapshot(draft, ConceptStatus.VALIDATED)
    assert stored["terms"][1] == {"text": "visa", "language": "en"}
    assert from_snapshot(stored) == (draft, ConceptStatus.VALIDATED)


def test_content_is_what_is_said_and_not_in_which_order() -> None:
    one = ConceptDraft((Term("a", Language.FR), Term("b", Language.EN)), note="x")
    other = ConceptDraft((Term("b", Language.EN, TermStatus.ADMITTED), Term("a", Language.FR)))
    assert content_hash(content_of(one)) == content_hash(content_of(other))
    swapped = ConceptDraft((Term("a", Language.EN), Term("b", Language.FR)))
    assert content_hash(content_of(one)) != content_hash(content_of(swapped))
