"""What one may change in a calendar: the week, and single days. Each edit gives a new content, or refuses."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Final

from relance.calendar_versions import CalendarContent
from relance.calendars import DAY_SECONDS
from relance.clock_times import WEEKDAYS, HoursUnreadable, parse_hours
from relance.errors import CalendarDayUnknown, CalendarDayWrong
from relance.feasts import Feast, FeastKind, FeastStatus
from relance.registration import clean_text

__all__ = ["DayKind", "decide_day", "hours_text", "parse_hours_text", "remove_day", "set_week"]

_LONGEST_NAME: Final = 120
_SPAN = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d\d)\s*[-–—à]\s*(\d{1,2})\s*[:hH]\s*(\d\d)")


class DayKind(StrEnum):
    """`civil` and `religious` feasts differ in law: only the first gives the next day back."""

    CIVIL = "civil"
    RELIGIOUS = "religious"
    ESTIMATED = "estimated"
    DECREED = "decreed"
    YEARLY = "yearly"
    CLOSURE = "closure"
    OPENING = "opening"


_FEASTS: Final = {
    DayKind.CIVIL: (FeastKind.CIVIL, FeastStatus.FIXED),
    DayKind.RELIGIOUS: (FeastKind.RELIGIOUS, FeastStatus.FIXED),
    DayKind.ESTIMATED: (FeastKind.RELIGIOUS, FeastStatus.ESTIMATED),
    DayKind.DECREED: (FeastKind.DECREED_DAY, FeastStatus.DECREED),
}


def set_week(content: CalendarContent, texts: Mapping[str, str]) -> CalendarContent:
    """Hours of each weekday as people write them. Raises HoursUnreadable naming the day."""
    return replace(content, weekly={day: parse_hours_text(day, texts.get(day, "")) for day in WEEKDAYS})


def decide_day(  # noqa: PLR0917 - what a line of the form holds
    content: CalendarContent, day: date, kind: DayKind, fr: str, en: str, hours: str
) -> CalendarContent:
    """Name a day off, close or open one day. Raises CalendarDayWrong, HoursUnreadable.

    A feast of the same name that was estimated in the days around moves: it is the decree that settles it.
    """
    if not content.known_from <= day <= content.known_until:
        raise CalendarDayWrong(field="day", reason="beyond")
    if kind in {DayKind.CLOSURE, DayKind.OPENING}:
        spans = parse_hours_text("hours", hours) if kind is DayKind.OPENING else []
        if kind is DayKind.OPENING and not spans:
            raise HoursUnreadable(field="hours", value=hours)
        return replace(content, exceptional={**content.exceptional, day.isoformat(): spans})
    names = clean_text(fr), clean_text(en)
    if not all(names) or max(map(len, names)) > _LONGEST_NAME:
        raise CalendarDayWrong(field="fr" if not names[0] else "en", reason="name")
    if kind is DayKind.YEARLY:
        yearly = {**content.annual, f"{day:%m-%d}": {"fr": names[0], "en": names[1]}}
        return replace(content, annual=yearly)
    feast = Feast(day, *_FEASTS[kind], *names)
    kept = (other for other in content.feasts if not _replaces(feast, other))
    return replace(content, feasts=tuple(sorted((*kept, feast), key=lambda each: (each.date, each.fr))))


def remove_day(content: CalendarContent, day: date) -> CalendarContent:
    """Nothing special is known of the day any more. Raises CalendarDayUnknown."""
    changed = replace(
        content,
        feasts=tuple(feast for feast in content.feasts if feast.date != day),
        exceptional={key: spans for key, spans in content.exceptional.items() if key != day.isoformat()},
        annual={key: names for key, names in content.annual.items() if key != f"{day:%m-%d}"},
    )
    if changed == content:
        raise CalendarDayUnknown(field="day", day=day)
    return changed


def parse_hours_text(field: str, text: str) -> list[list[str]]:
    """« 07:30-12:00, 12h30 à 15h30 » as [["07:30", "12:00"], ["12:30", "15:30"]]. Raises HoursUnreadable."""
    spans = [_span(field, part) for part in re.split(r"[,;\n]", text) if part.strip()]
    parse_hours(field, spans)
    return sorted(spans)


def hours_text(spans: list[list[str]]) -> str:
    return ", ".join(f"{opens}-{closes}" for opens, closes in spans)


def _span(field: str, text: str) -> list[str]:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise HoursUnreadable(field=field, value=text[:80])
    opens_hour, opens_minute, closes_hour, closes_minute = (int(part) for part in found.groups())
    if (closes_hour * 60 + closes_minute) * 60 > DAY_SECONDS:
        raise HoursUnreadable(field=field, value=text[:80])
    return [f"{opens_hour:02d}:{opens_minute:02d}", f"{closes_hour:02d}:{closes_minute:02d}"]


def _replaces(feast: Feast, other: Feast) -> bool:
    """Two feasts may fall on one day: the name is what makes it the same."""
    if other.fr != feast.fr:
        return False
    near = abs((other.date - feast.date).days) <= 3  # noqa: PLR2004 - the moon is seen a day early or late
    return other.date == feast.date or (near and other.status is FeastStatus.ESTIMATED)
