"""Claim, send, note what became of it: three steps, of which a killed process may repeat the second only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import jobs
from kit.audit import SYSTEM, Actor
from kit.database import Database
from kit.mail import Mailer, MailNotSent, MailServerDown, SomeRecipientsRefused
from relance import escalation
from relance.calendar_versions import in_force
from relance.errors import ReminderNotFound, ReminderNotUndelivered
from relance.history import Fact, add_fact, add_facts
from relance.levels import is_open, opening_from
from relance.sending.claims import Claim, claim
from relance.tables import DossierRow, ReminderRow, StageRow, UnitRow

__all__ = ["SEND_TASK", "SendReport", "send_again", "send_pending"]

SEND_TASK = "relance:send_reminder"
_FIRST_RETRY = timedelta(minutes=1)
_LONGEST_RETRY = timedelta(hours=2)
_MOST_ATTEMPTS = 16  # with these waits, given up after about three working days
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class SendReport:
    """Reminders, not messages: a digest counts for all it carries.

    `failed`: not sent this time; `given_up` of these will not be tried again.
    """

    sent: int
    failed: int
    given_up: int


def send_pending(database: Database, mailer: Mailer, now: datetime) -> SendReport:
    """Send every reminder whose time has come, in working hours only.

    Several may do so at once: each row goes to one of them.
    """
    sent = failed = given_up = 0
    with database.transaction() as session:
        if not is_open(in_force(session).calendar, now):
            return SendReport(sent, failed, given_up)
    while (claimed := claim(database, now)) is not None:
        try:
            mailer.send(claimed.message)
        except MailNotSent as error:
            failed += len(claimed.reminder_ids)
            given_up += _note_failure(database, claimed, error, now)
            if isinstance(error, MailServerDown):
                break  # the others would wait as long for nothing; the sweep of the next minute tries again
        else:
            sent += len(claimed.reminder_ids)
            _note_sent(database, claimed, now)
    return SendReport(sent, failed, given_up)


def send_again(session: Session, reminder_id: int, actor: Actor, now: datetime) -> str:
    """Try an undelivered reminder anew, to the address its unit has by now; the dossier's number.

    Raises ReminderNotFound, ReminderNotUndelivered.
    """
    reminder = session.get(ReminderRow, reminder_id, with_for_update=True)
    if reminder is None:
        raise ReminderNotFound(reminder=reminder_id)
    if reminder.state != "failed":
        raise ReminderNotUndelivered(reminder=reminder_id)
    addressed = session.get_one(UnitRow, reminder.unit_code)
    in_charge = session.get_one(UnitRow, session.get_one(StageRow, reminder.stage_id).unit_code)
    reminder.recipient = escalation.recipients(addressed, in_charge)
    reminder.state, reminder.attempts = "written", 0
    reminder.digest_id = reminder.last_error = None
    reminder.next_try_at = opening_from(in_force(session).calendar, now)
    dossier = session.get_one(DossierRow, reminder.dossier_id)
    add_fact(session, dossier, "reminder_tried_again", actor, now, details={"recipient": reminder.recipient})
    jobs.defer(session, SEND_TASK, queueing_lock=SEND_TASK)
    return dossier.number


def _note_sent(database: Database, claimed: Claim, now: datetime) -> None:
    with database.transaction() as session:
        rows = _locked(session, claimed)
        for row in rows:
            row.state, row.sent_at = "sent", now
            row.next_try_at = row.last_error = None
        _tell(session, rows, "reminder_sent", now)


def _note_failure(database: Database, claimed: Claim, error: MailNotSent, now: datetime) -> int:
    """Back off: 1, 2, 4 … minutes, at most two hours, and not at night; how many were given up."""
    reason = str(error.params.get("reason", ""))[:_LONGEST_ERROR]
    with database.transaction() as session:
        rows = _locked(session, claimed)
        attempts = max(row.attempts for row in rows)
        final = attempts >= _MOST_ATTEMPTS or isinstance(error, SomeRecipientsRefused)
        wait = min(_FIRST_RETRY * 2 ** (attempts - 1), _LONGEST_RETRY)
        for row in rows:
            row.last_error = reason
            if final:
                row.state, row.next_try_at = "failed", None
            else:
                row.next_try_at = opening_from(in_force(session).calendar, now + wait)
        if final:
            _tell(session, rows, "reminder_failed", now)
        return len(rows) if final else 0


def _locked(session: Session, claimed: Claim) -> list[ReminderRow]:
    query = select(ReminderRow).where(ReminderRow.id.in_(claimed.reminder_ids))
    return list(session.scalars(query.order_by(ReminderRow.id).with_for_update()))


def _tell(session: Session, rows: list[ReminderRow], code: str, now: datetime) -> None:
    wanted = select(DossierRow).where(DossierRow.id.in_([row.dossier_id for row in rows]))
    dossiers = {dossier.id: dossier for dossier in session.scalars(wanted)}
    facts = [Fact(dossiers[row.dossier_id], code, details={"recipient": row.recipient}) for row in rows]
    add_facts(session, facts, SYSTEM, now)
