"""What two concepts say as one."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from terminology.merging.plan import as_one, preferable, status_of_both

NOW = datetime(2026, 11, 20, tzinfo=UTC)
FR, EN = Language.FR, Language.EN


def view(number: int, *terms: Term, **parts: object) -> ConceptView:
    draft = ConceptDraft(terms, **parts)
    return ConceptView.of(
        draft, number=number, version=1, status=ConceptStatus.VALIDATED, created_at=NOW, updated_at=NOW
    )


def statuses(draft: ConceptDraft) -> dict[str, TermStatus]:
    return {term.text: term.status for term in draft.terms}


def test_the_survivor_comes_first_and_the_other_fills_its_blanks() -> None:
    kept = view(1, Term("l’acte", FR, source="Loi"), note="Une note", extra={"id": "7"})
    other = view(
        2,
        Term("L'Acte", FR, gender="masculine", source="Code", reliability=4),
        note="Autre",
        extra={"id": "8"},
    )
    draft = as_one(kept, other, {})
    assert draft.terms == (replace(kept.terms[0], gender="masculine", reliability=4),)
    assert draft.note == "Une note\nAutre"
    assert draft.extra == {"id": "7", "merged": [{"number": 2, "id": "8"}]}


def test_terms_that_differ_by_an_accent_stay_two() -> None:
    draft = as_one(view(1, Term("côte", FR)), view(2, Term("cote", FR)), {})
    assert statuses(draft) == {"côte": TermStatus.PREFERRED, "cote": TermStatus.ADMITTED}


def test_the_preferred_term_is_chosen_by_language() -> None:
    kept = view(1, Term("valise", FR), Term("bag", EN), Term("sac", FR, TermStatus.DEPRECATED))
    other = view(2, Term("mallette", FR), Term("pouch", EN))
    assert preferable(kept, other) == {FR: ["valise", "mallette"], EN: ["bag", "pouch"]}
    assert statuses(as_one(kept, other, {FR: "mallette"})) == {
        "valise": TermStatus.ADMITTED,
        "bag": TermStatus.PREFERRED,
        "sac": TermStatus.DEPRECATED,
        "mallette": TermStatus.PREFERRED,
        "pouch": TermStatus.ADMITTED,
    }


def test_two_preferred_terms_of_two_countries_stay_preferred() -> None:
    kept = view(1, Term("bag", EN, region="UK"), Term("pouch", EN, region="US"))
    other = view(2, Term("sack", EN))
    assert list(statuses(as_one(kept, other, {})).values()) == [
        TermStatus.PREFERRED,
        TermStatus.PREFERRED,
        TermStatus.ADMITTED,
    ]


def test_relations_between_the_two_end_and_equal_definitions_are_one() -> None:
    kept = view(
        1,
        Term("un", FR),
        definitions=(Definition("Le premier nombre", FR),),
        relations=(Relation(RelationKind.RELATED, 2), Relation(RelationKind.BROADER, 9)),
    )
    other = view(
        2,
        Term("uni", FR),
        definitions=(Definition("le  premier nombre", FR), Definition("First", EN)),
        relations=(Relation(RelationKind.RELATED, 1), Relation(RelationKind.SEE, 8)),
    )
    draft = as_one(kept, other, {})
    assert [item.text for item in draft.definitions] == ["Le premier nombre", "First"]
    assert draft.relations == (Relation(RelationKind.BROADER, 9), Relation(RelationKind.SEE, 8))


def test_the_more_open_state_wins() -> None:
    assert status_of_both(ConceptStatus.PROPOSED, ConceptStatus.VALIDATED) is ConceptStatus.VALIDATED
    assert status_of_both(ConceptStatus.PROPOSED, ConceptStatus.DRAFT) is ConceptStatus.PROPOSED


TERMS = st.builds(
    Term,
    st.sampled_from(["valise", "Valise", "sac", "mallette", "côte", "cote"]),
    st.sampled_from(Language),
    st.sampled_from(TermStatus),
)
VIEWS = st.lists(TERMS, min_size=1, unique_by=lambda term: (term.text.casefold(), term.language))


@given(VIEWS, VIEWS, st.data())
def test_no_term_is_lost_none_is_doubled_and_the_choice_holds(
    kept: list[Term], coming: list[Term], data: st.DataObject
) -> None:
    one, other = view(1, *kept), view(2, *coming)
    options = preferable(one, other)
    choice = {code: data.draw(st.sampled_from(texts)) for code, texts in options.items() if texts}
    draft = as_one(one, other, choice)
    said = [(term.language, term.text.casefold()) for term in draft.terms]
    assert set(said) == {(term.language, term.text.casefold()) for term in (*kept, *coming)}
    assert len(said) == len(set(said))
    for language, text in choice.items():
        chosen = [item for item in draft.terms if (item.language, item.text) == (language, text)]
        assert [item.status for item in chosen] == [TermStatus.PREFERRED]
    assert as_one(one, other, choice) == draft
