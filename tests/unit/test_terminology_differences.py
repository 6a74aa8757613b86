from dataclasses import replace

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from terminology.differences import Change, Piece, changes, word_changes

FR, EN = Language.FR, Language.EN
BEFORE = ConceptDraft(
    (Term("note verbale", FR), Term("vieux mot", FR), Term("verbal note", EN)),
    (Definition("Écrit non signé", FR, "Décret"),),
    ("diplomacy",),
)
VALIDATED = ConceptStatus.VALIDATED


def between(before: ConceptDraft, after: ConceptDraft) -> list[Change]:
    return changes((before, VALIDATED), (after, VALIDATED))


def test_nothing_changed() -> None:
    assert between(BEFORE, BEFORE) == []
    guessed = replace(BEFORE.terms[0], extra={"suggested": []})
    assert between(BEFORE, replace(BEFORE, terms=(guessed, *BEFORE.terms[1:]))) == []


def test_a_new_concept_says_all_it_holds() -> None:
    found = changes(None, (BEFORE, ConceptStatus.PROPOSED))
    assert Change("concept_status", "", "proposed") in found
    assert Change("term", "", "vieux mot", FR) in found
    assert Change("definition", "", "Écrit non signé", FR) in found


def test_a_reworded_term_is_one_change_and_keeps_its_place() -> None:
    after = replace(BEFORE, terms=(*BEFORE.terms[:2], Term("note verbale", EN)))
    assert between(BEFORE, after) == [Change("term", "verbal note", "note verbale", EN)]


def test_each_field_of_a_term_is_told_with_the_term_it_belongs_to() -> None:
    changed = replace(BEFORE.terms[1], status=TermStatus.DEPRECATED, note="Ne plus employer")
    after = replace(BEFORE, terms=(BEFORE.terms[0], changed, BEFORE.terms[2]))
    assert between(BEFORE, after) == [
        Change("status", "preferred", "deprecated", FR, "vieux mot"),
        Change("note", "", "Ne plus employer", FR, "vieux mot"),
    ]


def test_definitions_fields_and_state() -> None:
    after = replace(BEFORE, definitions=(Definition("Écrit non signé", FR, "Manuel"),), domains=(), note="N")
    assert changes((BEFORE, VALIDATED), (after, ConceptStatus.WITHDRAWN)) == [
        Change("concept_status", "validated", "withdrawn"),
        Change("definition_source", "Décret", "Manuel", FR),
        Change("domains", "diplomacy", ""),
        Change("note", "", "N"),
    ]


def test_what_is_linked_is_told_part_by_part() -> None:
    law = Document("Loi", "https://a.example/1", DocumentKind.LAW)
    context = Context("La note est remise.", "Manuel")
    before = replace(BEFORE, documents=(law,), relations=(Relation(RelationKind.BROADER, 4),))
    after = replace(
        BEFORE,
        terms=(replace(BEFORE.terms[0], contexts=(context,)), *BEFORE.terms[1:]),
        documents=(replace(law, url="https://a.example/2"),),
        relations=(Relation(RelationKind.BROADER, 4), Relation(RelationKind.BROADER, 7)),
        notes=(Note("Vu", EN), Note("De tous", None, "Source")),
    )
    assert between(before, after) == [
        Change("context", "", "La note est remise.", FR, "note verbale"),
        Change("context_source", "", "Manuel", FR, "note verbale"),
        Change("language_note", "", "Vu", EN),
        Change("concept_note", "", "De tous"),
        Change("concept_note_source", "", "Source"),
        Change("document_url", "https://a.example/1", "https://a.example/2"),
        Change("relation_broader", "4", "4, 7"),
    ]


def test_one_comma_in_a_long_text_is_seen() -> None:
    before, after = word_changes("un écrit non signé", "un écrit, non daté")
    assert before == [
        Piece("un ", False),
        Piece("écrit ", True),
        Piece("non ", False),
        Piece("signé", True),
    ]
    assert after == [
        Piece("un ", False),
        Piece("écrit, ", True),
        Piece("non ", False),
        Piece("daté", True),
    ]
    assert word_changes("", "neuf") == ([], [Piece("neuf", False)])
    assert word_changes("a " * 3000, "b")[0] == [Piece("a " * 3000, True)]
