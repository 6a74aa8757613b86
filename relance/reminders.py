"""Reminders to the units in charge: written exactly once, sent at least once (art. 16).

`sweep` writes the ledger row in the transaction of the fact that causes it; `send_pending` claims rows and
sends them, each under a message id derived from the ledger key: a second sending is seen as the same message.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kit import jobs
from kit.audit import SYSTEM
from kit.database import Database
from kit.mail import Mailer, MailNotSent, Message
from relance.calendar_versions import in_force
from relance.clocks import Level
from relance.history import Fact, add_fact, add_facts
from relance.overdue import note_overdue
from relance.periods import Period, PeriodUnit
from relance.reminder_texts import ReminderFacts, write_reminder
from relance.tables import DossierRow, ProcedureVersionRow, ReminderRow, StageRow, UnitRow

__all__ = ["SEND_TASK", "SendReport", "SweepReport", "send_pending", "sweep"]

SEND_TASK = "relance:send_reminder"
_BATCH = 500
# A claim outlives the slowest mail server; a sender that died gives its row back by then.
_CLAIM = timedelta(minutes=10)
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=2)
_MOST_ATTEMPTS = 16  # with these waits, given up after about twenty hours
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class SweepReport:
    """`overdue`: deadlines newly seen to have passed; `reminders_written`: new ledger rows."""

    overdue: int
    reminders_written: int


@dataclass(frozen=True, slots=True)
class SendReport:
    """`failed`: not sent this time; `given_up` of these will not be tried again."""

    sent: int
    failed: int
    given_up: int


def sweep(session: Session, now: datetime) -> SweepReport:
    """Look at what falls due up to `now`, and at nothing else: the index holds only running clocks."""
    overdue = written = 0
    while due := _due(session, now):
        overdue += note_overdue(session, due, now)
        written += _write(session, due, now)
        _look_away(session, due)
    if written:
        jobs.defer(session, SEND_TASK, queueing_lock=SEND_TASK)
    return SweepReport(overdue, written)


def send_pending(database: Database, mailer: Mailer, now: datetime) -> SendReport:
    """Send every reminder whose time has come. Several may do so at once: each row goes to one of them."""
    sent = failed = given_up = 0
    while (claimed := _claim(database, now)) is not None:
        reminder_id, message = claimed
        try:
            mailer.send(message)
        except MailNotSent as error:
            failed += 1
            given_up += _note_failure(database, reminder_id, str(error.params.get("reason", "")), now)
        else:
            sent += 1
            _note_sent(database, reminder_id, now)
    return SendReport(sent, failed, given_up)


def _due(session: Session, now: datetime) -> list[DossierRow]:
    # A dossier somebody is working on is skipped: the next sweep, a minute later, finds what became of it.
    query = (
        select(DossierRow)
        .where(DossierRow.next_check_at < now)
        .order_by(DossierRow.next_check_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _write(session: Session, due: Sequence[DossierRow], now: datetime) -> int:
    """The ledger rows of the units in charge, where there is none already; how many are new."""
    units = {unit.code: unit for unit in session.scalars(select(UnitRow))}
    rows = [_row(dossier, units[dossier.unit_code], now) for dossier in due]
    query = insert(ReminderRow).values(rows).on_conflict_do_nothing().returning(ReminderRow.dossier_id)
    added = set(session.scalars(query))
    facts = []
    for dossier in due:
        if dossier.id in added:
            unit = units[dossier.unit_code]
            details: dict[str, object] = {
                "level": Level.UNIT.value,
                "unit": unit.code,
                "recipient": unit.email,
            }
            facts.append(Fact(dossier, "reminder_written", details=details))
    add_facts(session, facts, SYSTEM, now)
    return len(added)


def _row(dossier: DossierRow, unit: UnitRow, now: datetime) -> dict[str, object]:
    key = (dossier.number, dossier.stage_id, Level.UNIT.value, dossier.clock_cycle)
    return {
        "dossier_id": dossier.id,
        "stage_id": dossier.stage_id,
        "level": Level.UNIT.value,
        "clock_cycle": dossier.clock_cycle,
        "unit_code": unit.code,
        "recipient": unit.email,
        "message_id": _message_id(key, unit.email),
        "due_at": dossier.due_at,
        "legal_date": dossier.legal_date,
        "state": "written",
        "written_at": now,
        "attempts": 0,
        "next_try_at": now,
    }


def _look_away(session: Session, seen: Sequence[DossierRow]) -> None:
    session.execute(
        update(DossierRow)
        .where(DossierRow.id.in_([dossier.id for dossier in seen]))
        .values(next_check_at=None)
        .execution_options(synchronize_session=False)
    )


def _message_id(key: tuple[object, ...], recipient: str) -> str:
    # The digest keeps two systems that number alike from making each other's messages unseen.
    digest = hashlib.sha256("|".join(str(part) for part in (*key, recipient)).encode()).hexdigest()[:16]
    number, stage, level, cycle = key
    return f"{number}.{stage}.{level}.{cycle}.{digest}@relance.truchement".lower()


def _claim(database: Database, now: datetime) -> tuple[int, Message] | None:
    """Take one row for the time of a sending; None when nothing is left to send."""
    with database.transaction() as session:
        reminder = session.scalar(
            select(ReminderRow)
            .where(ReminderRow.next_try_at <= now)
            .order_by(ReminderRow.next_try_at, ReminderRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if reminder is None:
            return None
        reminder.attempts += 1
        reminder.next_try_at = now + _CLAIM
        return reminder.id, _message(session, reminder)


def _message(session: Session, reminder: ReminderRow) -> Message:
    dossier, version, stage, unit = session.execute(
        select(DossierRow, ProcedureVersionRow, StageRow, UnitRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .join(StageRow, StageRow.id == reminder.stage_id)
        .join(UnitRow, UnitRow.code == reminder.unit_code)
        .where(DossierRow.id == reminder.dossier_id)
    ).one()
    zone = in_force(session).calendar.zone
    subject, body = write_reminder(
        ReminderFacts(
            number=dossier.number,
            unit=(unit.name_fr, unit.name_en),
            procedure=(version.name_fr, version.name_en),
            stage=(stage.name_fr, stage.name_en),
            legal_date=reminder.legal_date,
            registered_on=dossier.registered_at.astimezone(zone).date(),
            period=Period(stage.amount, PeriodUnit(stage.unit_of_period)),
            legal_basis=stage.legal_basis,
            provisional=stage.provisional,
        )
    )
    return Message(reminder.message_id, reminder.recipient, subject, body)


def _note_sent(database: Database, reminder_id: int, now: datetime) -> None:
    with database.transaction() as session:
        reminder = session.get_one(ReminderRow, reminder_id, with_for_update=True)
        reminder.state, reminder.sent_at = "sent", now
        reminder.next_try_at = reminder.last_error = None
        dossier = session.get_one(DossierRow, reminder.dossier_id)
        add_fact(session, dossier, "reminder_sent", SYSTEM, now, details={"recipient": reminder.recipient})


def _note_failure(database: Database, reminder_id: int, reason: str, now: datetime) -> bool:
    """Back off: 1, 2, 4 … minutes, at most two hours; whether it was given up and shown as undelivered."""
    with database.transaction() as session:
        reminder = session.get_one(ReminderRow, reminder_id, with_for_update=True)
        reminder.last_error = reason[:_LONGEST_ERROR]
        if reminder.attempts < _MOST_ATTEMPTS:
            wait = min(_FIRST_RETRY * 2 ** (reminder.attempts - 1), _LONGEST_RETRY)
            reminder.next_try_at = now + wait
            return False
        reminder.state, reminder.next_try_at = "failed", None
        dossier = session.get_one(DossierRow, reminder.dossier_id)
        add_fact(session, dossier, "reminder_failed", SYSTEM, now, details={"recipient": reminder.recipient})
        return True
