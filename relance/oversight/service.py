"""Acknowledgement by the unit, reminders by hand, and their suspension (art. 16).

None of it moves a deadline: a date the unit promises is followed beside the deadline, and a suspension holds
back reminders, not the clock. Only a paper asked of the citizen stops that.
"""

from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import jobs
from kit.audit import Actor
from relance import ledger
from relance.calendar_versions import in_force
from relance.calendars import WorkCalendar, from_microseconds
from relance.changes import clean_message, lock, record
from relance.errors import (
    AddresseeUnknown,
    ClockNotRunning,
    PromisedDateWrong,
    ReasonMissing,
    RemindedAlreadyToday,
    RemindersNotSuspended,
    ResumeDateWrong,
)
from relance.levels import Level
from relance.sending import SEND_TASK
from relance.tables import DossierRow, ReminderRow
from relance.views import DossierSummary

__all__ = ["ADDRESSEES", "Oversight"]

# Whom a person may remind: those the levels after the deadline address.
ADDRESSEES: Final = (Level.UNIT, Level.UNIT_ABOVE, Level.SECRETARY_GENERAL)
_LONGEST_DAYS: Final = 366


class Oversight:
    """Flushes, never commits. All methods raise DossierNotFound, DossierChangedMeanwhile, MessageTooLong."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def acknowledge(  # noqa: PLR0917 - who and when come last, as in every move
        self,
        number: str,
        version: int,
        promised: date | None,
        reason: str,
        share: bool,
        actor: Actor,
        now: datetime,
    ) -> DossierSummary:
        """The unit in charge says why it is late, or will be, and by what day it will have done.

        With `share` the citizen reads both. Raises ReasonMissing, PromisedDateWrong, ClockNotRunning.
        """
        said = _reason(reason)
        dossier = self._running(number, version)
        at = self._closing_of(promised, now)
        dossier.unit_promised_at = at
        dossier.unit_promise_number += 1
        dossier.unit_promise_shared = share
        self._look_again(dossier, now)
        return record(
            self._session,
            dossier,
            "acknowledged",
            actor,
            now,
            told=said if share else "",
            note=said,
            promised=str(promised),
        )

    def remind(  # noqa: PLR0917 - as above
        self, number: str, version: int, addressee: str, note: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        """Remind by hand, once a day at most. Raises AddresseeUnknown, NobodyAbove, ReasonMissing,
        RemindedAlreadyToday, ClockNotRunning.
        """
        if addressee not in ADDRESSEES:
            raise AddresseeUnknown(field="addressee", addressee=addressee)
        said = _reason(note)
        dossier = self._running(number, version)
        self._check_first_today(dossier, now)
        row = ledger.write_manual(self._session, dossier, Level(addressee), said, now)
        jobs.defer(self._session, SEND_TASK, queueing_lock=SEND_TASK)
        details = {"level": Level.MANUAL.value, "unit": row.unit_code, "recipient": row.recipient}
        return record(self._session, dossier, "reminder_written", actor, now, note=said, **details)

    def suspend(  # noqa: PLR0917 - as above
        self, number: str, version: int, until: date | None, reason: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        """No reminder before `until`: one without an end would be a reminder lost.

        Raises ReasonMissing, ResumeDateWrong, ClockNotRunning.
        """
        said = _reason(reason)
        dossier = self._running(number, version)
        calendar = in_force(self._session).calendar
        today = now.astimezone(calendar.zone).date()
        if until is None or not today < until <= today + timedelta(days=_LONGEST_DAYS):
            raise ResumeDateWrong(field="until", maximum=_LONGEST_DAYS)
        dossier.reminders_resume_at = from_microseconds(calendar.end_of_day(until.toordinal() - 1))
        self._look_again(dossier, now)
        return record(
            self._session,
            dossier,
            "reminders_suspended",
            actor,
            now,
            note=said,
            until=until.isoformat(),
        )

    def lift(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        """Remind again from now on. Raises RemindersNotSuspended."""
        dossier = lock(self._session, number, version)
        if dossier.reminders_resume_at is None or dossier.reminders_resume_at <= now:
            raise RemindersNotSuspended(number=dossier.number)
        dossier.reminders_resume_at = None
        self._look_again(dossier, now)
        return record(self._session, dossier, "reminders_resumed", actor, now)

    def _running(self, number: str, version: int) -> DossierRow:
        dossier = lock(self._session, number, version)
        if dossier.due_at is None:
            raise ClockNotRunning(number=dossier.number)
        return dossier

    def _closing_of(self, day: date | None, now: datetime) -> datetime:
        """When a promise for that day is broken. Raises PromisedDateWrong unless it is worked and to come."""
        calendar: WorkCalendar = in_force(self._session).calendar
        if day is None or day > calendar.local_date_of(now) + timedelta(days=_LONGEST_DAYS):
            raise PromisedDateWrong(field="promised", maximum=_LONGEST_DAYS)
        intervals = calendar.days[day.toordinal()].intervals
        closing = from_microseconds(intervals[-1][1]) if intervals else None
        if closing is None or closing <= now:
            raise PromisedDateWrong(field="promised", maximum=_LONGEST_DAYS)
        return closing

    def _check_first_today(self, dossier: DossierRow, now: datetime) -> None:
        """Of two clicks or two colleagues, one reminds."""
        last = self._session.scalar(
            select(ReminderRow.written_at)
            .where(ReminderRow.dossier_id == dossier.id, ReminderRow.level == Level.MANUAL.value)
            .order_by(ReminderRow.id.desc())
            .limit(1)
        )
        calendar = in_force(self._session).calendar
        if last is not None and calendar.local_date_of(last) == calendar.local_date_of(now):
            raise RemindedAlreadyToday(number=dossier.number)

    @staticmethod
    def _look_again(dossier: DossierRow, now: datetime) -> None:
        """The next sweep, within a minute, works out what follows; a clock that stands waits for nothing."""
        if dossier.due_at is not None:
            dossier.next_check_at = now


def _reason(text: str) -> str:
    said = clean_message("reason", text)
    if not said:
        raise ReasonMissing(field="reason")
    return said
