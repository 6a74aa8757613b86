"""Concepts of the bank: read, propose, validate."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, status
from fastapi.responses import RedirectResponse

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.security.access import VisitorDep, check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.concept_bodies import (
    ConceptAnswer,
    ConceptContent,
    ConceptVersion,
    HoldingCollection,
    ReadConcept,
)
from api.v1.fields import ConceptNumber, answers_of
from terminology.bank import Bank
from terminology.collections import collections_of
from terminology.concepts import ConceptStatus, ConceptView
from terminology.errors import ConceptMerged, ConceptNotFound
from terminology.links import relations

router = APIRouter(prefix="/concepts", tags=["terminology"], dependencies=[Depends(check_same_origin)])

_PUBLIC = frozenset({ConceptStatus.VALIDATED, ConceptStatus.WITHDRAWN})
ProposerDep = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
ValidatorDep = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


@router.get(
    "/{number}",
    response_model=ReadConcept,
    responses=answers_of(404) | {301: {"description": "Merged into the concept at `Location`."}},
)
def read_concept(
    number: ConceptNumber, session: SessionDep, services: ServicesDep, staff: VisitorDep
) -> ReadConcept | RedirectResponse:
    """Drafts and proposals are for the staff, as are relations to them, and collections. The number of a
    merged concept redirects to the one that stands for it.
    """
    try:
        concept = Bank(session, services.encoder).get(number)
    except ConceptMerged as moved:
        return RedirectResponse(
            f"/api/v1/concepts/{moved.survivor}",
            status_code=status.HTTP_301_MOVED_PERMANENTLY,
            headers={"Cache-Control": "no-cache"},
        )
    if concept.status not in _PUBLIC and staff is None:
        raise ConceptNotFound(number=number)
    if staff is None or not staff.account.may(Right.PROPOSE_CONCEPTS):
        said = relations.for_readers(session, concept.relations)
        return ReadConcept(**_answer(replace(concept, relations=said)).model_dump())
    holding = collections_of(session, number, staff.account.actor)
    return ReadConcept(
        **_answer(concept).model_dump(),
        collections=[HoldingCollection.model_validate(item) for item in holding],
    )


@router.post("", status_code=status.HTTP_201_CREATED, responses=answers_of(401, 403, 503))
def propose_concept(
    body: ConceptContent, staff: ProposerDep, session: SessionDep, services: ServicesDep, now: NowDep
) -> ConceptAnswer:
    return _answer(Bank(session, services.encoder).propose(body.draft(), staff.account.actor, now))


@router.post("/{number}/validate", responses=answers_of(401, 403, 404, 409, 503))
def validate_concept(
    number: ConceptNumber,
    body: ConceptVersion,
    *,
    staff: ValidatorDep,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    bank = Bank(session, services.encoder)
    return _answer(bank.validate(number, body.version, staff.account.actor, now))


def _answer(concept: ConceptView) -> ConceptAnswer:
    return ConceptAnswer.model_validate(concept)
