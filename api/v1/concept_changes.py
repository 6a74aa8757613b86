"""Changing a concept that is there: new content, out of use, an earlier version again; and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from fastapi import APIRouter, Depends

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.security.access import check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.concept_bodies import ConceptAnswer, ConceptContent, ConceptVersion, Version
from api.v1.fields import Answer, Body, ConceptNumber, answers_of
from terminology.bank import Bank
from terminology.concepts import ConceptStatus, Language
from terminology.conflicts import explain
from terminology.differences import Change, changes
from terminology.errors import ConceptChangedMeanwhile
from terminology.repository import Revision
from terminology.workflow.marks import Editor

router = APIRouter(
    prefix="/concepts/{number}", tags=["terminology"], dependencies=[Depends(check_same_origin)]
)

_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
_Head = Annotated[StaffSession, Depends(require(Right.WITHDRAW_CONCEPTS))]


class RevisedConcept(ConceptContent):
    """The whole content, made from `version`."""

    version: Version


class RevertedConcept(Body):
    version: Version
    to_version: Version


class ChangeAnswer(Answer):
    """`field` of the concept, or of one `term` of it; an empty side: nothing was, or is, there."""

    field: str
    before: str
    after: str
    language: Language | None
    term: str


class RevisionAnswer(Answer):
    version: int
    action: str
    author: str
    at: datetime
    status: ConceptStatus
    changes: Sequence[ChangeAnswer]


class HistoryAnswer(Answer):
    """Newest first, each with what it changed."""

    number: int
    revisions: list[RevisionAnswer]


@router.put("", responses=answers_of(401, 403, 404, 409, 503))
def revise_concept(
    number: ConceptNumber,
    body: RevisedConcept,
    *,
    staff: _Proposer,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """The content replaced whole. When somebody else saved first: 409, whose `params` say who (`revisions`),
    what (`changes`), and where both touched the same (`clashes`).
    """
    bank = Bank(session, services.encoder)
    editor = Editor.VALIDATOR if staff.account.may(Right.VALIDATE_CONCEPTS) else Editor.PROPOSER
    draft = body.draft()
    try:
        with session.begin_nested():
            revised = bank.revise(number, body.version, draft, staff.account.actor, now, editor=editor)
    except ConceptChangedMeanwhile as error:
        raise _explained(error, bank, body) from error
    return ConceptAnswer.model_validate(revised)


@router.post("/submit", responses=answers_of(401, 403, 404, 409, 503))
def submit_concept(
    number: ConceptNumber,
    body: ConceptVersion,
    *,
    staff: _Proposer,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """A draft waits for validation again."""
    bank = Bank(session, services.encoder)
    return ConceptAnswer.model_validate(bank.submit(number, body.version, staff.account.actor, now))


@router.post("/restore", responses=answers_of(401, 403, 404, 409, 503))
def restore_concept(
    number: ConceptNumber,
    body: ConceptVersion,
    *,
    staff: _Head,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """A withdrawn concept, or a proposal, is a draft again. For the head of translation."""
    bank = Bank(session, services.encoder)
    return ConceptAnswer.model_validate(bank.send_back(number, body.version, staff.account.actor, now))


@router.post("/withdraw", responses=answers_of(401, 403, 404, 409, 503))
def withdraw_concept(
    number: ConceptNumber,
    body: ConceptVersion,
    *,
    staff: _Head,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """Out of use; it keeps its number and its history. For the head of translation."""
    bank = Bank(session, services.encoder)
    return ConceptAnswer.model_validate(bank.withdraw(number, body.version, staff.account.actor, now))


@router.post("/revert", responses=answers_of(401, 403, 404, 409, 503))
def revert_concept(
    number: ConceptNumber,
    body: RevertedConcept,
    *,
    staff: _Validator,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """The content of an earlier version again, as a new one."""
    bank = Bank(session, services.encoder)
    actor = staff.account.actor
    reverted = bank.revert(number, body.version, body.to_version, actor, now, editor=Editor.VALIDATOR)
    return ConceptAnswer.model_validate(reverted)


@router.get("/history", responses=answers_of(401, 403, 404))
def read_history(
    number: ConceptNumber, _staff: _Proposer, session: SessionDep, services: ServicesDep
) -> HistoryAnswer:
    revisions = Bank(session, services.encoder).revisions(number)
    states = [None, *((item.draft, item.status) for item in reversed(revisions))]
    steps = [
        _revision(item, changes(before, after) if after else [])
        for item, (before, after) in zip(reversed(revisions), pairwise(states), strict=True)
    ]
    return HistoryAnswer(number=number, revisions=steps[::-1])


def _revision(item: Revision, found: Sequence[Change]) -> RevisionAnswer:
    return RevisionAnswer(
        version=item.version,
        action=item.action,
        author=item.author.name or item.author.kind.value,
        at=item.at,
        status=item.status,
        changes=[ChangeAnswer.model_validate(change) for change in found],
    )


def _explained(error: ConceptChangedMeanwhile, bank: Bank, body: RevisedConcept) -> ConceptChangedMeanwhile:
    number = error.params["number"]
    assert isinstance(number, int)
    lost = explain(bank, number, body.version, body.draft())
    told: Mapping[str, object] = {
        "revisions": [
            {
                "version": item.version,
                "action": item.action,
                "author": item.author.name,
                "at": item.at.isoformat(),
            }
            for item in lost.revisions
        ],
        "changes": [asdict(change) for change in lost.changes],
        "clashes": [asdict(clash) for clash in lost.clashes],
    }
    return ConceptChangedMeanwhile(**error.params, **told)
