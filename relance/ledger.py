"""The ledger of reminders: one row a dossier, stage, level and clock cycle, whatever comes twice.

Where several levels fall due at once (a dossier found very late), only the highest is sent: the lower ones
are kept as superseded, so that nobody is flooded and nothing is hidden.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from relance import escalation
from relance.calendar_versions import in_force
from relance.calendars import WorkCalendar
from relance.errors import NobodyAbove
from relance.history import Fact, add_facts
from relance.levels import Level, highest, next_opening, opening_from
from relance.tables import DeadlineRow, DossierRow, ReminderRow, StageRow, UnitRow

__all__ = ["carry_over", "write_due", "write_manual"]


@dataclass(frozen=True, slots=True)
class _Books:
    """What the rows of a batch are made from, each read once."""

    calendar: WorkCalendar
    stages: Mapping[int, StageRow]
    units: Mapping[str, UnitRow]
    started: Mapping[int, datetime]
    written: Mapping[int, set[Level]]


def write_due(session: Session, dossiers: Sequence[DossierRow], now: datetime) -> int:
    """Write what is due, and when to look again; how many reminders are to be sent.

    The caller holds the dossiers' row locks.
    """
    books = _open_books(session, dossiers)
    rows: list[dict[str, Any]] = []
    for dossier in dossiers:
        rows.extend(_plan(dossier, books, now))
    if not rows:
        return 0
    query = insert(ReminderRow).values(rows).on_conflict_do_nothing().returning(ReminderRow.message_id)
    added = set(session.scalars(query))
    by_id = {dossier.id: dossier for dossier in dossiers}
    facts = [
        Fact(
            by_id[row["dossier_id"]],
            "reminder_written",
            details={"level": row["level"], "unit": row["unit_code"], "recipient": row["recipient"]},
        )
        for row in rows
        if row["state"] == "written" and row["message_id"] in added
    ]
    add_facts(session, facts, SYSTEM, now)
    return len(facts)


def write_manual(
    session: Session, dossier: DossierRow, level: Level, note: str, now: datetime
) -> ReminderRow:
    """A reminder that a person writes, to whom `level` addresses; on top of those the clock causes.

    The caller holds the dossier's row lock. Raises NobodyAbove.
    """
    units = {unit.code: unit for unit in session.scalars(select(UnitRow))}
    in_charge = units[dossier.unit_code]
    addressed = escalation.addressee(level, in_charge, units)
    if addressed is None:
        raise NobodyAbove(field="addressee", unit=in_charge.code)
    before = select(func.count()).where(
        ReminderRow.dossier_id == dossier.id,
        ReminderRow.stage_id == dossier.stage_id,
        ReminderRow.clock_cycle == dossier.clock_cycle,
        ReminderRow.level == Level.MANUAL.value,
    )
    ordinal = 1 + session.scalars(before).one()
    calendar = in_force(session).calendar
    row = ReminderRow(
        **_row(dossier, Level.MANUAL, ordinal, addressed, in_charge, now)
        | {"state": "written", "note": note, "next_try_at": opening_from(calendar, now)}
    )
    session.add(row)
    session.flush()
    return row


def carry_over(session: Session, dossier: DossierRow, former_stage_id: int) -> None:
    """What was reminded of under the former version of the stage is not reminded of again."""
    query = select(ReminderRow).where(
        ReminderRow.dossier_id == dossier.id,
        ReminderRow.stage_id == former_stage_id,
        ReminderRow.clock_cycle == dossier.clock_cycle,
    )
    kept = ("level", "clock_cycle", "ordinal", "unit_code", "recipient", "due_at", "legal_date", "written_at")
    for row in session.scalars(query).all():
        values = {name: getattr(row, name) for name in kept}
        message_id = _message_id(dossier, Level(row.level), row.ordinal, row.recipient)
        session.add(
            ReminderRow(
                dossier_id=dossier.id,
                stage_id=dossier.stage_id,
                state="superseded",
                message_id=message_id,
                attempts=0,
                next_try_at=None,
                note=row.note,
                **values,
            )
        )
    session.flush()


def _open_books(session: Session, dossiers: Sequence[DossierRow]) -> _Books:
    ids = [dossier.id for dossier in dossiers]
    stages = select(StageRow).where(StageRow.id.in_({dossier.stage_id for dossier in dossiers}))
    started = (
        select(DeadlineRow.dossier_id, DeadlineRow.started_at)
        .ext(distinct_on(DeadlineRow.dossier_id))
        .where(DeadlineRow.dossier_id.in_(ids))
        .order_by(DeadlineRow.dossier_id, DeadlineRow.id.desc())
    )
    return _Books(
        calendar=in_force(session).calendar,
        stages={stage.id: stage for stage in session.scalars(stages)},
        units={unit.code: unit for unit in session.scalars(select(UnitRow))},
        started={row.dossier_id: row.started_at for row in session.execute(started)},
        written=escalation.written_levels(session, dossiers),
    )


def _plan(dossier: DossierRow, books: _Books, now: datetime) -> Iterator[dict[str, Any]]:
    """The rows due by `now`, the highest to be sent; and the next instant to look at."""
    start = books.started.get(dossier.id, dossier.registered_at)
    times = escalation.schedule(books.calendar, dossier, books.stages[dossier.stage_id], start)
    if dossier.reminders_resume_at is not None and dossier.reminders_resume_at > now:
        # Suspended: being overdue is still a fact to be seen on its day, but nobody is told.
        wanted = (dossier.due_at, dossier.reminders_resume_at)
        dossier.next_check_at = min(at for at in wanted if at is not None and at >= now)
        return
    in_charge = books.units[dossier.unit_code]
    addressed = {level: escalation.addressee(level, in_charge, books.units) for level in times}
    ahead = {
        level: at
        for level, at in times.items()
        if addressed[level] is not None and level not in books.written.get(dossier.id, ())
    }
    due = [level for level, at in ahead.items() if at < now]
    dossier.next_check_at = min((at for at in ahead.values() if at >= now), default=None)
    for level in due:
        unit = addressed[level]
        assert unit is not None  # those are left out above
        row = _row(dossier, level, escalation.ordinal_of(dossier, level), unit, in_charge, now)
        if level is highest(due):
            row |= {"state": "written", "next_try_at": _first_try(books.calendar, unit, now)}
        yield row


def _first_try(calendar: WorkCalendar, unit: UnitRow, now: datetime) -> datetime:
    """At once in working hours; with the next morning's digest where the unit has chosen one."""
    return next_opening(calendar, now) if unit.digest else opening_from(calendar, now)


def _row(  # noqa: PLR0917 - what makes the row's key, in its order
    dossier: DossierRow, level: Level, ordinal: int, unit: UnitRow, in_charge: UnitRow, now: datetime
) -> dict[str, Any]:
    recipient = escalation.recipients(unit, in_charge)
    return {
        "dossier_id": dossier.id,
        "stage_id": dossier.stage_id,
        "level": level.value,
        "clock_cycle": dossier.clock_cycle,
        "ordinal": ordinal,
        "unit_code": unit.code,
        "recipient": recipient,
        "message_id": _message_id(dossier, level, ordinal, recipient),
        "due_at": dossier.due_at,
        "legal_date": dossier.legal_date,
        "state": "superseded",
        "written_at": now,
        "attempts": 0,
        "next_try_at": None,
        "note": "",
    }


def _message_id(dossier: DossierRow, level: Level, ordinal: int, recipient: str) -> str:
    name = level.value if ordinal == 1 else f"{level.value}-{ordinal}"
    key = (dossier.number, dossier.stage_id, name, dossier.clock_cycle)
    # The digest keeps two systems that number alike from making each other's messages unseen.
    digest = hashlib.sha256("|".join(map(str, (*key, recipient))).encode()).hexdigest()[:16]
    return "{}.{}.{}.{}.{}@relance.truchement".format(*key, digest).lower()
