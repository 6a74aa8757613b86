"""Why a deadline is what it is, one line a day."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Day", "Why"]


class Why(StrEnum):
    """Why a day counts or does not."""

    COUNTED = "counted"
    START_DAY = "start_day"
    CLOSED_WEEKDAY = "closed_weekday"
    DAY_OFF = "day_off"
    CLOSURE = "closure"
    PAUSED = "paused"
    OUTSIDE_HOURS = "outside_hours"
    BEFORE_RESET = "before_reset"
    ROLLED_FORWARD = "rolled_forward"
    NEXT_OPENING = "next_opening"


class Day(NamedTuple):
    date: date
    counted: bool
    why: Why
    params: dict[str, object]
