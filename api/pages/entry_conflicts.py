"""Somebody else saved first: who, what, and both changes put together in the form."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.pages.entry_fields import EntryForm, values_of
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Language, normalised
from terminology.differences import Change, changes
from terminology.reconciling import Clash, reconciled
from terminology.repository import Revision

__all__ = ["Conflict", "as_fields", "explain", "version_of"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """`revisions` are what others did since, newest first; `draft` has both changes."""

    present: ConceptView
    revisions: list[Revision]
    changes: list[Change]
    draft: ConceptDraft
    clashes: list[Clash]


def version_of(bank: Bank, number: int, version: int) -> ConceptDraft:
    """What the concept said then; what it says now, if it never had that version."""
    found = _revision(bank.revisions(number), version)
    return found.draft if found is not None else bank.get(number).draft()


def explain(bank: Bank, number: int, version: int, typed: ConceptDraft) -> Conflict:
    """`typed` was made from `version`, which is not the present one any more."""
    present = bank.get(number)
    revisions = bank.revisions(number)
    base = _revision(revisions, version)
    before = (base.draft, base.status) if base is not None else (present.draft(), present.status)
    draft, clashes = reconciled(before[0], normalised(typed), present.draft())
    return Conflict(
        present,
        [item for item in revisions if item.version > version],
        changes(before, (present.draft(), present.status)),
        draft,
        clashes,
    )


def as_fields(conflict: Conflict, typed: Mapping[str, str]) -> dict[str, str]:
    """The form with both changes, to be saved over the present version by whoever has read it. A term that
    was reworded still says from what, so that what a file said of it is not lost.
    """
    values = {**values_of(conflict.draft), "version": str(conflict.present.version)}
    form, before = EntryForm(values), EntryForm(typed)
    for language in Language:
        was = {
            " ".join(before.value(f"{row}-text").split()): before.value(f"{row}-was")
            for row in before.rows(f"term-{language}")
        }
        for row in form.rows(f"term-{language}"):
            values[f"{row}-was"] = was.get(values[f"{row}-text"]) or values[f"{row}-text"]
    return values


def _revision(revisions: list[Revision], version: int) -> Revision | None:
    return next((item for item in revisions if item.version == version), None)
