"""Deadlines without a dossier: the JSON objects of `deadlines preview` and `elapsed`, read and answered.

The command line and the API both call this, so that they say the same. Nothing is stored.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from kit.errors import Invalid
from relance.calendars import DayOff, Hours, WorkCalendar
from relance.clock_times import WEEKDAYS, parse_hours
from relance.deadlines import Boundary, Deadline, Resume, Roll, compute, elapsed
from relance.pauses import Pause
from relance.periods import Period, PeriodUnit

__all__ = ["CalendarByName", "CalendarUnknown", "PreviewWrong", "answer_elapsed", "answer_preview"]

# Gives the calendar of a name; raises CalendarUnknown.
CalendarByName = Callable[[str], WorkCalendar]

_PREVIEW_FIELDS: Final = frozenset({"calendar", "start", "period", "pauses", "resume", "boundary", "roll"})
_ELAPSED_FIELDS: Final = frozenset({"calendar", "start", "end", "pauses"})
_PERIOD_FIELDS: Final = frozenset({"amount", "unit", "roll"})
_CALENDAR_FIELDS: Final = frozenset({"timezone", "hours", "holidays", "annual_holidays"})
_MOST_PAUSES: Final = 1000
_LEAP_YEAR: Final = 2024
_canonical: Final = json.JSONEncoder(sort_keys=True).encode
_Choice = TypeVar("_Choice", bound=StrEnum)


class PreviewWrong(Invalid):
    """A field that is missing, unknown or unreadable. Params: `field`, `reason` (a code), `value`."""

    code = "preview_wrong"


class CalendarUnknown(Invalid):
    """No calendar of this name. Params: `calendar`."""

    code = "calendar_unknown"


def answer_preview(wanted: object, calendars: CalendarByName) -> dict[str, Any]:
    """The answer to one preview object. Raises an Invalid that names the field."""
    fields = _object("", wanted, _PREVIEW_FIELDS)
    calendar = _calendar(fields.get("calendar"), calendars)
    period = _object("period", fields.get("period"), _PERIOD_FIELDS)
    deadline = compute(
        calendar,
        _instant("start", fields.get("start")),
        _period(period),
        pauses=_pauses(fields.get("pauses")),
        resume=_choice("resume", fields.get("resume"), Resume.CONTINUE),
        boundary=_choice("boundary", fields.get("boundary"), Boundary.CLOSING),
        roll=_choice("roll", fields.get("roll", period.get("roll")), Roll.NONE),
    )
    return _shown(deadline, calendar)


def answer_elapsed(wanted: object, calendars: CalendarByName) -> dict[str, Any]:
    """The answer to one elapsed object. Raises an Invalid that names the field."""
    fields = _object("", wanted, _ELAPSED_FIELDS)
    calendar = _calendar(fields.get("calendar"), calendars)
    seconds = elapsed(
        calendar,
        _instant("start", fields.get("start")),
        _instant("end", fields.get("end")),
        _pauses(fields.get("pauses")),
    )
    return {"working_seconds": seconds}


def _shown(deadline: Deadline, calendar: WorkCalendar) -> dict[str, Any]:
    return {
        "due_at": deadline.due_at.astimezone(calendar.zone).isoformat(),
        "legal_date": deadline.legal_date.isoformat(),
        "elapsed": deadline.elapsed_seconds,
        "explanation": [
            {"date": day.date.isoformat(), "counted": day.counted, "why": day.why, **day.params}
            for day in deadline.explanation
        ],
    }


def _object(field: str, value: object, known: frozenset[str]) -> Mapping[str, Any]:
    if value is None and field:
        raise PreviewWrong(field=field, reason="missing")
    if not isinstance(value, Mapping):
        raise PreviewWrong(field=field, reason="not_an_object")
    # A misspelt field that is passed over would give a wrong date that looks right.
    unknown = sorted(str(name) for name in value if name not in known)
    if unknown:
        raise PreviewWrong(field=".".join(filter(None, (field, unknown[0]))), reason="unknown_field")
    return value


def _instant(field: str, value: object) -> datetime:
    if value is None:
        raise PreviewWrong(field=field, reason="missing")
    try:
        instant = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise PreviewWrong(field=field, reason="not_an_instant", value=value) from error
    if instant.tzinfo is None:
        raise PreviewWrong(field=field, reason="no_offset", value=value)
    # Near the ends of time, a conversion to another zone leaves them.
    if not 1 < instant.year < 9999:  # noqa: PLR2004 - the last year there is
        raise PreviewWrong(field=field, reason="out_of_range", value=value)
    return instant


def _period(fields: Mapping[str, Any]) -> Period:
    amount = fields.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int):
        reason = "missing" if amount is None else "not_a_whole_number"
        raise PreviewWrong(field="period.amount", reason=reason, value=amount)
    unit = fields.get("unit")
    if unit is None:
        raise PreviewWrong(field="period.unit", reason="missing")
    try:
        return Period(amount, PeriodUnit(unit))
    except ValueError as error:
        raise PreviewWrong(field="period.unit", reason="unknown_choice", value=unit) from error


def _choice(field: str, value: object, default: _Choice) -> _Choice:
    if value is None:
        return default
    try:
        return type(default)(str(value))
    except ValueError as error:
        raise PreviewWrong(field=field, reason="unknown_choice", value=value) from error


def _pauses(value: object) -> list[Pause]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _MOST_PAUSES:
        raise PreviewWrong(field="pauses", reason="not_a_list")
    pauses = []
    for number, pause in enumerate(value):
        field = f"pauses.{number}"
        ends = _object(field, pause, frozenset({"from", "to"}))
        pauses.append(
            Pause(_instant(f"{field}.from", ends.get("from")), _instant(f"{field}.to", ends.get("to")))
        )
    return pauses


def _calendar(value: object, calendars: CalendarByName) -> WorkCalendar:
    if isinstance(value, str):
        return calendars(value)
    fields = _object("calendar", value, _CALENDAR_FIELDS)
    try:
        return _build(_canonical(fields))
    except (TypeError, RecursionError) as error:
        raise PreviewWrong(field="calendar", reason="not_json") from error


@lru_cache(maxsize=64)
def _build(content: str) -> WorkCalendar:
    """Remembered, with the days it has worked out: a batch asks the same calendar ten thousand times."""
    fields = json.loads(content)
    hours = fields.get("hours")
    if not isinstance(hours, dict) or not set(hours) <= set(WEEKDAYS):
        raise PreviewWrong(field="calendar.hours", reason="missing" if hours is None else "unknown_weekday")
    return WorkCalendar(
        _zone(fields.get("timezone")),
        _week(hours),
        {
            _date("calendar.holidays", day): DayOff()
            for day in _list("calendar.holidays", fields.get("holidays"))
        },
        {
            _month_day("calendar.annual_holidays", day): DayOff()
            for day in _list("calendar.annual_holidays", fields.get("annual_holidays"))
        },
    )


def _week(hours: Mapping[str, object]) -> tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]:
    mon, tue, wed, thu, fri, sat, sun = (
        parse_hours(f"calendar.hours.{name}", hours.get(name, [])) for name in WEEKDAYS
    )
    return mon, tue, wed, thu, fri, sat, sun


def _zone(name: object) -> ZoneInfo:
    if name is None:
        raise PreviewWrong(field="calendar.timezone", reason="missing")
    try:
        return ZoneInfo(name if isinstance(name, str) else "")
    # A name that is a folder of the time zone files, or leaves it, is an OSError or a ValueError.
    except (KeyError, ValueError, OSError) as error:
        raise PreviewWrong(field="calendar.timezone", reason="unknown_timezone", value=name) from error


def _list(field: str, value: object) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise PreviewWrong(field=field, reason="not_a_list")
    return value


def _date(field: str, value: object) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError as error:
        raise PreviewWrong(field=field, reason="not_a_date", value=value) from error


def _month_day(field: str, value: object) -> tuple[int, int]:
    day = _date(field, f"{_LEAP_YEAR}-{value}")  # a leap year, so that 29 February may be a feast
    return day.month, day.day
