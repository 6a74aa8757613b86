"""A change of the calendar is looked at before it is made: which open deadlines it moves, and to when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from relance import clocks
from relance.calendar_versions import (
    MINISTRY,
    CalendarContent,
    add_version,
    build,
    check_opens_every_year,
    content_in_force,
)
from relance.calendars import WorkCalendar
from relance.errors import CalendarChangedMeanwhile, CalendarProposalNotFound, CalendarUnchanged
from relance.history import add_fact
from relance.tables import CalendarProposalRow, DossierRow

__all__ = ["MovedDeadline", "Proposal", "apply", "open_proposal", "propose"]

_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    number: str
    subject: str
    unit: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """`base_version` is the calendar it was made from."""

    id: int
    base_version: int
    content: CalendarContent
    moved: Sequence[MovedDeadline]


def propose(
    session: Session, base_version: int, content: CalendarContent, actor: Actor, now: datetime
) -> int:
    """Keep the wanted calendar to be looked at; its id.

    Raises CalendarNeverOpens (a year without a worked day), CalendarHoursWrong, CalendarUnchanged,
    CalendarChangedMeanwhile.
    """
    version, present = content_in_force(session)
    if version != base_version:
        raise CalendarChangedMeanwhile(expected=base_version, present=version)
    if content == present:
        raise CalendarUnchanged
    check_opens_every_year(content)
    row = CalendarProposalRow(
        code=MINISTRY,
        base_version=base_version,
        made_at=now,
        made_by=actor.reference,
        content=content.to_json(),
        applied_at=None,
    )
    session.add(row)
    session.flush()
    return row.id


def open_proposal(session: Session, proposal_id: int) -> Proposal:
    """With the open deadlines it moves now. Raises CalendarProposalNotFound."""
    row = _row(session, proposal_id)
    content = CalendarContent.from_json(row.content)
    calendar = build(content)
    moved = [
        MovedDeadline(dossier.number, dossier.subject, dossier.unit_code, before, after)
        for dossier, before, after in _moved(session, calendar)
    ]
    return Proposal(row.id, row.base_version, content, moved)


def apply(session: Session, proposal_id: int, actor: Actor, now: datetime) -> int:
    """Put it in force, and move each deadline it moves, with the fact in its history; how many.

    Raises CalendarProposalNotFound, CalendarChangedMeanwhile.
    """
    row = _row(session, proposal_id, lock=True)
    version, _ = content_in_force(session)
    if version != row.base_version:
        raise CalendarChangedMeanwhile(expected=row.base_version, present=version)
    content = CalendarContent.from_json(row.content)
    moved = _moved(session, build(content), lock=True)
    added = add_version(session, content, now)
    row.applied_at = now
    for dossier, before, after in moved:
        clocks.recompute(session, dossier, now, "calendar_changed")
        dossier.version += 1
        dossier.updated_at = now
        details: dict[str, object] = {"before": str(before), "after": str(after), "calendar": added.version}
        add_fact(session, dossier, "deadline_moved", actor, now, details=details)
    audit.record(session, now, actor, "calendar.changed", MINISTRY, version=added.version, moved=len(moved))
    return len(moved)


def _row(session: Session, proposal_id: int, *, lock: bool = False) -> CalendarProposalRow:
    row = session.get(CalendarProposalRow, proposal_id, with_for_update=lock or None)
    if row is None or row.applied_at is not None:
        raise CalendarProposalNotFound(proposal=proposal_id)
    return row


def _moved(
    session: Session, calendar: WorkCalendar, *, lock: bool = False
) -> list[tuple[DossierRow, date, date]]:
    """Open dossiers whose running deadline this calendar moves, with the day before and after."""
    found: list[tuple[DossierRow, date, date]] = []
    last = 0
    while True:
        query = select(DossierRow).where(DossierRow.due_at.is_not(None), DossierRow.id > last)
        query = query.order_by(DossierRow.id).limit(_BATCH)
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        dossiers = list(session.scalars(query))
        if not dossiers:
            return found
        last = dossiers[-1].id
        deadlines = clocks.deadlines_by(session, dossiers, calendar)
        for dossier in dossiers:
            deadline = deadlines[dossier.id]
            if deadline.due_at != dossier.due_at and dossier.legal_date is not None:
                found.append((dossier, dossier.legal_date, deadline.legal_date))
