"""Suspected duplicates: pair by pair, to be merged or said to be two."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import NowDep, SessionDep
from api.pages import forms
from api.pages.bank_work.comments import problem_of
from api.pages.bank_work.tabs import PER_PAGE, PageNumber, Text, Validator, offset_of, show_tab, views_of
from api.pages.rendering import redirect
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token
from api.security.sessions import StaffSession
from terminology import duplicates
from terminology.workflow.jobs import ask_for_duplicates

router = APIRouter(prefix="/staff/termes/doublons", dependencies=[Depends(check_form_token)])


@router.get("")
def list_pairs(
    request: Request,
    session: SessionDep,
    staff: Validator,
    page: PageNumber = 1,
    judged: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    return _list(request, session, staff, page, aside=judged == "yes")


@router.post("/chercher")
def look_again(request: Request, session: SessionDep, _staff: Validator) -> Response:
    ask_for_duplicates(session)
    return redirect(request, "/staff/termes/doublons", done="duplicates_asked")


@router.post("/{first}/{second}")
def judge(
    request: Request,
    *,
    session: SessionDep,
    staff: Validator,
    now: NowDep,
    first: ConceptNumber,
    second: ConceptNumber,
    why: Text = "",
    back: Text = "",
) -> Response:
    actor = staff.account.actor
    if back == "yes":
        duplicates.judge(session, (first, second), None, actor, now)
        return redirect(request, "/staff/termes/doublons", done="pair_suspected")
    if problem := problem_of(why, "why"):
        name = f"why-{first}-{second}"
        return _list(request, session, staff, 1, forms.Form({name: why}, {name: problem}))
    duplicates.judge(session, (first, second), why.strip(), actor, now)
    return redirect(request, "/staff/termes/doublons", done="pair_judged")


def _list(
    request: Request,
    session: SessionDep,
    staff: StaffSession,
    page: int,
    form: forms.Form | None = None,
    *,
    aside: bool = False,
) -> Response:
    found = duplicates.suspected(session, PER_PAGE, offset_of(page), judged=aside)
    numbers = {number for item in found for number in (item.pair.first, item.pair.second)}
    response = show_tab(
        request,
        session,
        staff,
        "duplicates",
        page=page,
        found=found,
        views=views_of(session, numbers),
        aside=aside,
        searched_at=duplicates.last_search(session),
        form=form or forms.Form(),
        **({"total": duplicates.count_suspected(session, judged=True)} if aside else {}),
    )
    response.status_code = 422 if form is not None else 200
    return response
