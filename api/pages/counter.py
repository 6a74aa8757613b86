"""Registering a request at the counter of the Bureau des Requêtes."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, StringConstraints
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.errors import problem_of
from api.i18n import LANGUAGES, choose_language
from api.pages import forms
from api.pages.rendering import render
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Conflict, Invalid
from relance.dossiers import Dossiers
from relance.procedures import citizen_procedures
from relance.views import Registration

router = APIRouter(prefix="/staff/dossiers/new", dependencies=[Depends(check_form_token)])

Registrar = Annotated[StaffSession, Depends(require(Right.REGISTER_DOSSIERS))]

_FIELDS = {
    "procedure_unknown": "procedure",
    "subject_wrong": "subject",
    "name_wrong": "name",
    "contact_missing": "phone",
    "phone_wrong": "phone",
    "email_wrong": "email",
    "consent_missing": "consent",
    "language_unknown": "citizen_language",
}


@router.get("")
def show_form(request: Request, session: SessionDep, _staff: Registrar) -> Response:
    form = forms.Form({"key": secrets.token_urlsafe(24), "citizen_language": choose_language(request)})
    return _show(request, session, form)


class CounterForm(BaseModel):
    """What stands in the fields, as typed. `key` makes sending it twice harmless."""

    key: Annotated[str, StringConstraints(min_length=16, max_length=64)]
    procedure: str = ""
    subject: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    citizen_language: str = ""
    consent: str = ""

    def registration(self) -> Registration:
        return Registration(
            procedure=self.procedure,
            subject=self.subject,
            name=self.name,
            phone=self.phone,
            email=self.email,
            language=self.citizen_language,
            consent=self.consent == "yes",
            channel="counter",
        )

    def key_of(self, staff: StaffSession) -> str:
        """Of this account only: a key seen over a shoulder opens nobody's receipt."""
        return f"counter:{staff.account.id}:{self.key}"


TypedForm = Annotated[CounterForm, Form()]


@router.post("")
def register(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: Registrar,
    now: NowDep,
    typed: TypedForm,
) -> Response:
    """The receipt is shown at once, not after a redirect: the secret code is kept nowhere."""
    try:
        with session.begin_nested():
            receipt = Dossiers(session, services.secrets.code_key).register(
                typed.registration(),
                idempotency_key=typed.key_of(staff),
                actor=staff.account.actor,
                now=now,
            )
    except (Invalid, Conflict) as error:
        form = forms.Form(typed.model_dump(), {_FIELDS.get(error.code, ""): error.code}, error.params)
        return _show(request, session, form, problem_of(error, choose_language(request)).status)
    return render(request, "receipt.html", receipt=receipt, subject=typed.subject, typed=typed.model_dump())


def _show(request: Request, session: Session, form: forms.Form, status: int = 200) -> Response:
    procedures = citizen_procedures(session)
    return render(
        request, "counter.html", status=status, form=form, procedures=procedures, languages=LANGUAGES
    )
