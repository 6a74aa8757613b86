"""What became of a concept: every change with its author, and going back."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.entry_page import show_page
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from kit.errors import Conflict
from terminology.bank import Bank
from terminology.differences import Change, changes
from terminology.domains import subject_fields
from terminology.errors import ConceptInvalid
from terminology.merging import survivors
from terminology.repository import Revision
from terminology.workflow import checking
from terminology.workflow.marks import Editor

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_Reader = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
_Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class _Step:
    revision: Revision
    changes: list[Change]


@router.get("/{number}/history")
def show_history(
    request: Request, services: ServicesDep, session: SessionDep, _staff: _Reader, number: ConceptNumber
) -> Response:
    bank = Bank(session, services.encoder)
    steps = _steps(bank.revisions(number))
    return render(
        request,
        "concept_history.html",
        concept=bank.as_stored(number),
        steps=steps,
        names={field.code: field for field in subject_fields(session)},
        survivor=survivors(session, [number]).get(number),
        checks=checking.marks_of(session, number, cleared=True),
    )


def _steps(revisions: list[Revision]) -> list[_Step]:
    """Newest first, each against the one before it."""
    states = [(item.draft, item.status) for item in revisions]
    found = [
        _Step(item, changes(before, after))
        for item, (after, before) in zip(revisions, pairwise(states), strict=False)
    ]
    return [*found, _Step(revisions[-1], changes(None, states[-1]))]


@router.post("/{number}/revert")
def revert(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Validator,
    now: NowDep,
    number: ConceptNumber,
    version: _Version,
    to_version: _Version,
) -> Response:
    try:
        with session.begin_nested():
            bank = Bank(session, services.encoder)
            actor = staff.account.actor
            bank.revert(number, version, to_version, actor, now, editor=Editor.VALIDATOR)
    except (Conflict, ConceptInvalid) as error:
        return _refused(request, session, services, number, error)
    return redirect(request, f"/termes/{number}", done="concept_reverted")


def _refused(
    request: Request, session: Session, services: Services, number: int, error: Conflict | ConceptInvalid
) -> Response:
    """The concept as it is now, under who changed it: what was read before decides nothing any more."""
    form = forms.Form(errors={"": error.code}, params=error.params)
    if isinstance(error, ConceptInvalid):  # its relations of then make a circle with those of now
        form = forms.Form(errors={"": error.flaws[0].code}, params=error.flaws[0].params)
    return show_page(request, session, services.encoder, number, form)
