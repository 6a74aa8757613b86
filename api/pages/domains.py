"""Subject fields: the tree to browse, the concepts of each field, and tending the tree."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, SessionDep
from api.i18n import choose_language
from api.pages import forms
from api.pages.paging import Paging
from api.pages.rendering import redirect, render
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import DomainError
from terminology import repository, subject_tree
from terminology.concepts import Language
from terminology.domains import SubjectField, subject_fields
from terminology.errors import FlawsFound, SubjectFieldChangedMeanwhile, SubjectFieldNotFound

router = APIRouter()

_SHOWN = 50
_LARGEST_PAGE = 1_000_000
_Head = Annotated[StaffSession, Depends(require(Right.TEND_SUBJECT_FIELDS))]
_Text = Annotated[str, Form()]


@router.get("/termes/domaines")
def show_tree(request: Request, session: SessionDep) -> Response:
    return _show_tree(request, session, forms.Form())


@router.get("/termes/domaines/{code}")
def show_field(
    request: Request,
    session: SessionDep,
    code: str,
    page: Annotated[int, Query(ge=1, le=_LARGEST_PAGE)] = 1,
) -> Response:
    return _show_field(request, session, code, page=page)


@router.post("/staff/domaines", dependencies=[Depends(check_form_token)])
def add(
    request: Request,
    *,
    session: SessionDep,
    staff: _Head,
    now: NowDep,
    fr: _Text = "",
    en: _Text = "",
    parent: _Text = "",
) -> Response:
    try:
        made = subject_tree.add(session, fr, en, parent or None, actor=staff.account.actor, now=now)
    except FlawsFound as error:
        form = _refused({"fr": fr, "en": en, "parent": parent}, error)
        return _show_tree(request, session, form)
    return redirect(request, f"/termes/domaines/{made.code}", done="domain_added")


@router.post("/staff/domaines/{code}", dependencies=[Depends(check_form_token)])
def change(
    request: Request,
    *,
    session: SessionDep,
    staff: _Head,
    now: NowDep,
    code: str,
    fr: _Text = "",
    en: _Text = "",
    parent: _Text = "",
    was_fr: _Text = "",
    was_en: _Text = "",
    was_parent: _Text = "",
) -> Response:
    """The names and place that were read go along: they are the field's version."""
    read = SubjectField(code, was_fr, was_en, was_parent or None)
    try:
        subject_tree.change(session, read, fr, en, parent or None, actor=staff.account.actor, now=now)
    except (FlawsFound, SubjectFieldChangedMeanwhile) as error:
        form = _refused({"fr": fr, "en": en, "parent": parent}, error)
        return _show_field(request, session, code, form)
    return redirect(request, f"/termes/domaines/{code}", done="domain_changed")


def _refused(typed: dict[str, str], error: DomainError) -> forms.Form:
    flaws = error.flaws if isinstance(error, FlawsFound) else ()
    if not flaws:
        return forms.Form(typed, {"": error.code}, error.params)
    errors = {str(flaw.params.get("field", "")): flaw.code for flaw in reversed(flaws)}
    return forms.Form(typed, errors, flaws[0].params)


def _show_tree(request: Request, session: Session, form: forms.Form) -> Response:
    language = Language(choose_language(request))
    return render(
        request,
        "domains.html",
        status=422 if form.refused else 200,
        form=form,
        branches=subject_tree.branches(session, language),
        fields_of=subject_fields(session),
    )


def _show_field(
    request: Request, session: Session, code: str, form: forms.Form | None = None, *, page: int = 1
) -> Response:
    fields = {item.code: item for item in subject_fields(session)}
    if code not in fields:
        raise SubjectFieldNotFound(domain=code)
    found = fields[code]
    language = Language(choose_language(request))
    offset = (page - 1) * _SHOWN
    numbers, total = subject_tree.concepts_in(session, code, language, offset=offset, limit=_SHOWN)
    shown = {"fr": found.fr, "en": found.en, "parent": found.parent or ""}
    return render(
        request,
        "domain.html",
        status=(409 if "" in form.errors else 422) if form else 200,
        form=form or forms.Form(shown),
        field=found,
        above=fields.get(found.parent or ""),
        below=[item for item in fields.values() if item.parent == code],
        concepts=list(repository.load(session, numbers).values()),
        fields_of=list(fields.values()),
        languages=tuple(Language),
        paging=Paging(page, _SHOWN, total),
    )
