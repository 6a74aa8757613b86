"""Claiming reminders for the time of a sending: each goes to one sender, and comes back if that one dies."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from kit.database import Database
from kit.mail import Message
from relance.calendar_versions import in_force
from relance.levels import Level, next_opening
from relance.sending.messages import compose, compose_digest
from relance.tables import ReminderRow, UnitRow

__all__ = ["Claim", "claim"]

# A claim outlives the slowest mail server; a sender that died gives its rows back by then.
_CLAIM = timedelta(minutes=10)
# One sender at a time puts digests together: two would each hold a part of one, and wait for the other's.
_DIGEST_LOCK = 0x6469_6765


@dataclass(frozen=True, slots=True)
class Claim:
    """One message, and the ledger rows it carries: one, or a day's digest."""

    reminder_ids: tuple[int, ...]
    message: Message


def claim(database: Database, now: datetime) -> Claim | None:
    """None when nothing is left to send."""
    with database.transaction() as session:
        may_digest = session.scalars(select(func.pg_try_advisory_xact_lock(_DIGEST_LOCK))).one()
        while (reminder := _next(session, now, may_digest)) is not None:
            rows = _with_its_digest(session, reminder, now)
            if not rows:
                continue
            for row in rows:
                row.attempts += 1
                row.next_try_at = now + _CLAIM
            message = compose_digest(session, rows) if reminder.digest_id else compose(session, reminder)
            return Claim(tuple(row.id for row in rows), message)
    return None


def _next(session: Session, now: datetime, may_digest: bool) -> ReminderRow | None:
    return session.scalar(
        select(ReminderRow)
        .where(ReminderRow.next_try_at <= now, *([] if may_digest else [~_of_a_digest()]))
        .order_by(ReminderRow.next_try_at, ReminderRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _of_a_digest() -> ColumnElement[bool]:
    """What somebody writes by hand waits for no digest."""
    chosen = ReminderRow.unit_code.in_(select(UnitRow.code).where(UnitRow.digest))
    return ReminderRow.digest_id.is_not(None) | (chosen & (ReminderRow.level != Level.MANUAL.value))


def _with_its_digest(session: Session, reminder: ReminderRow, now: datetime) -> list[ReminderRow]:
    """The row with those that go in the same message; none when it has to wait for the next digest."""
    if reminder.digest_id is None:
        unit = session.get_one(UnitRow, reminder.unit_code)
        if not unit.digest or reminder.level == Level.MANUAL.value:
            return [reminder]
        if not _begin_digest(session, reminder, now):
            return []
    query = select(ReminderRow).where(
        ReminderRow.digest_id == reminder.digest_id, ReminderRow.state == "written"
    )
    return list(session.scalars(query.order_by(ReminderRow.id).with_for_update()))


def _begin_digest(session: Session, reminder: ReminderRow, now: datetime) -> bool:
    """Put all that waits for the recipient into the day's digest; False when that one has left already.

    What a digest holds is written down before it is sent: sent again, it is the same message.
    """
    calendar = in_force(session).calendar
    prefix = f"digest.{now.astimezone(calendar.zone).date()}."
    waiting = select(ReminderRow).where(
        ReminderRow.recipient == reminder.recipient,
        ReminderRow.next_try_at <= now,
        ReminderRow.digest_id.is_(None),
        _of_a_digest(),
    )
    rows = list(session.scalars(waiting.order_by(ReminderRow.id).with_for_update()))
    todays = select(ReminderRow.id).where(
        ReminderRow.recipient == reminder.recipient, ReminderRow.digest_id.startswith(prefix)
    )
    gone = session.scalar(todays.limit(1)) is not None
    mark = hashlib.sha256(f"{reminder.recipient}|{reminder.message_id}".encode()).hexdigest()[:16]
    for row in rows:
        if gone:
            row.next_try_at = next_opening(calendar, now + timedelta(microseconds=1))
        else:
            row.digest_id = f"{prefix}{mark}@relance.truchement"
    session.flush()
    return not gone
