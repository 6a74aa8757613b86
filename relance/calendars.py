"""The working calendar: which instants are worked, day by day, in one time zone.

Hours are half-open, [opening, closing): an instant at closing is not worked. Instants are whole microseconds
since 1970 in UTC: comparing integers is what makes 10,000 deadlines take less than two seconds, and a length
between two of them is elapsed time, whatever the clocks on the wall do that night.
"""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from kit.errors import Invalid

__all__ = [
    "DAY_SECONDS",
    "CalendarHoursWrong",
    "CalendarNeverOpens",
    "DayOff",
    "Hours",
    "WorkCalendar",
    "WorkDay",
    "from_microseconds",
    "to_microseconds",
]

DAY_SECONDS: Final = 86_400
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_NAIVE: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - wall clock time, before its zone is applied
_MICROSECOND: Final = timedelta(microseconds=1)
_MILLION: Final = 1_000_000

# Seconds since midnight, opening before closing; 86400 is "24:00".
Hours = tuple[tuple[int, int], ...]


class CalendarHoursWrong(Invalid):
    """Hours that overlap, end before they begin, or leave the day. Params: `day`, `reason`."""

    code = "calendar_hours_wrong"


class CalendarNeverOpens(Invalid):
    """No day is worked, for ever or for more than a year from `since`."""

    code = "calendar_never_opens"


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why a day is off, for people."""

    fr: str = ""
    en: str = ""


class WorkDay(NamedTuple):
    """`intervals`: worked time in microseconds; `off` says which day off closes it."""

    date: date
    intervals: tuple[tuple[int, int], ...]
    worked: int
    off: DayOff | None


@dataclass(frozen=True)
class WorkCalendar:
    """`weekly` begins with Monday. `exceptional` overrides all else: hours of one day, or none at all.

    Days off are known from `known_from` to `known_until`; deadlines outside are refused, not guessed.
    `days` gives the facts of a local day by its proleptic Gregorian ordinal, worked out when first asked.
    """

    zone: tzinfo
    weekly: tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]
    days_off: Mapping[date, DayOff] = field(default_factory=dict)
    annual_days_off: Mapping[tuple[int, int], DayOff] = field(default_factory=dict)
    exceptional: Mapping[date, Hours] = field(default_factory=dict)
    known_from: date = date.min
    known_until: date = date.max
    days: Mapping[int, WorkDay] = field(init=False, repr=False, compare=False)
    _ends: dict[int, int] = field(default_factory=dict, init=False, repr=False, compare=False)
    _months: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", _Days(self))
        for number, hours in enumerate(self.weekly):
            _check_hours(str(number), hours)
        for day, hours in self.exceptional.items():
            _check_hours(day.isoformat(), hours)

    @cached_property
    def opens_ever(self) -> bool:
        return any(self.weekly) or any(self.exceptional.values())

    def local_date(self, instant: int) -> date:
        return from_microseconds(instant).astimezone(self.zone).date()

    def local_date_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def end_of_day(self, ordinal: int) -> int:
        """The instant of the local 24:00."""
        known = self._ends.get(ordinal)
        if known is None:
            known = self._ends[ordinal] = self._instant(ordinal, DAY_SECONDS)
        return known

    def is_open(self, instant: int) -> bool:
        intervals = self.days[self.local_date(instant).toordinal()].intervals
        return any(opens <= instant < closes for opens, closes in intervals)

    def worked_between(self, begin: int, end: int) -> int:
        """Worked microseconds in [begin, end)."""
        if begin >= end:
            return 0
        first = self.local_date(begin).toordinal()
        last = self.local_date(end).toordinal()
        total = self._part(first, begin, end)
        if last > first:
            total += self._part(last, begin, end) + self._whole_days(first + 1, last)
        return total

    def _part(self, ordinal: int, begin: int, end: int) -> int:
        return sum(
            max(0, min(closes, end) - max(opens, begin)) for opens, closes in self.days[ordinal].intervals
        )

    def _whole_days(self, ordinal: int, stop: int) -> int:
        """Worked time of the days [ordinal, stop), month by month."""
        total = 0
        while ordinal < stop:
            day = date.fromordinal(ordinal)
            first = ordinal - day.day + 1
            sums = self._months.get(first)
            if sums is None:
                length = monthrange(day.year, day.month)[1]
                worked = (self.days[number].worked for number in range(first, first + length))
                sums = self._months[first] = list(accumulate(worked, initial=0))
            end = min(stop - first, len(sums) - 1)
            total += sums[end] - sums[day.day - 1]
            ordinal = first + end
        return total

    def make_day(self, day: date) -> WorkDay:
        hours = self.exceptional.get(day)
        off: DayOff | None = None
        if hours is None:
            hours = self.weekly[day.weekday()]
            off = self.days_off.get(day) or self.annual_days_off.get((day.month, day.day))
            if off is not None:
                hours = ()
        ordinal = day.toordinal()
        bounds = ((self._instant(ordinal, opens), self._instant(ordinal, closes)) for opens, closes in hours)
        # A night in which the clocks go forward may swallow an interval whole.
        intervals = tuple((opens, closes) for opens, closes in bounds if opens < closes)
        return WorkDay(day, intervals, sum(closes - opens for opens, closes in intervals), off)

    def _instant(self, ordinal: int, seconds: int) -> int:
        """Of a wall clock time: the first where it comes twice, the clocks' jump where it never comes."""
        wall = _EPOCH_NAIVE + timedelta(days=ordinal - _EPOCH_NAIVE.toordinal(), seconds=seconds)
        local = (wall - _EPOCH_NAIVE) // _MICROSECOND
        before = _offset(self.zone, wall, 0)
        after = _offset(self.zone, wall, 1)
        if before >= after:
            return local - before
        return self._jump(local - after, local - before)

    def _jump(self, low: int, high: int) -> int:
        """The instant in (low, high] at which the zone's offset changes, to the second."""
        old = from_microseconds(low).astimezone(self.zone).utcoffset()
        seconds = range(low, high + 1, _MILLION)
        moved = bisect_right(
            seconds,
            0,
            key=lambda instant: int(from_microseconds(instant).astimezone(self.zone).utcoffset() != old),
        )
        return seconds[moved] if moved < len(seconds) else high


class _Days(dict[int, WorkDay]):
    """A dict that fills itself: the loops over days look up 300,000 of them for 10,000 deadlines."""

    def __init__(self, calendar: WorkCalendar) -> None:
        super().__init__()
        self._calendar = calendar

    def __missing__(self, ordinal: int) -> WorkDay:
        day = self[ordinal] = self._calendar.make_day(date.fromordinal(ordinal))
        return day


def to_microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


def _offset(zone: tzinfo, wall: datetime, fold: int) -> int:
    offset = wall.replace(tzinfo=zone, fold=fold).utcoffset()
    if offset is None:
        raise ValueError("the zone has no offset")
    return offset // _MICROSECOND


def _check_hours(day: str, hours: Sequence[tuple[int, int]]) -> None:
    previous = 0
    for opens, closes in hours:
        if not 0 <= opens < closes <= DAY_SECONDS:
            raise CalendarHoursWrong(day=day, reason="bounds")
        if opens < previous:
            raise CalendarHoursWrong(day=day, reason="overlap")
        previous = closes
