from dataclasses import replace

from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term, TermStatus
from terminology.differences import Change, changes

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
