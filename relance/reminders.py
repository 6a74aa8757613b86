"""Reminders to the units in charge: written exactly once, sent at least once (art. 16).

`sweep` writes the ledger row in the transaction of the fact that causes it; `send_pending` claims rows and
sends them, each under a message id derived from the ledger key: a second sending is seen as the same message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kit import jobs
from kit.audit import SYSTEM
from kit.database import Database
from kit.mail import Mailer, MailNotSent, Message
from relance.calendar_versions import in_force
from relance.history import add_fact
from relance.ledger import write_due
from relance.levels import Level, is_open, opening_from
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
_MOST_ATTEMPTS = 16  # with these waits, given up after about three working days
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class SweepReport:
    """`overdue`: deadlines newly seen to have passed; `reminders_written`: new ledger rows to be sent."""

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
        written += write_due(session, due, now)
        session.flush()
    if written:
        jobs.defer(session, SEND_TASK, queueing_lock=SEND_TASK)
    return SweepReport(overdue, written)


def send_pending(database: Database, mailer: Mailer, now: datetime) -> SendReport:
    """Send every reminder whose time has come, in working hours only.

    Several may do so at once: each row goes to one of them.
    """
    sent = failed = given_up = 0
    with database.transaction() as session:
        if not is_open(in_force(session).calendar, now):
            return SendReport(sent, failed, given_up)
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
    in_charge = aliased(UnitRow)
    dossier, version, stage, unit, charged = session.execute(
        select(DossierRow, ProcedureVersionRow, StageRow, UnitRow, in_charge)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .join(StageRow, StageRow.id == reminder.stage_id)
        .join(UnitRow, UnitRow.code == reminder.unit_code)
        .join(in_charge, in_charge.code == StageRow.unit_code)
        .where(DossierRow.id == reminder.dossier_id)
    ).one()
    zone = in_force(session).calendar.zone
    subject, body = write_reminder(
        ReminderFacts(
            level=Level(reminder.level),
            number=dossier.number,
            addressee=(unit.name_fr, unit.name_en),
            head=(unit.head_title_fr, unit.head_title_en),
            unit=(charged.name_fr, charged.name_en),
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
    """Back off: 1, 2, 4 … minutes, at most two hours, and not at night; whether it was given up."""
    with database.transaction() as session:
        reminder = session.get_one(ReminderRow, reminder_id, with_for_update=True)
        reminder.last_error = reason[:_LONGEST_ERROR]
        if reminder.attempts < _MOST_ATTEMPTS:
            wait = min(_FIRST_RETRY * 2 ** (reminder.attempts - 1), _LONGEST_RETRY)
            reminder.next_try_at = opening_from(in_force(session).calendar, now + wait)
            return False
        reminder.state, reminder.next_try_at = "failed", None
        dossier = session.get_one(DossierRow, reminder.dossier_id)
        add_fact(session, dossier, "reminder_failed", SYSTEM, now, details={"recipient": reminder.recipient})
        return True
