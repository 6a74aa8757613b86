"""Units: the address each is reminded at, and whether once a day or of each dossier by itself."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.rendering import redirect, render
from api.pages.rules.staff import Editor
from kit.errors import Invalid
from relance.errors import UnitUnknown
from relance.units import Unit, all_units, set_reminding

router = APIRouter(prefix="/staff/regles/services")

_TextField = Annotated[str, Form()]


@router.get("")
def list_units(request: Request, session: SessionDep, _staff: Editor) -> Response:
    return render(request, "rules/units.html", units=all_units(session))


@router.get("/{code}")
def show_unit(request: Request, session: SessionDep, _staff: Editor, code: str) -> Response:
    unit = _find(session, code)
    form = forms.Form({"email": unit.email, "digest": "yes" if unit.digest else ""})
    return render(request, "rules/unit.html", unit=unit, form=form)


@router.post("/{code}")
def change_unit(
    request: Request,
    *,
    session: SessionDep,
    staff: Editor,
    now: NowDep,
    code: str,
    email: _TextField = "",
    digest: _TextField = "",
) -> Response:
    unit = _find(session, code)
    try:
        set_reminding(session, code, email=email, digest=digest == "yes", actor=staff.account.actor, now=now)
    except Invalid as error:
        form = forms.Form({"email": email, "digest": digest}, {"email": error.code}, error.params)
        status = problem_of(error, choose_language(request)).status
        return render(request, "rules/unit.html", status=status, unit=unit, form=form)
    return redirect(request, "/staff/regles/services", done="unit_changed")


def _find(session: Session, code: str) -> Unit:
    """Raises UnitUnknown."""
    for unit in all_units(session):
        if unit.code == code:
            return unit
    raise UnitUnknown(unit=code)
