"""The ministry's calendar as a versioned table: a change is a new version, and the highest is in force."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from relance.calendars import CalendarNeverOpens, DayOff, Hours, WorkCalendar
from relance.clock_times import WEEKDAYS, parse_hours
from relance.errors import CalendarNotLoaded
from relance.feasts import Feast, FeastKind, FeastStatus, with_days_given_back
from relance.tables import CalendarVersionRow

__all__ = [
    "MINISTRY",
    "CalendarContent",
    "CalendarInForce",
    "add_version",
    "build",
    "check_opens_every_year",
    "content_in_force",
    "in_force",
]

MINISTRY = "minrex"
# By the digest of their content: the days of a calendar are worked out once a process, not once a deadline.
_BUILT: dict[str, WorkCalendar] = {}


@dataclass(frozen=True)
class CalendarContent:
    """What people decide: `weekly` as [["07:30", "15:30"], …] by day; `feasts` without those given back.

    `exceptional` gives a day its own hours, none for a closure. `annual` are days off of every year, by month
    and day ("12-25"), with their names {"fr": …, "en": …}.
    """

    timezone: str
    weekly: Mapping[str, list[list[str]]]
    feasts: tuple[Feast, ...]
    known_from: date
    known_until: date
    exceptional: Mapping[str, list[list[str]]]
    annual: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "timezone": self.timezone,
            "weekly": dict(self.weekly),
            "feasts": [
                {
                    "date": feast.date.isoformat(),
                    "kind": feast.kind.value,
                    "status": feast.status.value,
                    "fr": feast.fr,
                    "en": feast.en,
                }
                for feast in self.feasts
            ],
            "known_from": self.known_from.isoformat(),
            "known_until": self.known_until.isoformat(),
            "exceptional": dict(self.exceptional),
            "annual": {day: dict(names) for day, names in self.annual.items()},
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "CalendarContent":
        return cls(
            timezone=content["timezone"],
            weekly=content["weekly"],
            feasts=tuple(
                Feast(
                    date.fromisoformat(feast["date"]),
                    FeastKind(feast["kind"]),
                    FeastStatus(feast["status"]),
                    feast["fr"],
                    feast["en"],
                )
                for feast in content["feasts"]
            ),
            known_from=date.fromisoformat(content["known_from"]),
            known_until=date.fromisoformat(content["known_until"]),
            exceptional=content["exceptional"],
            annual=content.get("annual", {}),  # the first versions had none
        )


@dataclass(frozen=True)
class CalendarInForce:
    """`id` and `version` go with each deadline computed by it."""

    id: int
    version: int
    calendar: WorkCalendar


def build(content: CalendarContent) -> WorkCalendar:
    """Raises CalendarHoursWrong, HoursUnreadable."""
    days_off: dict[date, DayOff] = {}
    for feast in with_days_given_back(content.feasts):
        days_off.setdefault(feast.date, DayOff(feast.fr, feast.en))
    mon, tue, wed, thu, fri, sat, sun = (_hours(content.weekly.get(name, [])) for name in WEEKDAYS)
    return WorkCalendar(
        ZoneInfo(content.timezone),
        (mon, tue, wed, thu, fri, sat, sun),
        days_off,
        {_month_day(day): DayOff(names["fr"], names["en"]) for day, names in content.annual.items()},
        exceptional={date.fromisoformat(day): _hours(hours) for day, hours in content.exceptional.items()},
        known_from=content.known_from,
        known_until=content.known_until,
    )


def check_opens_every_year(content: CalendarContent) -> None:
    """A holiday file that closes a whole year is a mistake. Raises CalendarNeverOpens."""
    calendar = build(content)
    for year in range(content.known_from.year, content.known_until.year + 1):
        days = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
        if not any(calendar.days[ordinal].intervals for ordinal in days):
            raise CalendarNeverOpens(since=date(year, 1, 1))


def add_version(
    session: Session, content: CalendarContent, now: datetime, code: str = MINISTRY
) -> CalendarVersionRow:
    """Put a new version in force. Raises CalendarNeverOpens."""
    check_opens_every_year(content)
    last = session.scalar(_versions(code).limit(1).with_for_update())
    stored = content.to_json()
    row = CalendarVersionRow(
        code=code,
        version=1 if last is None else last.version + 1,
        created_at=now,
        digest=hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest(),
        content=stored,
    )
    session.add(row)
    session.flush()
    return row


def in_force(session: Session, code: str = MINISTRY) -> CalendarInForce:
    """Raises CalendarNotLoaded."""
    found = session.execute(
        select(CalendarVersionRow.id, CalendarVersionRow.version, CalendarVersionRow.digest)
        .where(CalendarVersionRow.code == code)
        .order_by(CalendarVersionRow.version.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise CalendarNotLoaded(calendar=code)
    calendar = _BUILT.get(found.digest)
    if calendar is None:
        content = session.scalar(select(CalendarVersionRow.content).where(CalendarVersionRow.id == found.id))
        calendar = _BUILT[found.digest] = build(CalendarContent.from_json(content or {}))
    return CalendarInForce(found.id, found.version, calendar)


def content_in_force(session: Session, code: str = MINISTRY) -> tuple[int, CalendarContent]:
    """Its version, and what people decided. Raises CalendarNotLoaded."""
    row = session.scalar(_versions(code).limit(1))
    if row is None:
        raise CalendarNotLoaded(calendar=code)
    return row.version, CalendarContent.from_json(row.content)


def _versions(code: str) -> Select[CalendarVersionRow]:
    return (
        select(CalendarVersionRow)
        .where(CalendarVersionRow.code == code)
        .order_by(CalendarVersionRow.version.desc())
    )


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _hours(pairs: list[list[str]]) -> Hours:
    return parse_hours("hours", pairs)
