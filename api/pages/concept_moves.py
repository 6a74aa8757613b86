"""The life of an entry: handed in, sent back, taken out of use, restored."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.entry_page import show_page
from api.pages.rendering import redirect
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from kit.audit import Actor
from kit.errors import Conflict
from terminology.bank import Bank
from terminology.concepts import ConceptStatus, ConceptView
from terminology.errors import ConceptMoveNotAllowed

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
_Head = Annotated[StaffSession, Depends(require(Right.WITHDRAW_CONCEPTS))]
_Version = Annotated[int, Form(ge=1, le=2**31 - 1)]
_Move = Callable[[int, int, Actor, datetime], ConceptView]


class _Moving:
    """What each move works with."""

    def __init__(self, request: Request, session: SessionDep, services: ServicesDep, now: NowDep) -> None:
        self.request = request
        self.session: Session = session
        self.services: Services = services
        self.now = now
        self.bank = Bank(session, services.encoder)

    def make(self, move: _Move, number: int, version: int, staff: StaffSession, done: str) -> Response:
        try:
            with self.session.begin_nested():
                move(number, version, staff.account.actor, self.now)
        except Conflict as error:
            # The concept as it is now: what was read before decides nothing any more.
            form = forms.Form(errors={"": error.code}, params=error.params)
            return show_page(self.request, self.session, self.services.encoder, number, form)
        return redirect(self.request, f"/termes/{number}", done=done)


_MovingDep = Annotated[_Moving, Depends()]


@router.post("/{number}/submit")
def submit(moving: _MovingDep, staff: _Proposer, number: ConceptNumber, version: _Version) -> Response:
    """A draft waits for a terminologist again."""
    return moving.make(moving.bank.submit, number, version, staff, "concept_submitted")


@router.post("/{number}/send-back")
def send_back(moving: _MovingDep, staff: _Validator, number: ConceptNumber, version: _Version) -> Response:
    """A proposal is its author's again."""

    def move(number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        # A withdrawn entry could go the same way: that is the head's to decide (`restore`).
        status = moving.bank.get(number).status
        if status is not ConceptStatus.PROPOSED:
            target = ConceptStatus.DRAFT.value
            raise ConceptMoveNotAllowed(number=number, present=status.value, target=target)
        return moving.bank.send_back(number, version, actor, now)

    return moving.make(move, number, version, staff, "concept_sent_back")


@router.post("/{number}/withdraw")
def withdraw(moving: _MovingDep, staff: _Head, number: ConceptNumber, version: _Version) -> Response:
    return moving.make(moving.bank.withdraw, number, version, staff, "concept_withdrawn")


@router.post("/{number}/restore")
def restore(moving: _MovingDep, staff: _Head, number: ConceptNumber, version: _Version) -> Response:
    """A withdrawn entry is a draft again, with its number, its relations and its history."""
    return moving.make(moving.bank.send_back, number, version, staff, "concept_restored")
