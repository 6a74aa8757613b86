"""The first version of the ministry's calendar: hours and kinds of feast from `data/calendar.toml`, their
dates from the package `holidays`, which is asked here and nowhere else.
"""

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from relance.calendar_versions import CalendarContent
from relance.data_files import FOLDER, read_toml
from relance.errors import DataFileWrong
from relance.feasts import Feast, FeastKind, FeastStatus

__all__ = ["read_calendar"]

_COUNTRY = "CM"
_ESTIMATED = " (estimated)"


class _FeastEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source_name: str
    kind: FeastKind
    fr: str
    en: str
    lunar: bool = False
    listed: bool = True

    @property
    def status(self) -> FeastStatus:
        if self.kind is FeastKind.DECREED_DAY:
            return FeastStatus.DECREED
        return FeastStatus.ESTIMATED if self.lunar else FeastStatus.FIXED


class _CalendarFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: str
    timezone: str
    known_from: date
    known_until: date
    weekly: dict[str, list[list[str]]]
    feast: list[_FeastEntry]


def read_calendar(path: Path = FOLDER / "calendar.toml") -> CalendarContent:
    """Raises DataFileWrong, also when the package knows a feast that the file does not."""
    try:
        file = _CalendarFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise DataFileWrong(file=path.name, entry="", reason=str(error)) from error
    entries = {entry.source_name: entry for entry in file.feast}
    feasts = []
    for day, name in _dates(file.known_from.year, file.known_until.year):
        entry = entries.get(name)
        if entry is None:
            raise DataFileWrong(file=path.name, entry=name, reason="feast not in the file")
        if entry.listed:
            feasts.append(Feast(day, entry.kind, entry.status, entry.fr, entry.en))
    return CalendarContent(
        timezone=file.timezone,
        weekly=file.weekly,
        feasts=tuple(feasts),
        known_from=file.known_from,
        known_until=file.known_until,
        exceptional={},
    )


def _dates(first_year: int, last_year: int) -> list[tuple[date, str]]:
    import holidays  # noqa: PLC0415 - 0.3 s, needed once in the life of a database

    # Without the package's own days in lieu: those are the law's business (`relance.feasts`).
    days: Any = holidays.country_holidays(
        _COUNTRY, years=range(first_year, last_year + 1), observed=False, language="en_US"
    )
    return [
        (day, name.removesuffix(_ESTIMATED)) for day in sorted(days) for name in sorted(days.get_list(day))
    ]
