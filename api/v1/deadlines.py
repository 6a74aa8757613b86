"""What a deadline would be, and why: computed, never stored."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from api.dependencies import SessionDep
from api.v1.fields import Answer
from relance.calendar_versions import in_force
from relance.calendars import WorkCalendar
from relance.errors import CalendarNotLoaded
from relance.explanations import Why
from relance.preview import CalendarUnknown, answer_elapsed, answer_preview

router = APIRouter(prefix="/deadlines", tags=["deadlines"])

_EXAMPLE = {
    "calendar": "minrex",
    "start": "2026-12-23T14:00:00+01:00",
    "period": {"amount": 8, "unit": "working_days"},
    "pauses": [{"from": "2026-12-28T09:00:00+01:00", "to": "2026-12-30T09:00:00+01:00"}],
}
_ELAPSED_EXAMPLE = {
    "calendar": "minrex",
    "start": "2026-12-23T14:00:00+01:00",
    "end": "2026-12-28T09:00:00+01:00",
    "pauses": [],
}
_Wanted = Annotated[
    dict[str, Any],
    Body(
        description="The object that `truchement deadlines preview` reads: calendar (a name, or hours and "
        "holidays), start, period, pauses, resume, boundary, roll.",
        examples=[_EXAMPLE],
    ),
]

_ElapsedWanted = Annotated[
    dict[str, Any],
    Body(
        description="The object that `truchement deadlines elapsed` reads: calendar, start, end, pauses.",
        examples=[_ELAPSED_EXAMPLE],
    ),
]


class ExplainedDay(Answer):
    """`why` is a code; the other fields it comes with fill its wording."""

    model_config = ConfigDict(extra="allow")

    date: date
    counted: bool
    why: Why


class PreviewAnswer(Answer):
    due_at: datetime
    legal_date: date
    elapsed: float = Field(description="Working time from start to due, pauses cut out, in seconds.")
    explanation: list[ExplainedDay]


class ElapsedAnswer(Answer):
    working_seconds: float = Field(description="Working time in [start, end), pauses cut out.")


@router.post("/preview")
def preview_deadline(wanted: _Wanted, session: SessionDep) -> PreviewAnswer:
    return PreviewAnswer.model_validate(answer_preview(wanted, partial(_find_calendar, session)))


@router.post("/elapsed")
def elapsed_time(wanted: _ElapsedWanted, session: SessionDep) -> ElapsedAnswer:
    return ElapsedAnswer.model_validate(answer_elapsed(wanted, partial(_find_calendar, session)))


def _find_calendar(session: Session, name: str) -> WorkCalendar:
    if not name.isprintable():  # NUL and lone surrogates are no names, and PostgreSQL cannot be asked
        raise CalendarUnknown(calendar=name)
    try:
        return in_force(session, name).calendar
    except CalendarNotLoaded as error:
        raise CalendarUnknown(calendar=name) from error
