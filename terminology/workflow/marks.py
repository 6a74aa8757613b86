"""Which changes of a validated concept ask a terminologist to look at it again. Pure.

A validated entry is what translators copy from. Whoever may validate checks it as they save; for everybody
and everything else, this table decides:

    who changed it                 | a change of these asks for a check
    ------------------------------ | -------------------------------------------------------------
    somebody who may not validate  | term, its status or type, definition, subject field
    an import                      | the same
    whoever may validate           | nothing
    the software (grammar)         | nothing: it never touches what a person wrote
    a related concept              | its withdrawal, its merge into another one
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from terminology.concepts import ConceptStatus
from terminology.differences import Change

__all__ = ["Editor", "MarkReason", "Wanted", "wanted_mark"]


class MarkReason(StrEnum):
    EDITED = "edited"
    IMPORTED = "imported"
    RELATED_WITHDRAWN = "related_withdrawn"
    RELATED_MERGED = "related_merged"


class Editor(StrEnum):
    """In what capacity a change is made."""

    VALIDATOR = "validator"
    PROPOSER = "proposer"
    IMPORT = "import"
    SOFTWARE = "software"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mark to raise; `fields` are those of `terminology.differences`, in the order they changed."""

    reason: MarkReason
    fields: tuple[str, ...]


# Notes, sources, contexts and grammar explain an entry; they do not change what a translator would write.
_SUBSTANCE = frozenset({"term", "status", "term_type", "definition", "domains"})
_RULES: Mapping[Editor, tuple[MarkReason, frozenset[str]] | None] = MappingProxyType(
    {
        Editor.PROPOSER: (MarkReason.EDITED, _SUBSTANCE),
        Editor.IMPORT: (MarkReason.IMPORTED, _SUBSTANCE),
        Editor.VALIDATOR: None,
        Editor.SOFTWARE: None,
    }
)


def wanted_mark(status: ConceptStatus, changes: Iterable[Change], editor: Editor) -> Wanted | None:
    """`status` before the change: what was not validated yet waits for an examination anyway."""
    rule = _RULES[editor]
    if rule is None or status is not ConceptStatus.VALIDATED:
        return None
    reason, watched = rule
    changed = tuple(dict.fromkeys(change.field for change in changes if change.field in watched))
    return Wanted(reason, changed) if changed else None
