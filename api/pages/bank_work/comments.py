"""Comments on entries: begun and answered on the entry's page, listed while they are open."""

import unicodedata

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.bank_work.tabs import PER_PAGE, Id, PageNumber, Proposer, Text, offset_of, show_tab, views_of
from api.pages.entry_page import show_page
from api.pages.rendering import redirect
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token
from api.security.roles import Right
from terminology.merging import present_number
from terminology.workflow import comments

__all__ = ["problem_of", "router"]

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_LONGEST = 2_000  # characters


def problem_of(text: str, name: str) -> str | None:
    """What is wrong with a remark, as the code of a sentence; None for one that can be kept."""
    if not text.strip():
        return f"{name}_missing"
    if len(text) > _LONGEST:
        return "text_too_long_to_keep"
    shown = text.replace("\n", "").replace("\r", "").replace("\t", "")
    if any(unicodedata.category(mark) in {"Cc", "Cs"} for mark in shown):
        return "text_with_controls"
    return None


@router.get("/commentaires")
def list_open(request: Request, session: SessionDep, staff: Proposer, page: PageNumber = 1) -> Response:
    threads = comments.open_threads(session, PER_PAGE, offset_of(page))
    views = views_of(session, {thread.first.concept for thread in threads})
    return show_tab(request, session, staff, "comments", page=page, threads=threads, views=views)


@router.post("/{number}/commentaires")
def add(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: Proposer,
    now: NowDep,
    number: ConceptNumber,
    text: Text = "",
    reply_to: Text = "",
) -> Response:
    number = present_number(session, number)
    field = f"reply-{reply_to}" if reply_to else "comment"
    if problem := problem_of(text, "comment"):
        form = forms.Form({field: text}, {field: problem})
        return show_page(request, session, services.encoder, number, form)
    actor = staff.account.actor
    if reply_to.isascii() and reply_to.isdecimal():
        comments.reply(session, int(reply_to[:18]), text.strip(), actor, now)
    else:
        comments.add(session, number, text.strip(), actor, now)
    return redirect(request, f"/termes/{number}#discussion", done="comment_added")


@router.post("/commentaires/{comment}/clore")
def settle(request: Request, *, session: SessionDep, staff: Proposer, now: NowDep, comment: Id) -> Response:
    may_all = staff.account.may(Right.VALIDATE_CONCEPTS)
    first = comments.settle(session, comment, staff.account.actor, now, may_settle_all=may_all)
    return redirect(request, f"/termes/{first.concept}#discussion", done="comment_settled")
