"""The terminology bank: search, read, propose, validate."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, status
from pydantic import Field, StringConstraints

from api.dependencies import NowDep, SearchDep, ServicesDep, SessionDep
from api.security.access import VisitorDep, check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.fields import Answer, Body, ConceptNumber, answers_of
from terminology.bank import Bank
from terminology.concepts import (
    DEFINITION_LIMIT,
    TERM_LIMIT,
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Reliability,
    Term,
    TermStatus,
    TermType,
)
from terminology.errors import ConceptNotFound
from terminology.search import Query as TermQuery
from terminology.search import Why
from terminology.search.query import LONGEST_QUERY

router = APIRouter(tags=["terminology"])

_PUBLIC = frozenset({ConceptStatus.VALIDATED, ConceptStatus.WITHDRAWN})
_MOST_HITS = 100
_Note = Annotated[str, StringConstraints(max_length=DEFINITION_LIMIT)]
_Short = Annotated[str, StringConstraints(max_length=200)]
_Long = Annotated[str, StringConstraints(max_length=2000)]

ProposerDep = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
ValidatorDep = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


class FoundTermAnswer(Answer):
    text: str
    language: Language
    status: TermStatus


class HitAnswer(Answer):
    concept: int
    source_terms: list[FoundTermAnswer]
    target_terms: list[FoundTermAnswer]
    definition: str
    score: float
    why: list[Why]


class SearchAnswer(Answer):
    query: str
    language: Language
    hits: list[HitAnswer]


class TermBody(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=TERM_LIMIT)]
    language: Language
    status: TermStatus = TermStatus.PREFERRED
    term_type: TermType = TermType.FULL_FORM
    part_of_speech: _Short = ""
    gender: _Short = ""
    number: _Short = ""
    region: _Short = ""
    reliability: int = Field(default=Reliability.RELIABLE, ge=1, le=4)
    context: _Long = ""
    source: _Long = ""
    note: _Long = ""


class DefinitionBody(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=DEFINITION_LIMIT)]
    language: Language
    source: _Long = ""


class NewConcept(Body):
    terms: list[TermBody] = Field(min_length=1, max_length=200)
    definitions: list[DefinitionBody] = Field(default=[], max_length=20)
    domains: list[_Short] = Field(default=[], max_length=20)
    note: _Note = ""
    origin: _Long = ""


class TermAnswer(FoundTermAnswer):
    term_type: TermType
    part_of_speech: str
    gender: str
    number: str
    region: str
    reliability: int
    context: str
    source: str
    note: str


class DefinitionAnswer(Answer):
    text: str
    language: Language
    source: str


class ConceptAnswer(Answer):
    """`version` goes back with every change."""

    number: int
    version: int
    status: ConceptStatus
    terms: list[TermAnswer]
    definitions: list[DefinitionAnswer]
    domains: list[str]
    note: str
    origin: str
    extra: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class ConceptVersion(Body):
    version: int = Field(ge=1, le=2**31 - 1, description="The one that was read; another one is a conflict.")


@router.get("/terms/search", responses=answers_of(503))
def search_terms(
    search: SearchDep,
    *,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)],
    source: Annotated[Language | None, Query(description="Language of `q`; found out if absent.")] = None,
    target: Annotated[Language | None, Query(description="Language wanted; the other one if absent.")] = None,
    domain: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_HITS)] = 20,
) -> SearchAnswer:
    found = search.search(TermQuery(q, source, target, domain, limit))
    return SearchAnswer.model_validate(found)


@router.get("/concepts/{number}", responses=answers_of(404))
def read_concept(
    number: ConceptNumber, session: SessionDep, services: ServicesDep, staff: VisitorDep
) -> ConceptAnswer:
    """Drafts and proposals are for the staff."""
    concept = Bank(session, services.encoder).get(number)
    if concept.status not in _PUBLIC and staff is None:
        raise ConceptNotFound(number=number)
    return _answer(concept)


@router.post(
    "/concepts",
    status_code=status.HTTP_201_CREATED,
    responses=answers_of(401, 403, 503),
    dependencies=[Depends(check_same_origin)],
)
def propose_concept(
    body: NewConcept, staff: ProposerDep, session: SessionDep, services: ServicesDep, now: NowDep
) -> ConceptAnswer:
    draft = ConceptDraft(
        terms=tuple(Term(**term.model_dump()) for term in body.terms),
        definitions=tuple(Definition(**definition.model_dump()) for definition in body.definitions),
        domains=tuple(body.domains),
        note=body.note,
        origin=body.origin,
    )
    return _answer(Bank(session, services.encoder).propose(draft, staff.account.actor, now))


@router.post(
    "/concepts/{number}/validate",
    responses=answers_of(401, 403, 404, 409, 503),
    dependencies=[Depends(check_same_origin)],
)
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
