"""By when a request will be answered, stage after stage, and the days that do not count: for its citizen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from relance.calendars import WorkCalendar
from relance.deadlines import Deadline, Roll, Why, compute
from relance.explanations import Day
from relance.periods import Period

__all__ = ["Foreseen", "ForeseenStage", "Step", "foresee"]

# Days off every week are said in one line; a holiday or a pause is worth its own.
_NAMED = frozenset({Why.DAY_OFF, Why.CLOSURE, Why.PAUSED})


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage takes; names in both languages."""

    fr: str
    en: str
    period: Period


@dataclass(frozen=True, slots=True)
class ForeseenStage:
    fr: str
    en: str
    period: Period
    legal_date: date


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`not_counted`: holidays, closures and pauses on the way, in order."""

    stages: tuple[ForeseenStage, ...]
    not_counted: tuple[Day, ...]

    @property
    def legal_date(self) -> date:
        return self.stages[-1].legal_date


def foresee(
    calendar: WorkCalendar, start: datetime, steps: Sequence[Step], first: Deadline | None = None
) -> Foreseen:
    """Each stage begins, at the latest, when the one before must be over.

    `first` is the deadline of the first step where its clock runs already. There is at least one step.
    Raises DeadlineBeyondHorizon, CalendarNeverOpens.
    """
    stages: list[ForeseenStage] = []
    days: list[Day] = []
    for step in steps:
        deadline = first if first and not stages else compute(calendar, start, step.period, roll=Roll.FORWARD)
        stages.append(ForeseenStage(step.fr, step.en, step.period, deadline.legal_date))
        days.extend(_named(deadline.explanation))
        start = deadline.due_at
    # The last day of one stage is the first of the next: it is told once.
    return Foreseen(tuple(stages), tuple({day.date: day for day in days}.values()))


def _named(explanation: Iterable[Day]) -> Iterable[Day]:
    return (day for day in explanation if day.why in _NAMED)
