"""Proposing concepts, and examining what is proposed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber, show_page
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Conflict
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term, TermStatus
from terminology.domains import subject_fields
from terminology.errors import ConceptInvalid

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_WAITING = 50
_TextField = Annotated[str, Form()]
_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


@router.get("")
def list_waiting(request: Request, services: ServicesDep, session: SessionDep, _staff: _Proposer) -> Response:
    concepts = Bank(session, services.encoder).waiting(_WAITING)
    return render(request, "concepts_waiting.html", concepts=concepts)


@router.get("/new")
def show_form(request: Request, session: SessionDep, _staff: _Proposer, q: str = "") -> Response:
    """`q`: what was searched for in vain, as a beginning."""
    form = forms.Form({"french": q, "domain": ""})
    return render(request, "concept_form.html", form=form, fields_of=subject_fields(session))


@router.post("/new")
def propose(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Proposer,
    now: NowDep,
    french: _TextField = "",
    french_others: _TextField = "",
    french_definition: _TextField = "",
    english: _TextField = "",
    english_others: _TextField = "",
    english_definition: _TextField = "",
    domain: _TextField = "",
    source: _TextField = "",
    note: _TextField = "",
) -> Response:
    typed = {
        "french": french,
        "french_others": french_others,
        "french_definition": french_definition,
        "english": english,
        "english_others": english_others,
        "english_definition": english_definition,
        "domain": domain,
        "source": source,
        "note": note,
    }
    errors = {name: f"{name}_missing" for name in ("french", "english") if not typed[name].strip()}
    if not errors:
        try:
            with session.begin_nested():
                concept = Bank(session, services.encoder).propose(_draft(typed), staff.account.actor, now)
        except ConceptInvalid as error:
            errors = {"": error.code}
        else:
            return redirect(request, f"/termes/{concept.number}", done="concept_proposed")
    form = forms.Form(typed, errors)
    return render(request, "concept_form.html", status=422, form=form, fields_of=subject_fields(session))


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


def _draft(typed: dict[str, str]) -> ConceptDraft:
    terms: list[Term] = []
    definitions: list[Definition] = []
    for language, name in ((Language.FR, "french"), (Language.EN, "english")):
        terms.append(Term(typed[name], language, source=typed["source"]))
        terms.extend(
            Term(line, language, TermStatus.ADMITTED, source=typed["source"])
            for line in typed[f"{name}_others"].splitlines()
            if line.strip()
        )
        if text := typed[f"{name}_definition"].strip():
            definitions.append(Definition(text, language, typed["source"]))
    domains = (typed["domain"],) if typed["domain"] else ()
    return ConceptDraft(tuple(terms), tuple(definitions), domains, note=typed["note"])
