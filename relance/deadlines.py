"""Deadlines: computed, never typed, and able to explain themselves day by day.

Conventions (the design's, after the decree's "délais normatifs", art. 16):

- the day of registration is day 0; a period in days ends at closing of its last day;
- a period in hours that is used up exactly at closing ends at closing (or at the next opening, if so ruled);
- pauses are cut out of working time. A working day counts when the clock runs at its closing, a calendar day
  when it runs at its end; so no deadline ever falls within a pause;
- calendar units: months (or days, weeks) are added first, then the days that pauses cut out.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime
from enum import StrEnum
from typing import Final, NamedTuple

from kit.errors import Invalid
from relance.calendars import CalendarNeverOpens, WorkCalendar, WorkDay, from_microseconds, to_microseconds
from relance.explanations import Day, Why
from relance.pauses import Cuts, EndBeforeStart, Pause, cut_out, merge, paused_before, touched
from relance.periods import Period, PeriodUnit

__all__ = [
    "Boundary",
    "Day",
    "Deadline",
    "DeadlineBeyondHorizon",
    "EndBeforeStart",
    "Pause",
    "Resume",
    "Roll",
    "Why",
    "compute",
    "elapsed",
]

_HORIZON_DAYS: Final = 20 * 366
_LONGEST_CLOSURE_DAYS: Final = 366
_MILLION: Final = 1_000_000


class Boundary(StrEnum):
    CLOSING = "closing"
    NEXT_OPENING = "next_opening"


class Resume(StrEnum):
    CONTINUE = "continue"
    RESET = "reset"


class Roll(StrEnum):
    NONE = "none"
    FORWARD = "forward"


class DeadlineBeyondHorizon(Invalid):
    """The deadline or its start is outside what the calendar knows. Params: `known_from`, `known_until`."""

    code = "deadline_beyond_horizon"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`elapsed_seconds`: working time from the start (or the reset) to `due_at`, pauses cut out."""

    due_at: datetime
    legal_date: date
    elapsed_seconds: float
    explanation: tuple[Day, ...]


class _Due(NamedTuple):
    at: int
    ordinal: int
    explanation: list[Day]


_NO_PARAMS: Final[dict[str, object]] = {}


def compute(
    calendar: WorkCalendar,
    start: datetime,
    period: Period,
    *,
    pauses: Iterable[Pause] = (),
    resume: Resume = Resume.CONTINUE,
    boundary: Boundary = Boundary.CLOSING,
    roll: Roll = Roll.NONE,
) -> Deadline:
    """The deadline of a period that starts at `start` (aware).

    Raises CalendarNeverOpens, DeadlineBeyondHorizon, EndBeforeStart (a pause that ends before it begins).
    """
    if not calendar.opens_ever:
        raise CalendarNeverOpens
    rule = _Rule(calendar, period, boundary, roll)
    begin = to_microseconds(start)
    cuts = merge(pauses, begin)
    if resume is Resume.RESET:
        begin, due, before = _after_resets(rule, begin, cuts)
        cuts = ()
    else:
        due, before = rule.apply(begin, cuts), []
    return Deadline(
        due_at=from_microseconds(due.at),
        legal_date=date.fromordinal(due.ordinal),
        elapsed_seconds=_worked_seconds(calendar, begin, due.at, cuts),
        explanation=(*before, *due.explanation),
    )


def elapsed(calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> float:
    """Working seconds in [start, end), pauses cut out. Raises EndBeforeStart, DeadlineBeyondHorizon."""
    begin, stop = to_microseconds(start), to_microseconds(end)
    if stop < begin:
        raise EndBeforeStart(field="end")
    first, last = calendar.local_date(begin), calendar.local_date(stop)
    if first < calendar.known_from or last > calendar.known_until:
        raise DeadlineBeyondHorizon(known_from=calendar.known_from, known_until=calendar.known_until)
    return _worked_seconds(calendar, begin, stop, merge(pauses, begin))


class _Rule(NamedTuple):
    calendar: WorkCalendar
    period: Period
    boundary: Boundary
    roll: Roll

    def apply(self, begin: int, cuts: Cuts) -> _Due:
        seconds = self.period.working_seconds
        if seconds is not None:
            return self._by_working_time(begin, seconds * _MILLION, cuts)
        if self.period.unit is PeriodUnit.WORKING_DAYS:
            return self._by_working_days(begin, cuts)
        return self._by_calendar(begin, cuts)

    def _by_working_time(self, begin: int, left: int, cuts: Cuts) -> _Due:
        days: list[Day] = []
        for ordinal, day in self._walk(begin):
            used = 0
            for opens, closes in cut_out(day.intervals, begin, cuts):
                room = closes - opens
                if left <= room:
                    due = _Due(opens + left, ordinal, [*days, _worked_day(day, used + left)])
                    return self._at_boundary(due, cuts)
                left -= room
                used += room
            days.append(_worked_day(day, used) if used else self._skipped(day, cuts))
        raise AssertionError  # the walk ends by itself only with an error

    def _at_boundary(self, due: _Due, cuts: Cuts) -> _Due:
        """A period used up at closing moves to the next opening where the rule says so."""
        closings = [closes for _, closes in self.calendar.days[due.ordinal].intervals]
        if self.boundary is Boundary.CLOSING or due.at not in closings:
            return due
        days = due.explanation
        for ordinal, day in self._walk_from(due.ordinal):
            opening = next(cut_out(day.intervals, due.at, cuts), None)
            if ordinal > due.ordinal:
                days.append(
                    self._skipped(day, cuts)
                    if opening is None
                    else Day(day.date, False, Why.NEXT_OPENING, _NO_PARAMS)
                )
            if opening is not None:
                return _Due(opening[0], ordinal, days)
        raise AssertionError

    def _by_working_days(self, begin: int, cuts: Cuts) -> _Due:
        left = self.period.amount
        walk = self._walk(begin)
        days = [Day(next(walk)[1].date, False, Why.START_DAY, _NO_PARAMS)]
        for ordinal, day in walk:
            if not day.intervals:
                days.append(self._skipped(day, cuts))
                continue
            closing = day.intervals[-1][1]
            if paused_before(closing, cuts):
                days.append(Day(day.date, False, Why.PAUSED, _NO_PARAMS))
                continue
            days.append(Day(day.date, True, Why.COUNTED, _NO_PARAMS))
            left -= 1
            if not left:
                return _Due(closing, ordinal, days)
        raise AssertionError

    def _by_calendar(self, begin: int, cuts: Cuts) -> _Due:
        walk = self._walk(begin)
        day = next(walk)[1]
        days = [Day(day.date, False, Why.START_DAY, _NO_PARAMS)]
        left = self._length(day.date)
        for ordinal, day in walk:
            if left:
                if cuts and paused_before(self.calendar.end_of_day(ordinal), cuts):
                    days.append(Day(day.date, False, Why.PAUSED, _NO_PARAMS))
                    continue
                left -= 1
                days.append(Day(day.date, True, Why.COUNTED, _NO_PARAMS))
                if left:
                    continue
            else:
                days.append(self._skipped(day, cuts))
            at = self._due_moment(ordinal, day, cuts)
            if at is not None:
                if not days[-1].counted:
                    days[-1] = Day(day.date, False, Why.ROLLED_FORWARD, _NO_PARAMS)
                return _Due(at, ordinal, days)
        raise AssertionError

    def _due_moment(self, ordinal: int, day: WorkDay, cuts: Cuts) -> int | None:
        """When a period that has run out ends on this day; None when it has to roll on."""
        if not day.intervals and self.roll is Roll.FORWARD:
            return None
        at = day.intervals[-1][1] if day.intervals else self.calendar.end_of_day(ordinal)
        return None if paused_before(at, cuts) else at

    def _length(self, first: date) -> int:
        """Days from `first` to the day the period runs out on, pauses left aside."""
        amount = self.period.amount
        if self.period.unit is not PeriodUnit.MONTHS:
            return amount * (7 if self.period.unit is PeriodUnit.WEEKS else 1)
        years, month = divmod(first.month - 1 + amount, 12)
        year = first.year + years
        if year > MAXYEAR:
            raise self._beyond()
        # 31 January and one month is the end of February.
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(first.day, last)).toordinal() - first.toordinal()

    def _walk(self, begin: int) -> Iterator[tuple[int, WorkDay]]:
        return self._walk_from(self.calendar.local_date(begin).toordinal())

    def _walk_from(self, first: int) -> Iterator[tuple[int, WorkDay]]:
        """Days from `first` on, as far as the calendar is known. Never ends but by an error."""
        calendar, days = self.calendar, self.calendar.days
        ordinal = last_worked = first
        horizon = min(first + _HORIZON_DAYS, calendar.known_until.toordinal())
        if first < calendar.known_from.toordinal():
            raise self._beyond()
        while ordinal <= horizon:
            day = days[ordinal]
            if day.intervals:
                last_worked = ordinal
            elif ordinal - last_worked > _LONGEST_CLOSURE_DAYS:
                raise CalendarNeverOpens(since=date.fromordinal(last_worked))
            yield ordinal, day
            ordinal += 1
        raise self._beyond()

    def _beyond(self) -> DeadlineBeyondHorizon:
        return DeadlineBeyondHorizon(
            known_from=self.calendar.known_from, known_until=self.calendar.known_until
        )

    def _skipped(self, day: WorkDay, cuts: Cuts) -> Day:
        if day.intervals:
            why = Why.PAUSED if touched(day.intervals, cuts) else Why.OUTSIDE_HOURS
            return Day(day.date, False, why, _NO_PARAMS)
        if day.off is not None:
            return Day(day.date, False, Why.DAY_OFF, {"name_fr": day.off.fr, "name_en": day.off.en})
        why = Why.CLOSURE if day.date in self.calendar.exceptional else Why.CLOSED_WEEKDAY
        return Day(day.date, False, why, _NO_PARAMS)


def _worked_day(day: WorkDay, used: int) -> Day:
    return Day(day.date, True, Why.COUNTED, {"seconds": _seconds(used)})


def _after_resets(rule: _Rule, begin: int, cuts: Cuts) -> tuple[int, _Due, list[Day]]:
    """Start again at the end of each pause that begins before the period has run out."""
    first = rule.calendar.local_date(begin).toordinal()
    due = rule.apply(begin, ())
    for pause_begin, pause_end in cuts:
        if due.at <= pause_begin:
            break
        begin = pause_end
        due = rule.apply(begin, ())
    again = rule.calendar.local_date(begin).toordinal()
    before = (date.fromordinal(ordinal) for ordinal in range(first, again))
    return begin, due, [Day(day, False, Why.BEFORE_RESET, _NO_PARAMS) for day in before]


def _worked_seconds(calendar: WorkCalendar, begin: int, end: int, cuts: Cuts) -> float:
    worked = calendar.worked_between(begin, end)
    for cut_begin, cut_end in cuts:
        worked -= calendar.worked_between(min(cut_begin, end), min(cut_end, end))
    return _seconds(worked)


def _seconds(microseconds: int) -> float:
    """Whole seconds as an int, so that they are shown as such."""
    whole, rest = divmod(microseconds, _MILLION)
    return whole if rest == 0 else microseconds / _MILLION
