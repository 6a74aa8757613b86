"""The calendar's special days as iCalendar (RFC 5545), out and in.

Days off are all-day events, lunar ones tentative until decreed; days off of every year repeat yearly; an
exceptional opening is an event with hours, a closure one with the category `closure`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from relance.calendar_versions import CalendarContent
from relance.calendaring.edits import DayKind, decide_day
from relance.clock_times import parse_time
from relance.errors import CalendarFileWrong
from relance.feasts import Feast, FeastKind, FeastStatus

__all__ = ["export_ics", "import_ics"]

_LARGEST_BYTES: Final = 1_000_000
_MOST_EVENTS: Final = 2_000
_LONGEST_EVENT_DAYS: Final = 31
_ENGLISH: Final = "X-TRUCHEMENT-EN"
_KINDS: Final = {FeastKind.CIVIL: DayKind.CIVIL, FeastKind.RELIGIOUS: DayKind.RELIGIOUS}


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    kind: DayKind
    fr: str
    en: str
    hours: str = ""


def export_ics(content: CalendarContent, now: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Truchement//Calendrier//FR")
    calendar.add("version", "2.0")
    for number, day in enumerate(_days(content)):
        event = Event()
        event.add("uid", f"{day.day}-{number}@calendrier.truchement")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("summary", day.fr)
        event.add("categories", [day.kind.value])
        event.add("status", "TENTATIVE" if day.kind is DayKind.ESTIMATED else "CONFIRMED")
        if day.en:
            event.add(_ENGLISH, day.en)
        _add_times(event, day, content)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def import_ics(content: CalendarContent, file: bytes) -> CalendarContent:
    """The content with the file's days put in; days it does not name stay as they are.

    Raises CalendarFileWrong, CalendarDayWrong, HoursUnreadable.
    """
    if len(file) > _LARGEST_BYTES:
        raise CalendarFileWrong(field="file", reason="too_large")
    try:
        events = Calendar.from_ical(file).walk("VEVENT")
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise CalendarFileWrong(field="file", reason="not_icalendar") from error
    if not 0 < len(events) <= _MOST_EVENTS:
        raise CalendarFileWrong(field="file", reason="events")
    for event in events:
        for day in _read(event, ZoneInfo(content.timezone)):
            if content.known_from <= day.day <= content.known_until:
                content = decide_day(content, day.day, day.kind, day.fr, day.en, day.hours)
    return content


def _days(content: CalendarContent) -> Iterator[_Day]:
    for feast in content.feasts:
        yield _Day(feast.date, _kind_of(feast), feast.fr, feast.en)
    for month_day, names in content.annual.items():
        # From a leap year on, so that 29 February is a day.
        yield _Day(date.fromisoformat(f"2020-{month_day}"), DayKind.YEARLY, names["fr"], names["en"])
    for day, spans in content.exceptional.items():
        for opens, closes in spans:
            hours = f"{opens}-{closes}"
            yield _Day(date.fromisoformat(day), DayKind.OPENING, "Ouverture exceptionnelle", "", hours)
        if not spans:
            yield _Day(date.fromisoformat(day), DayKind.CLOSURE, "Fermeture exceptionnelle", "")


def _kind_of(feast: Feast) -> DayKind:
    if feast.status is FeastStatus.ESTIMATED:
        return DayKind.ESTIMATED
    return _KINDS.get(feast.kind, DayKind.DECREED)


def _add_times(event: Event, day: _Day, content: CalendarContent) -> None:
    if day.kind is not DayKind.OPENING:
        event.add("dtstart", day.day)
        event.add("dtend", day.day + timedelta(days=1))
        if day.kind is DayKind.YEARLY:
            event.add("rrule", {"freq": "yearly"})
        return
    zone = ZoneInfo(content.timezone)
    for name, text in zip(("dtstart", "dtend"), day.hours.split("-"), strict=True):
        seconds = timedelta(seconds=parse_time(name, text))
        event.add(name, (datetime.combine(day.day, time(), zone) + seconds).astimezone(UTC))


def _read(event: Any, zone: ZoneInfo) -> Iterator[_Day]:
    start = event.decoded("dtstart", None)
    if not isinstance(start, date):
        raise CalendarFileWrong(field="file", reason="no_day")
    fr = str(event.get("summary", ""))
    en = str(event.get(_ENGLISH, "")) or fr
    if isinstance(start, datetime):
        end = event.decoded("dtend", None)
        if not isinstance(end, datetime) or start.tzinfo is None or end.tzinfo is None:
            raise CalendarFileWrong(field="file", reason="no_hours")
        begin, finish = start.astimezone(zone), end.astimezone(zone)
        closing = "24:00" if finish.date() > begin.date() else f"{finish:%H:%M}"
        yield _Day(begin.date(), DayKind.OPENING, fr, en, f"{begin:%H:%M}-{closing}")
        return
    end = event.decoded("dtend", None) or start + timedelta(days=1)
    length = (end - start).days if type(end) is date else 1
    if not 1 <= length <= _LONGEST_EVENT_DAYS:
        raise CalendarFileWrong(field="file", reason="length")
    for number in range(length):
        yield _Day(start + timedelta(days=number), _kind(event), fr, en)


def _kind(event: Any) -> DayKind:
    named = event.get("categories")
    names = {str(name).lower() for name in getattr(named, "cats", ())}
    for kind in DayKind:
        if kind.value in names:
            return kind
    if "rrule" in event:
        return DayKind.YEARLY
    # From elsewhere: somebody's decision, unless it is said to be uncertain.
    return DayKind.ESTIMATED if str(event.get("status", "")).upper() == "TENTATIVE" else DayKind.DECREED
