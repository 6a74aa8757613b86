"""Deadlines against an oracle that knows nothing: it walks through time by quarters of an hour, looks at the
clock on the wall each time, and counts. Slow, short, and written from the conventions alone.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relance.calendars import DayOff, Hours, WorkCalendar
from relance.deadlines import Boundary, Resume, Roll, compute, elapsed
from relance.pauses import Pause
from relance.periods import Period, PeriodUnit

QUARTER = timedelta(minutes=15)
MIDNIGHT = 86_400
# Clocks that change by night, at midnight, by half an hour; an island that skipped a day; an odd quarter.
ZONES = (
    "Africa/Douala",
    "Europe/Paris",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
# Around changes of the clocks in these zones, and around the ends of months.
STARTS = (
    datetime(2026, 3, 25, tzinfo=UTC),
    datetime(2026, 10, 21, tzinfo=UTC),
    datetime(2018, 10, 31, tzinfo=UTC),
    datetime(2018, 2, 14, tzinfo=UTC),
    datetime(2011, 12, 26, tzinfo=UTC),
    datetime(2028, 1, 28, tzinfo=UTC),
    datetime(2026, 4, 1, tzinfo=UTC),
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Oracle:
    """`pauses` are [begin, end), on quarters of an hour as all else."""

    zone: ZoneInfo
    weekly: tuple[Hours, ...]
    days_off: frozenset[date]
    start: datetime
    pauses: tuple[Pause, ...] = ()
    days_ahead: int = 150

    @cached_property
    def quarters(self) -> list[tuple[datetime, datetime]]:
        """Every quarter of an hour around the period, with what the clock on the wall says."""
        first = self.start.astimezone(UTC) - timedelta(days=3)
        moments = (first + number * QUARTER for number in range((self.days_ahead + 6) * 96))
        return [(moment, moment.astimezone(self.zone).replace(tzinfo=None)) for moment in moments]

    @cached_property
    def reached(self) -> dict[datetime, datetime]:
        """When the wall first shows a quarter or, where the clocks leap over it, a later one."""
        found: dict[datetime, datetime] = {}
        next_wall = self.quarters[0][1]
        for moment, wall in self.quarters:
            while next_wall <= wall:
                found[next_wall] = moment
                next_wall += QUARTER
        return found

    def instant(self, day: date, seconds: int) -> datetime:
        return self.reached[datetime.combine(day, time()) + timedelta(seconds=seconds)]

    def hours(self, day: date) -> list[tuple[datetime, datetime]]:
        if day in self.days_off:
            return []
        pairs = [
            (self.instant(day, opens), self.instant(day, closes))
            for opens, closes in self.weekly[day.weekday()]
        ]
        return [(opens, closes) for opens, closes in pairs if opens < closes]

    def paused(self, moment: datetime) -> bool:
        return any(pause.begin <= moment < pause.end for pause in self.pauses)

    @cached_property
    def worked(self) -> list[datetime]:
        """The quarters in which the clock of the dossier runs."""
        days = {wall.date() for _, wall in self.quarters[192:-192]}
        spans = [span for day in sorted(days) for span in self.hours(day)]
        return [
            moment
            for opens, closes in spans
            for moment in quarters_between(opens, closes)
            if moment >= self.start and not self.paused(moment)
        ]

    def elapsed(self, end: datetime) -> int:
        return 900 * sum(moment < end for moment in self.worked)

    def by_working_time(self, quarters: int, boundary: Boundary) -> datetime:
        due = self.worked[quarters - 1] + QUARTER
        last_day = self.worked[quarters - 1].astimezone(self.zone).date()
        closings = {closes for _, closes in self.hours(last_day)}
        if boundary is Boundary.NEXT_OPENING and due in closings:
            return next(moment for moment in self.worked if moment >= due)
        return due

    def by_days(self, period: Period, roll: Roll) -> tuple[datetime, date]:
        first = self.start.astimezone(self.zone).date()
        working = period.unit is PeriodUnit.WORKING_DAYS
        left = period.amount if working else (add(first, period) - first).days
        day = first
        while True:
            day += timedelta(days=1)
            hours = self.hours(day)
            closing = hours[-1][1] if hours else self.instant(day, MIDNIGHT)
            if working:
                left -= bool(hours) and not self.paused(closing - QUARTER)
                if left == 0:
                    return closing, day
                continue
            if left and self.paused(self.instant(day, MIDNIGHT) - QUARTER):
                continue
            left -= left > 0
            if left == 0 and not self.paused(closing - QUARTER) and (hours or roll is Roll.NONE):
                return closing, day


def quarters_between(begin: datetime, end: datetime) -> list[datetime]:
    return [begin + number * QUARTER for number in range((end - begin) // QUARTER)]


def add(first: date, period: Period) -> date:
    if period.unit is not PeriodUnit.MONTHS:
        return first + timedelta(days=period.amount * (7 if period.unit is PeriodUnit.WEEKS else 1))
    month = first.month - 1 + period.amount
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))


@st.composite
def day_hours(draw: st.DrawFn) -> Hours:
    bounds = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return tuple((a * 900, b * 900) for a, b in zip(bounds[::2], bounds[1::2], strict=False))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Oracle, WorkCalendar]:
    weekly = draw(st.tuples(*[day_hours()] * 7).filter(lambda week: sum(map(bool, week)) > 2))
    start = draw(st.sampled_from(STARTS)) + draw(st.integers(0, 8 * 96)) * QUARTER
    around = st.integers(-3, 60).map(lambda days: start.date() + timedelta(days=days))
    days_off = frozenset(draw(st.sets(around, max_size=6)))
    spans = st.tuples(st.integers(-96, 20 * 96), st.integers(0, 6 * 96))
    pauses = tuple(
        Pause(start + begin * QUARTER, start + (begin + length) * QUARTER)
        for begin, length in draw(st.lists(spans, max_size=3))
    )
    zone = ZoneInfo(draw(st.sampled_from(ZONES)))
    return Oracle(zone, weekly, days_off, start, pauses), WorkCalendar(
        zone, weekly, dict.fromkeys(days_off, DayOff())
    )


@SLOW
@given(cases(), st.integers(1, 120), st.sampled_from(Boundary))
def test_working_time_is_what_counting_gives(
    case: tuple[Oracle, WorkCalendar], quarters: int, boundary: Boundary
) -> None:
    oracle, calendar = case
    expected = oracle.by_working_time(quarters, boundary)
    for amount, unit in ((900 * quarters, "working_seconds"), (15 * quarters, "working_minutes")):
        found = compute(
            calendar, oracle.start, Period(amount, PeriodUnit(unit)), pauses=oracle.pauses, boundary=boundary
        )
        assert found.due_at == expected
        # What is used up at midnight belongs to the day that ends.
        moved = expected not in {moment + QUARTER for moment in oracle.worked}
        moment = expected if moved else expected - QUARTER
        assert found.legal_date == moment.astimezone(calendar.zone).date()


@SLOW
@given(cases(), st.integers(0, 30 * 96))
def test_elapsed_is_what_counting_gives(case: tuple[Oracle, WorkCalendar], quarters: int) -> None:
    oracle, calendar = case
    end = oracle.start + quarters * QUARTER
    assert elapsed(calendar, oracle.start, end, oracle.pauses) == oracle.elapsed(end)


DAYS = st.one_of(
    st.builds(Period, st.integers(1, 15), st.just(PeriodUnit.WORKING_DAYS)),
    st.builds(Period, st.integers(1, 40), st.just(PeriodUnit.CALENDAR_DAYS)),
    st.builds(Period, st.integers(1, 6), st.just(PeriodUnit.WEEKS)),
    st.builds(Period, st.integers(1, 2), st.just(PeriodUnit.MONTHS)),
)


@SLOW
@given(cases(), DAYS, st.sampled_from(Roll))
def test_days_weeks_and_months_are_what_counting_gives(
    case: tuple[Oracle, WorkCalendar], period: Period, roll: Roll
) -> None:
    oracle, calendar = case
    found = compute(calendar, oracle.start, period, pauses=oracle.pauses, roll=roll)
    assert (found.due_at, found.legal_date) == oracle.by_days(period, roll)


@SLOW
@given(cases(), DAYS)
def test_a_reset_is_a_new_start_at_the_end_of_each_pause_that_came_in_time(
    case: tuple[Oracle, WorkCalendar], period: Period
) -> None:
    oracle, calendar = case
    start = oracle.start
    # What overlaps is one pause; one that was over before the start is none.
    for pause in merged(pause for pause in oracle.pauses if start < pause.end and pause.begin < pause.end):
        if compute(calendar, start, period).due_at <= max(pause.begin, start):
            break
        start = pause.end
    expected = compute(calendar, start, period)
    found = compute(calendar, oracle.start, period, pauses=oracle.pauses, resume=Resume.RESET)
    assert (found.due_at, found.legal_date) == (expected.due_at, expected.legal_date)
    assert found.elapsed_seconds == expected.elapsed_seconds


def merged(pauses: Iterable[Pause]) -> list[Pause]:
    found: list[Pause] = []
    for pause in sorted(pauses):
        if found and pause.begin <= found[-1].end:
            found[-1] = Pause(found[-1].begin, max(found[-1].end, pause.end))
        else:
            found.append(pause)
    return found
