"""Periods: an amount of working time, of working days, or of calendar time."""

from dataclasses import dataclass
from enum import StrEnum

from kit.errors import Invalid

__all__ = ["Period", "PeriodUnit", "PeriodWrong"]

_LARGEST = 1_000_000_000  # thirty years of working seconds; the horizon refuses what is too far anyway


class PeriodUnit(StrEnum):
    WORKING_SECONDS = "working_seconds"
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"


_SECONDS = {
    PeriodUnit.WORKING_SECONDS: 1,
    PeriodUnit.WORKING_MINUTES: 60,
    PeriodUnit.WORKING_HOURS: 3600,
}


class PeriodWrong(Invalid):
    """The amount is not a whole number from 1 to `maximum`. Params: `amount`, `maximum`."""

    code = "period_wrong"


@dataclass(frozen=True, slots=True)
class Period:
    amount: int
    unit: PeriodUnit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _LARGEST:
            raise PeriodWrong(amount=self.amount, maximum=_LARGEST)

    @property
    def working_seconds(self) -> int | None:
        """None when the period is counted in days, weeks or months."""
        seconds = _SECONDS.get(self.unit)
        return None if seconds is None else seconds * self.amount
