"""Examining what is proposed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.entry_page import show_page
from api.pages.rendering import redirect
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Conflict
from terminology.bank import Bank

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


@router.post("/{number}/validate")
def validate(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Validator,
    now: NowDep,
    number: ConceptNumber,
    version: Annotated[int, Form()],
) -> Response:
    try:
        with session.begin_nested():
            Bank(session, services.encoder).validate(number, version, staff.account.actor, now)
    except Conflict as error:
        form = forms.Form(errors={"": error.code}, params=error.params)
        return show_page(request, session, services.encoder, number, form)
    return redirect(request, f"/termes/{number}", done="concept_validated")
