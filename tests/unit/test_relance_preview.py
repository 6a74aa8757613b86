import json
import time

import pytest

from kit.errors import Invalid
from relance.calendars import WorkCalendar
from relance.preview import CalendarUnknown, answer_elapsed, answer_preview

WEEK = {day: [["07:30", "15:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
CALENDAR = {
    "timezone": "Africa/Douala",
    "hours": WEEK,
    "holidays": ["2026-05-20"],
    "annual_holidays": ["01-01", "02-29"],
}
WANTED = {
    "calendar": CALENDAR,
    "start": "2026-11-20T14:00:00+01:00",
    "period": {"amount": 3, "unit": "working_days"},
    "pauses": [],
    "resume": "continue",
    "boundary": "closing",
}


def no_calendar(name: str) -> WorkCalendar:
    raise CalendarUnknown(calendar=name)


def test_the_example_of_the_issue() -> None:
    answer = answer_preview(WANTED, no_calendar)
    assert answer["due_at"] == "2026-11-25T15:30:00+01:00"
    assert answer["legal_date"] == "2026-11-25"
    assert answer["elapsed"] == 91_800
    assert answer["explanation"][0] == {"date": "2026-11-20", "counted": False, "why": "start_day"}
    json.dumps(answer)


def test_defaults_and_both_places_of_roll() -> None:
    base = {key: WANTED[key] for key in ("calendar", "start")}
    for wanted in (
        {**base, "period": {"amount": 2, "unit": "calendar_days", "roll": "forward"}},
        {**base, "period": {"amount": 2, "unit": "calendar_days"}, "roll": "forward"},
    ):
        assert answer_preview(wanted, no_calendar)["legal_date"] == "2026-11-23"
    plain = answer_preview({**base, "period": {"amount": 2, "unit": "calendar_days"}}, no_calendar)
    assert (plain["due_at"], plain["legal_date"]) == ("2026-11-23T00:00:00+01:00", "2026-11-22")


def test_elapsed_answers_working_seconds() -> None:
    wanted = {"calendar": CALENDAR, "start": "2026-11-20T14:00:00+01:00", "end": "2026-11-23T08:30:00+01:00"}
    assert answer_elapsed(wanted, no_calendar) == {"working_seconds": 9000}


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"start": "2026-11-20T14:00:00"}, "start", "no_offset"),
        ({"start": "yesterday"}, "start", "not_an_instant"),
        ({"start": 3}, "start", "not_an_instant"),
        ({"start": None}, "start", "missing"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "start", "out_of_range"),
        ({"period": {"amount": 1.5, "unit": "weeks"}}, "period.amount", "not_a_whole_number"),
        ({"period": {"amount": True, "unit": "weeks"}}, "period.amount", "not_a_whole_number"),
        ({"period": {"amount": 1, "unit": "years"}}, "period.unit", "unknown_choice"),
        ({"period": {"amount": 1, "unit": []}}, "period.unit", "unknown_choice"),
        ({"period": None}, "period", "missing"),
        ({"period": 3}, "period", "not_an_object"),
        ({"resume": "maybe"}, "resume", "unknown_choice"),
        ({"roll": {}}, "roll", "unknown_choice"),
        ({"bounary": "closing"}, "bounary", "unknown_field"),
        ({"pauses": {}}, "pauses", "not_a_list"),
        ({"pauses": [{"from": "2026-11-20T14:00:00+01:00"}]}, "pauses.0.to", "missing"),
        ({"calendar": None}, "calendar", "missing"),
        ({"calendar": {**CALENDAR, "timezone": "Mars/Base"}}, "calendar.timezone", "unknown_timezone"),
        ({"calendar": {**CALENDAR, "timezone": "../../etc"}}, "calendar.timezone", "unknown_timezone"),
        ({"calendar": {**CALENDAR, "timezone": "Africa"}}, "calendar.timezone", "unknown_timezone"),
        ({"calendar": {**CALENDAR, "hours": {"lundi": []}}}, "calendar.hours", "unknown_weekday"),
        ({"calendar": {**CALENDAR, "holidays": ["20/05/2026"]}}, "calendar.holidays", "not_a_date"),
        ({"calendar": {**CALENDAR, "annual_holidays": ["02-30"]}}, "calendar.annual_holidays", "not_a_date"),
    ],
)
def test_a_wrong_field_is_named(change: dict, field: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        answer_preview({**WANTED, **change}, no_calendar)
    assert (refusal.value.params["field"], refusal.value.params["reason"]) == (field, reason)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"calendar": "unknown"}, "calendar_unknown"),
        ({"calendar": {**CALENDAR, "hours": {}}}, "calendar_never_opens"),
        ({"calendar": {**CALENDAR, "hours": {"mon": [["25:00", "26:00"]]}}}, "hours_unreadable"),
        ({"calendar": {**CALENDAR, "hours": {"mon": [["8", "9"]]}}}, "hours_unreadable"),
        ({"calendar": {**CALENDAR, "hours": {"mon": ["08:00", "09:00"]}}}, "hours_unreadable"),
        ({"calendar": {**CALENDAR, "hours": {"mon": [["09:00", "08:00"]]}}}, "calendar_hours_wrong"),
        ({"period": {"amount": 0, "unit": "weeks"}}, "period_wrong"),
        ({"period": {"amount": 10**8, "unit": "weeks"}}, "deadline_beyond_horizon"),
        (
            {"start": "9990-01-01T00:00:00Z", "period": {"amount": 999, "unit": "months"}},
            "deadline_beyond_horizon",
        ),
        (
            {"pauses": [{"from": "2026-11-20T14:00:00+01:00", "to": "2026-11-19T14:00:00+01:00"}]},
            "end_before_start",
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_code(change: dict, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        answer_preview({**WANTED, **change}, no_calendar)
    assert refusal.value.code == code


@pytest.mark.parametrize("wanted", [None, 3, "x", [], {}])
def test_what_is_no_object_is_refused(wanted: object) -> None:
    with pytest.raises(Invalid):
        answer_preview(wanted, no_calendar)
    with pytest.raises(Invalid):
        answer_elapsed(wanted, no_calendar)


def test_ten_thousand_computations_take_less_than_two_seconds() -> None:
    # Processor time: the machine's other work is not ours.
    begun = time.process_time()
    for number in range(10_000):
        answer_preview({**WANTED, "period": {"amount": 1 + number % 20, "unit": "working_days"}}, no_calendar)
    assert time.process_time() - begun < 2
