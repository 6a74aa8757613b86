"""Tables of dates, worked out by hand from the conventions of the design."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from relance.calendars import CalendarHoursWrong, CalendarNeverOpens, DayOff, WorkCalendar
from relance.deadlines import Boundary, DeadlineBeyondHorizon, Resume, Roll, Why, compute, elapsed
from relance.pauses import EndBeforeStart, Pause
from relance.periods import Period, PeriodUnit, PeriodWrong

DAY = ((27_000, 55_800),)  # 07:30 to 15:30
SPLIT = ((28_800, 43_200), (46_800, 61_200))  # 08:00 to 12:00, 13:00 to 17:00
ALL_DAY = ((0, 86_400),)
DOUALA = ZoneInfo("Africa/Douala")
PARIS = ZoneInfo("Europe/Paris")


def week(hours, weekend=(), zone=DOUALA, **more):
    return WorkCalendar(zone, (hours, hours, hours, hours, hours, weekend, weekend), **more)


OFFICE = week(DAY, days_off={date(2026, 5, 20): DayOff("Fête nationale", "National Day")})
BREAKS = week(SPLIT)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if "+" in text[10:] or text.endswith("Z") else text + "+01:00")


def due(calendar, start, amount, unit, pauses=(), **rule):
    found = compute(
        calendar,
        at(start),
        Period(amount, PeriodUnit(unit)),
        pauses=[Pause(at(begin), at(end)) for begin, end in pauses],
        **rule,
    )
    return found.due_at.astimezone(calendar.zone).isoformat()[:16], found.legal_date.isoformat()


@pytest.mark.parametrize(
    ("start", "amount", "unit", "expected"),
    [
        # The day of registration is day 0; the period ends at closing.
        ("2026-11-20T14:00", 3, "working_days", "2026-11-25T15:30"),
        ("2026-11-20T05:00", 1, "working_days", "2026-11-23T15:30"),
        ("2026-11-20T23:00", 1, "working_days", "2026-11-23T15:30"),
        ("2026-11-22T10:00", 1, "working_days", "2026-11-23T15:30"),
        # National Day is skipped.
        ("2026-05-19T10:00", 1, "working_days", "2026-05-21T15:30"),
        ("2026-05-19T10:00", 1, "calendar_days", "2026-05-21T00:00"),
        ("2026-11-20T14:00", 7, "calendar_days", "2026-11-27T15:30"),
        ("2026-11-20T14:00", 2, "weeks", "2026-12-04T15:30"),
        # 31 January and one month is the end of February.
        ("2025-01-31T10:00", 1, "months", "2025-02-28T15:30"),
        ("2028-01-31T10:00", 1, "months", "2028-02-29T15:30"),
        ("2025-12-31T10:00", 2, "months", "2026-03-01T00:00"),
        ("2026-11-30T10:00", 3, "months", "2027-03-01T00:00"),
        # Used up exactly at closing: at closing. One second more: after the next opening.
        ("2026-11-20T14:00", 90, "working_minutes", "2026-11-20T15:30"),
        ("2026-11-20T14:00", 5_460, "working_seconds", "2026-11-23T07:31"),
        ("2026-11-20T15:30", 8, "working_hours", "2026-11-23T15:30"),
        ("2026-11-20T06:00", 1, "working_hours", "2026-11-20T08:30"),
    ],
)
def test_periods(start: str, amount: int, unit: str, expected: str) -> None:
    assert due(OFFICE, start, amount, unit)[0] == expected


def test_the_legal_date_is_the_due_day_even_when_it_ends_at_midnight() -> None:
    assert due(OFFICE, "2026-11-20T14:00", 2, "calendar_days") == ("2026-11-23T00:00", "2026-11-22")
    nights = week(((64_800, 86_400),))
    assert due(nights, "2026-11-20T14:00", 1, "working_days") == ("2026-11-24T00:00", "2026-11-23")
    assert due(nights, "2026-11-20T18:00", 6, "working_hours") == ("2026-11-21T00:00", "2026-11-20")


def test_a_due_day_that_is_not_worked_rolls_forward_where_the_rule_says_so() -> None:
    assert due(OFFICE, "2026-11-20T14:00", 2, "calendar_days", roll=Roll.FORWARD)[1] == "2026-11-23"
    assert due(OFFICE, "2026-04-20T14:00", 1, "months", roll=Roll.FORWARD)[1] == "2026-05-21"
    assert due(OFFICE, "2026-11-20T14:00", 5, "calendar_days", roll=Roll.FORWARD)[1] == "2026-11-25"


def test_a_period_used_up_at_closing_may_end_at_the_next_opening() -> None:
    opening = {"boundary": Boundary.NEXT_OPENING}
    assert due(BREAKS, "2026-11-20T08:00", 4, "working_hours") == ("2026-11-20T12:00", "2026-11-20")
    assert due(BREAKS, "2026-11-20T08:00", 4, "working_hours", **opening)[0] == "2026-11-20T13:00"
    assert due(BREAKS, "2026-11-20T08:00", 8, "working_hours", **opening) == (
        "2026-11-23T08:00",
        "2026-11-23",
    )
    assert due(BREAKS, "2026-11-20T08:00", 5, "working_hours", **opening)[0] == "2026-11-20T14:00"
    # In a pause at the next opening: when the clock runs again.
    pauses = [("2026-11-22T08:00", "2026-11-23T10:00")]
    assert due(BREAKS, "2026-11-20T08:00", 8, "working_hours", pauses, **opening)[0] == "2026-11-23T10:00"


@pytest.mark.parametrize(
    ("pauses", "amount", "unit", "expected"),
    [
        # Whole days, from midnight or from opening, or from ten to ten: as many days later.
        ([("2026-11-24T00:00", "2026-11-26T00:00")], 5, "working_days", "2026-12-01"),
        ([("2026-11-24T07:30", "2026-11-26T07:30")], 5, "working_days", "2026-12-01"),
        ([("2026-11-24T10:00", "2026-11-26T10:00")], 5, "working_days", "2026-12-01"),
        # Outside hours, nothing is cut out.
        ([("2026-11-24T15:30", "2026-11-25T07:30")], 5, "working_days", "2026-11-27"),
        ([("2026-11-28T00:00", "2026-11-30T00:00")], 5, "working_days", "2026-11-27"),
        # Overlapping pauses count once; a pause after the end does not count.
        (
            [("2026-11-24T10:00", "2026-11-25T10:00"), ("2026-11-24T12:00", "2026-11-26T10:00")],
            5,
            "working_days",
            "2026-12-01",
        ),
        ([("2026-11-27T15:30", "2026-12-20T10:00")], 5, "working_days", "2026-11-27"),
        ([("2026-11-10T10:00", "2026-11-15T10:00")], 5, "working_days", "2026-11-27"),
        # Months first, then pause days.
        ([("2026-11-24T10:00", "2026-12-01T10:00")], 1, "months", "2026-12-27"),
        ([("2026-11-24T00:00", "2026-12-01T00:00")], 1, "months", "2026-12-27"),
        ([("2026-11-24T10:00", "2026-11-26T10:00")], 10, "calendar_days", "2026-12-02"),
        ([("2026-11-24T10:00", "2026-11-24T14:00")], 10, "calendar_days", "2026-11-30"),
    ],
)
def test_pauses_are_cut_out(pauses, amount: int, unit: str, expected: str) -> None:
    assert due(OFFICE, "2026-11-20T14:00", amount, unit, pauses)[1] == expected


def test_pauses_are_cut_out_of_working_hours() -> None:
    pauses = [("2026-11-20T09:00", "2026-11-20T10:00"), ("2026-11-20T15:00", "2026-11-23T07:45")]
    assert due(OFFICE, "2026-11-20T08:00", 6, "working_hours", pauses)[0] == "2026-11-20T15:00"
    assert due(OFFICE, "2026-11-20T08:00", 7, "working_hours", pauses)[0] == "2026-11-23T08:45"
    assert due(OFFICE, "2026-11-20T09:30", 1, "working_hours", pauses)[0] == "2026-11-20T11:00"


def test_a_reset_starts_the_period_again_at_the_end_of_the_last_pause() -> None:
    pauses = [("2026-11-23T10:00", "2026-11-24T10:00"), ("2026-11-26T10:00", "2026-12-01T10:00")]
    assert due(OFFICE, "2026-11-20T14:00", 3, "working_days", pauses, resume=Resume.RESET)[1] == "2026-12-04"
    # The second pause begins after the period has run out: it starts nothing again.
    assert due(OFFICE, "2026-11-20T14:00", 1, "working_days", pauses, resume=Resume.RESET)[1] == "2026-11-25"
    found = compute(
        OFFICE,
        at("2026-11-20T14:00"),
        Period(2, PeriodUnit.WORKING_HOURS),
        pauses=[Pause(at("2026-11-20T15:00"), at("2026-11-23T10:00"))],
        resume=Resume.RESET,
    )
    assert found.elapsed_seconds == 7200
    assert [day.why for day in found.explanation] == [Why.BEFORE_RESET] * 3 + [Why.COUNTED]


def test_daylight_saving_is_elapsed_time() -> None:
    always = week(ALL_DAY, ALL_DAY, PARIS)
    assert due(always, "2026-03-28T12:00+01:00", 24, "working_hours")[0] == "2026-03-29T13:00"
    assert due(always, "2026-10-24T12:00+02:00", 24, "working_hours")[0] == "2026-10-25T11:00"
    night = week(((0, 21_600),), ((0, 21_600),), PARIS)
    assert elapsed(night, at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00")) == 5 * 3600
    assert elapsed(night, at("2026-10-25T00:00+02:00"), at("2026-10-26T00:00+01:00")) == 7 * 3600
    # From half past two, a time that the clocks jump over: worked from three o'clock on.
    early = week(((9_000, 14_400),), ((9_000, 14_400),), PARIS)
    assert elapsed(early, at("2026-03-29T00:00+01:00"), at("2026-03-30T00:00+02:00")) == 3600
    swallowed = week(((7_200, 10_800),), ((7_200, 10_800),), PARIS)
    assert due(swallowed, "2026-03-28T12:00+01:00", 1, "working_days")[1] == "2026-03-30"


def test_hours_are_half_open_and_24_00_joins_the_next_day() -> None:
    always = week(ALL_DAY, ALL_DAY)
    assert elapsed(always, at("2026-01-01T00:00"), at("2027-01-01T00:00")) == 365 * 86_400
    assert elapsed(OFFICE, at("2026-11-20T15:30"), at("2026-11-23T07:30")) == 0
    assert elapsed(OFFICE, at("2026-11-20T15:29:59.500"), at("2026-11-23T07:30")) == 0.5
    assert elapsed(OFFICE, at("2026-11-16T00:00"), at("2026-11-23T00:00")) == 5 * 8 * 3600
    assert (
        elapsed(
            OFFICE,
            at("2026-11-20T10:00"),
            at("2026-11-20T12:00"),
            [Pause(at("2026-11-20T09:00"), at("2026-11-20T10:30"))],
        )
        == 5400
    )


def test_each_day_says_why() -> None:
    found = compute(OFFICE, at("2026-05-19T14:00"), Period(3, PeriodUnit.WORKING_DAYS))
    assert [(day.date.day, day.counted, day.why) for day in found.explanation] == [
        (19, False, Why.START_DAY),
        (20, False, Why.DAY_OFF),
        (21, True, Why.COUNTED),
        (22, True, Why.COUNTED),
        (23, False, Why.CLOSED_WEEKDAY),
        (24, False, Why.CLOSED_WEEKDAY),
        (25, True, Why.COUNTED),
    ]
    assert found.explanation[1].params == {"name_fr": "Fête nationale", "name_en": "National Day"}
    hours = compute(OFFICE, at("2026-11-20T16:00"), Period(1, PeriodUnit.WORKING_HOURS))
    assert [day.why for day in hours.explanation] == [
        Why.OUTSIDE_HOURS,
        Why.CLOSED_WEEKDAY,
        Why.CLOSED_WEEKDAY,
        Why.COUNTED,
    ]
    rolled = compute(OFFICE, at("2026-11-20T14:00"), Period(1, PeriodUnit.CALENDAR_DAYS), roll=Roll.FORWARD)
    assert [day.why for day in rolled.explanation][1:] == [
        Why.COUNTED,
        Why.CLOSED_WEEKDAY,
        Why.ROLLED_FORWARD,
    ]


def test_exceptional_days_override_the_week_and_the_days_off() -> None:
    calendar = week(
        DAY,
        days_off={date(2026, 11, 23): DayOff()},
        exceptional={date(2026, 11, 21): ((28_800, 36_000),), date(2026, 11, 24): ()},
    )
    found = compute(calendar, at("2026-11-20T14:00"), Period(2, PeriodUnit.WORKING_DAYS))
    assert found.legal_date == date(2026, 11, 25)
    assert [day.why for day in found.explanation][3:5] == [Why.DAY_OFF, Why.CLOSURE]


def test_what_cannot_be_computed_is_refused() -> None:
    start = at("2026-11-20T14:00")
    with pytest.raises(CalendarNeverOpens):
        compute(week(()), start, Period(1, PeriodUnit.CALENDAR_DAYS))
    closed = {date(2026, 11, 21) + timedelta(days=number): DayOff() for number in range(400)}
    with pytest.raises(CalendarNeverOpens):
        compute(week(DAY, days_off=closed), start, Period(1, PeriodUnit.WORKING_DAYS))
    for period in (
        Period(10**9, PeriodUnit.WORKING_DAYS),
        Period(10**9, PeriodUnit.MONTHS),
        Period(10**9, PeriodUnit.CALENDAR_DAYS),
        Period(10**9, PeriodUnit.WORKING_HOURS),
    ):
        with pytest.raises(DeadlineBeyondHorizon):
            compute(OFFICE, start, period)
    known = week(DAY, known_from=date(2026, 1, 1), known_until=date(2026, 11, 30))
    with pytest.raises(DeadlineBeyondHorizon):
        compute(known, start, Period(10, PeriodUnit.WORKING_DAYS))
    with pytest.raises(DeadlineBeyondHorizon):
        compute(known, at("2025-12-30T10:00"), Period(1, PeriodUnit.WORKING_DAYS))
    with pytest.raises(DeadlineBeyondHorizon):
        elapsed(known, start, at("2026-12-01T10:00"))
    with pytest.raises(EndBeforeStart):
        elapsed(OFFICE, start, start - timedelta(seconds=1))
    with pytest.raises(EndBeforeStart):
        compute(OFFICE, start, Period(1, PeriodUnit.WEEKS), pauses=[Pause(start, start - timedelta(1))])
    for amount in (0, -1, 10**12):
        with pytest.raises(PeriodWrong):
            Period(amount, PeriodUnit.WEEKS)
    for hours in (((3600, 7200), (7000, 8000)), ((7200, 3600),), ((0, 90_000),)):
        with pytest.raises(CalendarHoursWrong):
            week(hours)
