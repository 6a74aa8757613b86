"""Validated concepts to be checked again: marked by what `marks` decides, cleared by a terminologist.

A mark never hides an entry: readers keep what was validated, and a terminologist is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology import bulk
from terminology.concepts import ConceptDraft, ConceptStatus
from terminology.differences import changes
from terminology.links import edges
from terminology.tables import ConceptRow
from terminology.workflow.marks import Editor, MarkReason, wanted_mark
from terminology.workflow.tables import MarkRow

__all__ = [
    "Mark",
    "clear",
    "count_marked",
    "mark_changed",
    "mark_neighbours",
    "marked",
    "marks_of",
    "move_open_marks",
]

State = tuple[ConceptDraft, ConceptStatus]
"""Content and status of a concept at one moment."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`details`: the `fields` that changed, or the `concept` (a number) that this one relates to."""

    concept: int
    reason: MarkReason
    details: Mapping[str, Any]
    raised_at: datetime
    raised_by: str
    cleared_at: datetime | None = None
    cleared_by: str | None = None


def mark_changed(
    session: Session,
    changed: Iterable[tuple[int, State, State]],
    editor: Editor,
    actor: Actor,
    now: datetime,
) -> None:
    """For each (number, before, after), the mark that the change asks for, if any."""
    wanted = [
        (number, mark.reason, {"fields": list(mark.fields)})
        for number, before, after in changed
        if (mark := wanted_mark(before[1], changes(before, after), editor)) is not None
    ]
    _raise(session, wanted, actor, now)


def mark_neighbours(session: Session, number: int, reason: MarkReason, actor: Actor, now: datetime) -> None:
    """Validated concepts that relate to `number`, which was withdrawn or merged."""
    found = edges.touching(session, [number])
    ends = {end for edge in found for end in (edge.concept, edge.target)} - {number}
    validated = session.scalars(
        select(ConceptRow.number)
        .where(bulk.among(ConceptRow.number, ends), ConceptRow.status == ConceptStatus.VALIDATED.value)
        .order_by(ConceptRow.number)
    )
    _raise(session, [(neighbour, reason, {"concept": number}) for neighbour in validated], actor, now)


def clear(session: Session, number: int, actor: Actor, now: datetime) -> bool:
    """All open marks of a concept; whether there were any."""
    cleared = session.execute(
        update(MarkRow)
        .where(MarkRow.concept == number, MarkRow.cleared_at.is_(None))
        .values(cleared_at=now, cleared_by=actor.name)
        .returning(MarkRow.id)
        .execution_options(synchronize_session=False)
    )
    return bool(cleared.all())


def move_open_marks(session: Session, old: int, new: int) -> None:
    """What was to be checked of a merged concept is to be checked of the one that took its content."""
    session.execute(
        update(MarkRow)
        .where(MarkRow.concept == old, MarkRow.cleared_at.is_(None))
        .values(concept=new)
        .execution_options(synchronize_session=False)
    )


def marks_of(session: Session, number: int, *, cleared: bool = False) -> list[Mark]:
    """Oldest first; those cleared too where the history is told."""
    query = select(MarkRow.__table__).where(MarkRow.concept == number).order_by(MarkRow.id)
    if not cleared:
        query = query.where(MarkRow.cleared_at.is_(None))
    return [_mark(row) for row in session.execute(query)]


def marked(session: Session, limit: int, offset: int = 0) -> list[tuple[int, list[Mark]]]:
    """Concepts to be checked again with their open marks, longest waiting first."""
    oldest = (
        select(MarkRow.concept)
        .where(MarkRow.cleared_at.is_(None))
        .group_by(MarkRow.concept)
        .order_by(func.min(MarkRow.id))
    )
    numbers = list(session.scalars(oldest.limit(limit).offset(offset)))
    query = select(MarkRow.__table__).where(
        bulk.among(MarkRow.concept, numbers), MarkRow.cleared_at.is_(None)
    )
    found: dict[int, list[Mark]] = {number: [] for number in numbers}
    for row in session.execute(query.order_by(MarkRow.id)):
        found[row.concept].append(_mark(row))
    return list(found.items())


def count_marked(session: Session) -> int:
    query = select(func.count(MarkRow.concept.distinct())).where(MarkRow.cleared_at.is_(None))
    return session.scalar(query) or 0


def _raise(
    session: Session,
    wanted: Sequence[tuple[int, MarkReason, dict[str, Any]]],
    actor: Actor,
    now: datetime,
) -> None:
    """What an open mark says already is not said twice."""
    known = _open_marks(session, {number for number, _, _ in wanted})
    rows = [
        {
            "concept": number,
            "reason": reason.value,
            "details": details,
            "raised_at": now,
            "raised_by": actor.name,
        }
        for number, reason, details in wanted
        if (reason.value, details) not in known.get(number, ())
    ]
    if rows:
        session.execute(insert(MarkRow), rows)


def _open_marks(session: Session, numbers: Iterable[int]) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    query = select(MarkRow.concept, MarkRow.reason, MarkRow.details)
    query = query.where(bulk.among(MarkRow.concept, numbers), MarkRow.cleared_at.is_(None))
    found: dict[int, list[tuple[str, dict[str, Any]]]] = {}
    for concept, reason, details in session.execute(query):
        found.setdefault(concept, []).append((reason, details))
    return found


def _mark(row: Any) -> Mark:
    return Mark(
        row.concept,
        MarkReason(row.reason),
        row.details,
        row.raised_at,
        row.raised_by,
        row.cleared_at,
        row.cleared_by,
    )
