"""Levels of reminders: who is told, how long before or after a deadline (art. 16).

A level's instant is computed by the deadline engine, as deadlines are: with n working days after, it is the
deadline of a period of n working days that starts at the missed one. A warning n days before is the closing
from which n working days lead to the closing of the due day.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from relance.calendars import CalendarNeverOpens, WorkCalendar, from_microseconds, to_microseconds
from relance.deadlines import DeadlineBeyondHorizon, compute
from relance.periods import Period, PeriodUnit

__all__ = [
    "Level",
    "LevelRule",
    "highest",
    "instants",
    "is_open",
    "next_opening",
    "opening_from",
    "rules_fault",
]

_LONGEST_CLOSURE_DAYS = 366


class Level(StrEnum):
    """In rising order. `promise`: the unit itself had given a date, and it has passed.

    `manual` stands below the order: the Bureau de la Relance reminds when it sees fit.
    """

    MANUAL = "manual"
    WARNING = "warning"
    UNIT = "unit"
    PROMISE = "promise"
    HEAD = "head"
    UNIT_ABOVE = "unit_above"
    SECRETARY_GENERAL = "secretary_general"


_RISING = tuple(Level)
# What depends on the deadline or on somebody's word alone is no rule: it cannot be dropped or moved.
_WITHOUT_RULE = frozenset({Level.UNIT, Level.PROMISE, Level.MANUAL})


@dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True))
class LevelRule:
    """`working_days` before the deadline for a warning, after it for the others."""

    level: Level
    working_days: int = Field(ge=1, le=250)


def rules_fault(rules: Iterable[LevelRule]) -> str:
    """Why these rules cannot stand together; empty when they can."""
    levels = [rule.level for rule in rules]
    if _WITHOUT_RULE.intersection(levels):
        return "the levels unit, promise and manual have no rule"
    if levels != sorted(set(levels), key=_RISING.index):
        return "levels twice or not in rising order"
    after = [rule.working_days for rule in rules if rule.level is not Level.WARNING]
    return "" if after == sorted(set(after)) else "a higher level before a lower one"


def instants(
    calendar: WorkCalendar,
    rules: Iterable[LevelRule],
    *,
    start: datetime,
    due_at: datetime,
    promised_at: datetime | None = None,
) -> dict[Level, datetime]:
    """When each level falls due. One beyond the calendar's horizon is left out until it is known."""
    found = {Level.UNIT: due_at}
    if promised_at is not None:
        found[Level.PROMISE] = promised_at
    for rule in rules:
        if rule.level is Level.WARNING:
            at = _before(calendar, start, due_at, rule.working_days)
        else:
            at = _after(calendar, due_at, rule.working_days)
        if at is not None:
            found[rule.level] = at
    return found


def highest(levels: Iterable[Level]) -> Level:
    return max(levels, key=_RISING.index)


def is_open(calendar: WorkCalendar, now: datetime) -> bool:
    return calendar.is_open(to_microseconds(now))


def opening_from(calendar: WorkCalendar, now: datetime) -> datetime:
    """`now` when the calendar is open, else its next opening. Raises CalendarNeverOpens."""
    instant = to_microseconds(now)
    first = calendar.local_date(instant).toordinal()
    for ordinal in range(first, first + _LONGEST_CLOSURE_DAYS):
        for opens, closes in calendar.days[ordinal].intervals:
            if instant < closes:
                return from_microseconds(max(opens, instant))
    raise CalendarNeverOpens(since=date.fromordinal(first))


def next_opening(calendar: WorkCalendar, now: datetime) -> datetime:
    """The first opening of a day that comes at `now` or after it. Raises CalendarNeverOpens."""
    instant = to_microseconds(now)
    first = calendar.local_date(instant).toordinal()
    for ordinal in range(first, first + _LONGEST_CLOSURE_DAYS):
        intervals = calendar.days[ordinal].intervals
        if intervals and intervals[0][0] >= instant:
            return from_microseconds(intervals[0][0])
    raise CalendarNeverOpens(since=date.fromordinal(first))


def _after(calendar: WorkCalendar, start: datetime, working_days: int) -> datetime | None:
    try:
        return compute(calendar, start, Period(working_days, PeriodUnit.WORKING_DAYS)).due_at
    except (DeadlineBeyondHorizon, CalendarNeverOpens):
        return None


def _before(calendar: WorkCalendar, start: datetime, due_at: datetime, working_days: int) -> datetime | None:
    """None where it would come within as many days of the start: who has just begun needs no warning."""
    earliest = _after(calendar, start, working_days)
    if earliest is None:
        return None
    ordinal = calendar.local_date(to_microseconds(due_at)).toordinal()
    last = calendar.local_date(to_microseconds(earliest)).toordinal()
    left = working_days
    while ordinal > last:
        ordinal -= 1
        intervals = calendar.days[ordinal].intervals
        left -= bool(intervals)
        if left == 0:
            return from_microseconds(intervals[-1][1])
    return None
