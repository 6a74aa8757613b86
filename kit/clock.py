"""The only place that reads the clock.

Instants are aware and in UTC; legal dates are local dates of the ministry's time zone. Everything else
takes `now` or `today` as an argument, so that a deadline computed twice is the same deadline.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "FixedClock", "SystemClock"]


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands at `instant` until it is set again: for tests and `--now`."""

    instant: datetime

    def __post_init__(self) -> None:
        if self.instant.tzinfo is None:
            raise ValueError("a fixed clock needs an aware instant")

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)
