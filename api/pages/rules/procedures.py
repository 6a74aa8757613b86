"""Procedures: the version in force, the one that waits, and the form a new one is proposed with."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.rendering import redirect, render
from api.pages.rules.procedure_form import LEVELS, read_procedure, stage_count, values_of
from api.pages.rules.staff import Confirmer, Editor
from kit.errors import Conflict, Invalid
from relance.deadlines import Resume
from relance.periods import PeriodUnit
from relance.revising import confirm, propose, standing, standings
from relance.units import all_units

router = APIRouter(prefix="/staff/regles/demarches")

_Version = Annotated[int, Form(ge=1)]


async def _typed(request: Request) -> dict[str, str]:
    """Every field of the form: how many there are depends on the stages."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


_Typed = Annotated[dict[str, str], Depends(_typed)]


@router.get("")
def list_procedures(request: Request, session: SessionDep, _staff: Editor) -> Response:
    return render(request, "rules/procedures.html", standings=standings(session))


@router.get("/{code}")
def show_procedure(request: Request, session: SessionDep, _staff: Editor, code: str) -> Response:
    return _show(request, session, code)


@router.post("/{code}")
def propose_version(
    request: Request,
    *,
    session: SessionDep,
    staff: Editor,
    now: NowDep,
    code: str,
    typed: _Typed,
    version: _Version,
) -> Response:
    try:
        with session.begin_nested():
            wanted = read_procedure(standing(session, code).current, typed)
            propose(session, wanted, version, staff.account.actor, now)
    except (Conflict, Invalid) as error:
        form = forms.Form(typed, {str(error.params.get("field", "")): error.code}, error.params)
        return _show(request, session, code, form, problem_of(error, choose_language(request)).status)
    return redirect(request, f"/staff/regles/demarches/{code}", done="procedure_proposed")


@router.post("/{code}/confirm")
def confirm_version(
    request: Request, *, session: SessionDep, staff: Confirmer, now: NowDep, code: str, version: _Version
) -> Response:
    try:
        with session.begin_nested():
            confirm(session, code, version, staff.account.actor, now)
    except Conflict as error:
        form = forms.Form({}, {"": error.code}, error.params)
        return _show(request, session, code, form, problem_of(error, choose_language(request)).status)
    return redirect(request, f"/staff/regles/demarches/{code}", done="procedure_confirmed")


def _show(
    request: Request, session: Session, code: str, form: forms.Form | None = None, status: int = 200
) -> Response:
    found = standing(session, code)
    newest = found.waiting or found.current
    values = form.values if form and form.values else values_of(newest)
    shown = forms.Form(values, form.errors if form else {}, form.params if form else {})
    return render(
        request,
        "rules/procedure.html",
        status=status,
        form=shown,
        standing=found,
        newest=newest,
        stage_count=stage_count(values),
        units=all_units(session),
        period_units=tuple(PeriodUnit),
        resumes=tuple(Resume),
        levels=LEVELS,
    )
