"""The working calendar: read by year, changed in two steps, taken out and in as iCalendar."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.desk import TextField
from api.pages.dossiers import local_today
from api.pages.oversight import read_date
from api.pages.rendering import redirect, render
from api.pages.rules.staff import Editor
from kit.errors import Conflict, Invalid
from relance.calendar_versions import CalendarContent, content_in_force
from relance.calendaring import (
    DayKind,
    apply,
    decide_day,
    export_ics,
    hours_text,
    import_ics,
    open_proposal,
    propose,
    remove_day,
    set_week,
)
from relance.clock_times import WEEKDAYS
from relance.errors import CalendarDayWrong
from relance.feasts import with_days_given_back

router = APIRouter(prefix="/staff/regles/calendrier")

_LARGEST_FILE_BYTES = 1_000_000
_Year = Annotated[int, Query(ge=1900, le=9999)]
_Base = Annotated[int, Form(ge=1)]


class WeekForm(BaseModel):
    """Hours as people write them: « 07:30-12:00, 12:30-15:30 »."""

    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""
    base: int


class DayForm(BaseModel):
    day: str = ""
    kind: str = ""
    name_fr: str = ""
    name_en: str = ""
    hours: str = ""
    base: int


@router.get("")
def show_calendar(
    request: Request,
    *,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
    _staff: Editor,
    year: _Year | None = None,
) -> Response:
    return _show(request, session, year or local_today(now, services.settings.timezone).year, forms.Form())


@router.get("/calendrier.ics")
def take_out(session: SessionDep, now: NowDep, _staff: Editor) -> Response:
    _, content = content_in_force(session)
    headers = {"Content-Disposition": 'attachment; filename="calendrier.ics"'}
    return Response(export_ics(content, now), media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/semaine")
def change_week(
    request: Request, session: SessionDep, staff: Editor, now: NowDep, typed: Annotated[WeekForm, Form()]
) -> Response:
    texts = typed.model_dump(exclude={"base"})
    return _propose(request, session, staff, now, typed.base, texts, lambda old: set_week(old, texts))


@router.post("/jour")
def change_day(
    request: Request, session: SessionDep, staff: Editor, now: NowDep, typed: Annotated[DayForm, Form()]
) -> Response:
    def edit(old: CalendarContent) -> CalendarContent:
        day = read_date(typed.day)
        if day is None or typed.kind not in set(DayKind):
            raise CalendarDayWrong(field="day" if day is None else "kind", reason="missing")
        return decide_day(old, day, DayKind(typed.kind), typed.name_fr, typed.name_en, typed.hours)

    values = typed.model_dump(exclude={"base"})
    return _propose(request, session, staff, now, typed.base, values, edit)


@router.post("/oter")
def take_away(
    request: Request, *, session: SessionDep, staff: Editor, now: NowDep, base: _Base, removed: TextField = ""
) -> Response:
    day = read_date(removed) or date.min
    return _propose(request, session, staff, now, base, {}, lambda old: remove_day(old, day))


@router.post("/fichier")
def bring_in(
    request: Request,
    *,
    session: SessionDep,
    staff: Editor,
    now: NowDep,
    base: _Base,
    file: Annotated[UploadFile, File()],
) -> Response:
    content = file.file.read(_LARGEST_FILE_BYTES + 1)
    return _propose(request, session, staff, now, base, {}, lambda old: import_ics(old, content))


@router.get("/propositions/{proposal_id}")
def look_at(request: Request, session: SessionDep, _staff: Editor, proposal_id: int) -> Response:
    return render(request, "rules/calendar_proposal.html", proposal=open_proposal(session, proposal_id))


@router.post("/propositions/{proposal_id}")
def put_in_force(
    request: Request, session: SessionDep, staff: Editor, now: NowDep, proposal_id: int
) -> Response:
    apply(session, proposal_id, staff.account.actor, now)
    return redirect(request, "/staff/regles/calendrier", done="calendar_changed")


def _propose(  # noqa: PLR0917 - one edit, and all that its page needs when it is refused
    request: Request,
    session: Session,
    staff: Editor,
    now: NowDep,
    base: int,
    typed: dict[str, str],
    edit: Callable[[CalendarContent], CalendarContent],
) -> Response:
    try:
        with session.begin_nested():
            _, content = content_in_force(session)
            proposal = propose(session, base, edit(content), staff.account.actor, now)
    except (Conflict, Invalid) as error:
        field = str(error.params.get("field", ""))
        form = forms.Form(typed, {_FIELDS.get(field, field): error.code}, error.params)
        day = read_date(typed.get("day", ""))
        status = problem_of(error, choose_language(request)).status
        return _show(request, session, (day or now).year, form, status)
    return redirect(request, f"/staff/regles/calendrier/propositions/{proposal}")


_FIELDS = {"fr": "name_fr", "en": "name_en"}


def _show(request: Request, session: Session, year: int, form: forms.Form, status: int = 200) -> Response:
    version, content = content_in_force(session)
    feasts = with_days_given_back(content.feasts)
    week = {day: hours_text(content.weekly.get(day, [])) for day in WEEKDAYS}
    return render(
        request,
        "rules/calendar.html",
        status=status,
        form=form if form.refused else forms.Form(week),
        week=week,
        weekdays=WEEKDAYS,
        version=version,
        year=year,
        years=range(content.known_from.year, content.known_until.year + 1),
        feasts=[feast for feast in feasts if feast.date.year == year],
        exceptional={
            day: hours_text(spans)
            for day, spans in sorted(content.exceptional.items())
            if day.startswith(f"{year}-")
        },
        annual=sorted(content.annual.items()),
        kinds=tuple(DayKind),
    )
