from typing import Any

import pytest

from terminology.concepts import (
    ALLOWED_MOVES,
    TERM_LIMIT,
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Document,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
    flaws,
    is_web_address,
    normalised,
)
from terminology.content import content_hash, content_of, from_snapshot, snapshot


def codes(*terms: Term, **more: Any) -> list[str]:
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


def test_what_is_linked_is_made_clean() -> None:
    term = Term(
        "visa", Language.FR, contexts=(Context(" Un  visa "), Context("Un visa", "doublon"), Context(""))
    )
    draft = normalised(
        ConceptDraft(
            (term,),
            notes=(Note(" Deux\nlignes "), Note(" ")),
            documents=(Document(" ", " https://a.example/x "), Document("Loi", "https://a.example/y")),
            relations=(
                Relation(RelationKind.SEE, 4),
                Relation(RelationKind.BROADER, 9),
                Relation(RelationKind.SEE, 4),
            ),
        )
    )
    assert draft.terms[0].contexts == (Context("Un visa"),)
    assert draft.notes == (Note("Deux\nlignes"),)
    assert draft.documents[0] == Document("https://a.example/x", "https://a.example/x")
    assert draft.relations == (Relation(RelationKind.BROADER, 9), Relation(RelationKind.SEE, 4))


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://www.prc.cm/fr/actes?id=1#art3", True),
        ("http://[::1]:8080/", True),
        ("https://élysée.example/décret", True),
        ("javascript:alert(1)", False),
        ("ftp://a.example/", False),
        ("//a.example/x", False),
        ("https://", False),
        ("https://user:secret@a.example/", False),
        ("https://a.example/x y", False),
        ("https://a.example/\u202ex", False),
        ("https://[a", False),
        ("https://a.example:99999/", False),
    ],
)
def test_where_a_document_may_stand(url: str, good: bool) -> None:
    assert is_web_address(url) is good
    found = codes(Term("visa", Language.FR), documents=(Document("Loi", url),))
    assert found == ([] if good else ["document_address_refused"])


@pytest.mark.parametrize(
    ("date", "good"),
    [
        *(("", True), ("1961", True), ("1961-04", True), ("1961-04-18", True), ("18/04/1961", False)),
        *(("1961-13", False), ("1961-02-30", False), ("0000", False), ("1961-4", False), ("١٩٦١", False)),
    ],
)
def test_when_a_document_may_be_of(date: str, good: bool) -> None:
    document = Document("Loi", "https://a.example/", date=date)
    assert codes(Term("visa", Language.FR), documents=(document,)) == (
        [] if good else ["document_date_unreadable"]
    )


def test_what_cannot_be_written_in_xml_is_refused() -> None:
    for character in ("\ufffe", "\uffff"):
        assert codes(Term(f"a{character}", Language.FR)) == ["control_character"]


def test_what_a_file_said_beside_may_not_be_bottomless() -> None:
    deep: dict[str, Any] = {}
    for _ in range(5000):
        deep = {"a": deep}
    assert codes(Term("visa", Language.FR), extra=deep) == ["extra_too_deep"]
    assert codes(Term("visa", Language.FR, extra={"a": [[{"b": "c"}]]})) == []


def test_a_snapshot_of_an_earlier_version_is_still_read() -> None:
    old = {
        "status": "proposed",
        "terms": [{"text": "visa", "language": "fr", "context": "Un visa est exigé."}],
        "definitions": [{"text": "Autorisation", "language": "fr", "source": ""}],
        "domains": [],
        "note": "",
        "origin": "",
        "extra": {},
    }
    draft, _ = from_snapshot(old)
    assert draft.terms[0].contexts == (Context("Un visa est exigé."),)
    assert (draft.notes, draft.documents, draft.relations) == ((), (), ())
