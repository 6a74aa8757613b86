"""The gap list: what readers search for in vain, one click from a proposal."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.gap_notes import still_open
from api.pages.bank_work.tabs import PER_PAGE, PageNumber, Proposer, Validator, offset_of, show_tab
from api.pages.rendering import redirect
from api.security.access import check_form_token
from terminology.gaps import counting

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_Key = Annotated[str, Form(max_length=500)]


@router.get("/lacunes")
def list_gaps(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: Proposer,
    now: NowDep,
    page: PageNumber = 1,
    dismissed: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    aside = dismissed == "yes"
    found = counting.gaps(session, PER_PAGE, offset_of(page), dismissed=aside)
    if not aside:
        found = still_open(services, session, found, now.date())
    total = {"total": counting.count(session, dismissed=True)} if aside else {}
    return show_tab(request, session, staff, "gaps", page=page, gaps=found, aside=aside, **total)


@router.post("/lacunes/ecarter")
def dismiss(
    request: Request,
    *,
    session: SessionDep,
    staff: Validator,
    now: NowDep,
    folded: _Key,
    language: _Key,
    back: _Key = "",
) -> Response:
    counting.dismiss(session, (folded, language), staff.account.name, now.date(), back=back == "yes")
    return redirect(request, "/staff/termes/lacunes", done="gap_back" if back == "yes" else "gap_dismissed")
