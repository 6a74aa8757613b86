"""What one may ask of the ministry: papers to bring, the time it takes, and by when if one asks today."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from api.dependencies import NowDep, SessionDep
from api.pages.rendering import render
from relance.calendar_versions import in_force
from relance.calendars import WorkCalendar
from relance.deadlines import DeadlineBeyondHorizon
from relance.foreseeing import Foreseen, Step, foresee
from relance.procedures import Procedure, citizen_procedures

router = APIRouter(prefix="/demarches")


@router.get("")
def list_procedures(request: Request, session: SessionDep, now: NowDep) -> Response:
    procedures = citizen_procedures(session)
    calendar = in_force(session).calendar if procedures else None
    foreseen = {each.code: _if_today(calendar, each, now) for each in procedures} if calendar else {}
    return render(request, "procedures.html", procedures=procedures, foreseen=foreseen)


def _if_today(calendar: WorkCalendar, procedure: Procedure, now: datetime) -> Foreseen | None:
    """None where the calendar does not reach that far: no date is better than a guessed one."""
    steps = [Step(stage.fr, stage.en, stage.period) for stage in procedure.stages]
    try:
        return foresee(calendar, now, steps)
    except DeadlineBeyondHorizon:
        return None
