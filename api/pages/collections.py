"""Collections of concepts: saved sets, one's own and shared ones."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy.orm import Session

from api.dependencies import NowDep, SessionDep
from api.pages import forms
from api.pages.paging import Paging
from api.pages.rendering import redirect, render
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Conflict, Invalid
from terminology import repository
from terminology.collections import Collection, Collections
from terminology.concepts import Language

router = APIRouter(prefix="/staff/collections", dependencies=[Depends(check_form_token)])

_LARGEST = 2**31 - 1
_SHOWN = 30
_MOST_AT_ONCE = 200
_Member = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Id = Annotated[int, Path(ge=1, le=_LARGEST)]
_Number = Annotated[int, Form(ge=1, le=_LARGEST)]
_Numbers = Annotated[
    list[Annotated[int, Field(ge=1, le=_LARGEST)]], Form(default_factory=list, max_length=_MOST_AT_ONCE)
]
_Text = Annotated[str, Form()]


@router.get("")
def list_collections(request: Request, session: SessionDep, staff: _Member) -> Response:
    return _show_list(request, session, staff, forms.Form())


@router.post("")
def create(
    request: Request,
    *,
    session: SessionDep,
    staff: _Member,
    now: NowDep,
    fr: _Text = "",
    en: _Text = "",
    shared: _Text = "",
) -> Response:
    try:
        made = Collections(session, staff.account.actor).create(fr, en, shared=shared == "yes", now=now)
    except Invalid as error:
        form = forms.Form(
            {"fr": fr, "en": en, "shared": shared}, {"fr": _reason(error)}, _reason_params(error)
        )
        return _show_list(request, session, staff, form)
    return redirect(request, f"/staff/collections/{made.id}", done="collection_created")


@router.post("/ajouter")
def put_in(
    request: Request,
    *,
    session: SessionDep,
    staff: _Member,
    now: NowDep,
    collection: _Number,
    concept: _Numbers,
    back: _Text = "",
) -> Response:
    """From an entry, or from the results of a search (several at once)."""
    Collections(session, staff.account.actor).put_in(collection, concept, now)
    return redirect(request, _back(back, collection, concept), done="collected")


@router.get("/{collection}")
def show(
    request: Request,
    session: SessionDep,
    staff: _Member,
    collection: _Id,
    page: Annotated[int, Query(ge=1, le=_LARGEST // _SHOWN)] = 1,
) -> Response:
    found = Collections(session, staff.account.actor).get(collection)
    return _show_one(request, session, staff, found, page=page)


@router.post("/{collection}")
def change(
    request: Request,
    *,
    session: SessionDep,
    staff: _Member,
    now: NowDep,
    collection: _Id,
    version: _Number,
    fr: _Text = "",
    en: _Text = "",
    shared: _Text = "",
) -> Response:
    mine = Collections(session, staff.account.actor)
    try:
        mine.change(collection, version, fr, en, shared=shared == "yes", now=now)
    except (Invalid, Conflict) as error:
        code = _reason(error) if isinstance(error, Invalid) else error.code
        typed = {"fr": fr, "en": en, "shared": shared}
        form = forms.Form(typed, {"fr" if isinstance(error, Invalid) else "": code}, _reason_params(error))
        return _show_one(request, session, staff, mine.get(collection), form)
    return redirect(request, f"/staff/collections/{collection}", done="collection_changed")


@router.post("/{collection}/supprimer")
def delete(
    request: Request,
    *,
    session: SessionDep,
    staff: _Member,
    now: NowDep,
    collection: _Id,
    version: _Number,
) -> Response:
    mine = Collections(session, staff.account.actor)
    try:
        mine.delete(collection, version, now)
    except Conflict as error:
        form = forms.Form(errors={"": error.code}, params=error.params)
        return _show_one(request, session, staff, mine.get(collection), form)
    return redirect(request, "/staff/collections", done="collection_deleted")


@router.post("/{collection}/enlever")
def take_out(
    request: Request,
    *,
    session: SessionDep,
    staff: _Member,
    collection: _Id,
    concept: _Numbers,
    back: _Text = "",
) -> Response:
    Collections(session, staff.account.actor).take_out(collection, concept)
    return redirect(request, _back(back, collection, concept), done="taken_out")


def _show_list(request: Request, session: Session, staff: StaffSession, form: forms.Form) -> Response:
    collections = Collections(session, staff.account.actor).all()
    status = 422 if form.refused else 200
    return render(request, "collections.html", status=status, form=form, collections=collections)


def _show_one(
    request: Request,
    session: Session,
    staff: StaffSession,
    found: Collection,
    form: forms.Form | None = None,
    *,
    page: int = 1,
) -> Response:
    numbers = Collections(session, staff.account.actor).page(
        found.id, offset=(page - 1) * _SHOWN, limit=_SHOWN
    )
    shown = {"fr": found.fr, "en": found.en, "shared": "yes" if found.shared else ""}
    return render(
        request,
        "collection.html",
        status=409 if form and "" in form.errors else (422 if form else 200),
        form=form or forms.Form(shown),
        collection=found,
        mine=found.owner == staff.account.actor.reference,
        concepts=list(repository.load(session, numbers).values()),
        languages=tuple(Language),
        paging=Paging(page, _SHOWN, found.size),
    )


def _back(to: str, collection: int, concepts: list[int]) -> str:
    return f"/termes/{concepts[0]}" if to == "concept" and concepts else f"/staff/collections/{collection}"


def _reason(error: Invalid | Conflict) -> str:
    flaws = getattr(error, "flaws", ())
    return flaws[0].code if flaws else error.code


def _reason_params(error: Invalid | Conflict) -> dict[str, object]:
    flaws = getattr(error, "flaws", ())
    return dict(flaws[0].params) if flaws else dict(error.params)
