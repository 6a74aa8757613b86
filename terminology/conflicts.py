"""Somebody else saved first: who, what, and both changes put together."""

from dataclasses import dataclass

from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, normalised
from terminology.differences import Change, changes
from terminology.reconciling import Clash, reconciled
from terminology.repository import Revision

__all__ = ["LostRace", "explain", "version_of"]


@dataclass(frozen=True, slots=True)
class LostRace:
    """`revisions` are what others did since, newest first, in all `changes`; `draft` has both sides' changes,
    and `clashes` are where it had to choose.
    """

    present: ConceptView
    revisions: list[Revision]
    changes: list[Change]
    draft: ConceptDraft
    clashes: list[Clash]


def version_of(bank: Bank, number: int, version: int) -> ConceptDraft:
    """What the concept said then; what it says now, if it never had that version."""
    found = _revision(bank.revisions(number), version)
    return found.draft if found is not None else bank.get(number).draft()


def explain(bank: Bank, number: int, version: int, mine: ConceptDraft) -> LostRace:
    """`mine` was made from `version`, which is not the present one any more."""
    present = bank.get(number)
    revisions = bank.revisions(number)
    base = _revision(revisions, version)
    before = (base.draft, base.status) if base is not None else (present.draft(), present.status)
    draft, clashes = reconciled(before[0], normalised(mine), present.draft())
    return LostRace(
        present,
        [item for item in revisions if item.version > version],
        changes(before, (present.draft(), present.status)),
        draft,
        clashes,
    )


def _revision(revisions: list[Revision], version: int) -> Revision | None:
    """The last of that version: what the software fills in raises none."""
    return next((item for item in revisions if item.version == version), None)
