"""Proposals that wait, and validated entries that are to be checked again."""

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.bank_work.tabs import (
    PER_PAGE,
    PageNumber,
    Proposer,
    Validator,
    Version,
    offset_of,
    show_tab,
    views_of,
)
from api.pages.entry_page import show_page
from api.pages.rendering import redirect
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token
from kit.errors import Conflict
from terminology.bank import Bank
from terminology.workflow import checking

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])


@router.get("")
def list_proposals(request: Request, services: ServicesDep, session: SessionDep, staff: Proposer) -> Response:
    concepts = Bank(session, services.encoder).waiting(PER_PAGE)
    return show_tab(request, session, staff, "proposals", concepts=concepts)


@router.get("/verifier")
def list_marked(request: Request, session: SessionDep, staff: Validator, page: PageNumber = 1) -> Response:
    found = checking.marked(session, PER_PAGE, offset_of(page))
    related = {mark.details["concept"] for _, marks in found for mark in marks if "concept" in mark.details}
    views = views_of(session, {number for number, _ in found} | related)
    return show_tab(request, session, staff, "checks", page=page, found=found, views=views)


@router.post("/{number}/confirmer")
def confirm(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: Validator,
    now: NowDep,
    number: ConceptNumber,
    version: Version,
) -> Response:
    try:
        with session.begin_nested():
            Bank(session, services.encoder).confirm(number, version, staff.account.actor, now)
    except Conflict as error:
        form = forms.Form(errors={"": error.code}, params=error.params)
        return show_page(request, session, services.encoder, number, form)
    return redirect(request, f"/termes/{number}", done="concept_confirmed")
