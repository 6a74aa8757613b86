"""The table of changes that ask for a check, row by row."""

import pytest

from terminology.concepts import ConceptStatus
from terminology.differences import Change
from terminology.workflow.marks import Editor, MarkReason, Wanted, wanted_mark

SUBSTANCE = ("term", "status", "term_type", "definition", "domains")
REST = ("note", "origin", "context", "source", "gender", "reliability", "concept_status", "definition_source")


@pytest.mark.parametrize("field", SUBSTANCE)
@pytest.mark.parametrize(
    ("editor", "reason"), [(Editor.PROPOSER, MarkReason.EDITED), (Editor.IMPORT, MarkReason.IMPORTED)]
)
def test_substance_changed_by_others_asks_for_a_check(field: str, editor: Editor, reason: MarkReason) -> None:
    changed = [Change(field, "a", "b"), Change("note", "", "c"), Change(field, "d", "e")]
    assert wanted_mark(ConceptStatus.VALIDATED, changed, editor) == Wanted(reason, (field,))


@pytest.mark.parametrize("field", [*SUBSTANCE, *REST])
def test_who_may_validate_and_the_software_ask_for_none(field: str) -> None:
    for editor in (Editor.VALIDATOR, Editor.SOFTWARE):
        assert wanted_mark(ConceptStatus.VALIDATED, [Change(field, "a", "b")], editor) is None


@pytest.mark.parametrize("field", REST)
def test_what_only_explains_asks_for_none(field: str) -> None:
    for editor in Editor:
        assert wanted_mark(ConceptStatus.VALIDATED, [Change(field, "a", "b")], editor) is None


@pytest.mark.parametrize("status", sorted({*ConceptStatus} - {ConceptStatus.VALIDATED}))
def test_what_is_not_validated_waits_for_an_examination_anyway(status: ConceptStatus) -> None:
    assert wanted_mark(status, [Change("term", "a", "b")], Editor.PROPOSER) is None
