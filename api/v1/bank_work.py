"""Around an entry: comments, checks, merges, suspected duplicates, and what readers report."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from api.dependencies import CITIZEN, LanguageDep, NowDep, PeerDep, SearchDep, ServicesDep, SessionDep
from api.limits import network_of
from api.reader_reports import REPORTS_A_NETWORK, is_address
from api.security.access import VisitorDep, check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.concept_bodies import ConceptAnswer, ConceptVersion, Version
from api.v1.fields import Answer, Body, ConceptNumber, Prose, answers_of
from api.v1.terms import HitAnswer
from terminology import merging
from terminology.bank import Bank
from terminology.concepts import TERM_LIMIT, ConceptStatus, Language, Term
from terminology.duplicates import Likeness, suspects_of
from terminology.errors import ConceptNotFound
from terminology.merging import Read
from terminology.workflow import FeedbackKind, checking, comments, feedback
from terminology.workflow.feedback import Received
from terminology.workflow.marks import MarkReason

router = APIRouter(tags=["terminology"], dependencies=[Depends(check_same_origin)])

_MOST_TERMS = 20
_LARGEST = 2**31 - 1
_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
_Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


class CommentAnswer(Answer):
    """`written_on`: the concept it was written on, before a merge moved it."""

    id: int
    concept: int
    written_on: int
    author: str
    at: datetime
    text: str


class ThreadAnswer(Answer):
    first: CommentAnswer
    replies: list[CommentAnswer]
    resolved_at: datetime | None
    resolved_by: str | None


class NewComment(Body):
    text: Prose
    reply_to: int | None = Field(default=None, ge=1, description="A comment of the thread to answer in.")


class MarkAnswer(Answer):
    """`details`: the `fields` that changed, or the related `concept`. Open while `cleared_at` is null."""

    reason: MarkReason
    details: dict[str, list[str] | int]
    raised_at: datetime
    raised_by: str
    cleared_at: datetime | None
    cleared_by: str | None


class Merge(Body):
    """Both versions as they were read; `preferred`: the term to prefer, by language."""

    version: Version
    into: Annotated[int, Field(ge=1, le=_LARGEST)]
    into_version: Version
    preferred: dict[Language, Annotated[str, StringConstraints(max_length=TERM_LIMIT)]] = Field(default={})


class WrittenTerm(Body):
    text: Annotated[str, StringConstraints(max_length=TERM_LIMIT)]
    language: Language


class Written(Body):
    """The terms of an entry that is being written; `number`: the one that is being edited."""

    terms: list[WrittenTerm] = Field(max_length=_MOST_TERMS)
    number: int | None = Field(default=None, ge=1, le=_LARGEST)


class SuspectAnswer(Answer):
    likeness: Likeness
    hit: HitAnswer


def _address(value: str) -> str:
    if value and not is_address(value):
        raise PydanticCustomError("email_wrong", "not an address")
    return value


class Report(Body):
    kind: FeedbackKind
    message: Prose
    email: Annotated[str, StringConstraints(max_length=200), AfterValidator(_address)] = ""


@router.get("/concepts/{number}/comments", responses=answers_of(401, 403))
def list_comments(number: ConceptNumber, session: SessionDep, _staff: _Proposer) -> list[ThreadAnswer]:
    """Open threads first."""
    return [ThreadAnswer.model_validate(thread) for thread in comments.threads_of(session, number)]


@router.post(
    "/concepts/{number}/comments", status_code=status.HTTP_201_CREATED, responses=answers_of(401, 403, 404)
)
def add_comment(
    number: ConceptNumber, body: NewComment, session: SessionDep, staff: _Proposer, now: NowDep
) -> CommentAnswer:
    actor = staff.account.actor
    if body.reply_to is not None:
        return CommentAnswer.model_validate(comments.reply(session, body.reply_to, body.text, actor, now))
    written = comments.add(session, merging.present_number(session, number), body.text, actor, now)
    return CommentAnswer.model_validate(written)


@router.post("/comments/{comment}/settle", responses=answers_of(401, 403, 404))
def settle_comment(comment: _Id, session: SessionDep, staff: _Proposer, now: NowDep) -> CommentAnswer:
    """The thread needs nothing more: for who began it, and for terminologists."""
    may_all = staff.account.may(Right.VALIDATE_CONCEPTS)
    first = comments.settle(session, comment, staff.account.actor, now, may_settle_all=may_all)
    return CommentAnswer.model_validate(first)


@router.get("/concepts/{number}/marks", responses=answers_of(401, 403))
def list_marks(
    number: ConceptNumber,
    session: SessionDep,
    _staff: _Proposer,
    cleared: Annotated[bool, Query(description="Those of the past too.")] = False,
) -> list[MarkAnswer]:
    """Why a validated concept is to be checked again."""
    return [MarkAnswer.model_validate(mark) for mark in checking.marks_of(session, number, cleared=cleared)]


@router.post("/concepts/{number}/confirm", responses=answers_of(401, 403, 404, 409, 503))
def confirm_concept(
    number: ConceptNumber,
    body: ConceptVersion,
    *,
    staff: _Validator,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """Right as it is: nothing is to be checked any more."""
    view = Bank(session, services.encoder).confirm(number, body.version, staff.account.actor, now)
    return ConceptAnswer.model_validate(view)


@router.post("/concepts/{number}/merge", responses=answers_of(401, 403, 404, 409, 503))
def merge_concept(
    number: ConceptNumber,
    body: Merge,
    *,
    staff: _Validator,
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
) -> ConceptAnswer:
    """Into the concept `into`, which is answered as it is then; the old number redirects to it."""
    pair = Read(number, body.version), Read(body.into, body.into_version)
    actor = staff.account.actor
    view = merging.merge(session, services.encoder, *pair, body.preferred, actor=actor, now=now)
    return ConceptAnswer.model_validate(view)


@router.post("/concepts/duplicates", responses=answers_of(401, 403, 503))
def find_suspects(body: Written, search: SearchDep, _staff: _Proposer) -> list[SuspectAnswer]:
    """Concepts that an entry being written may repeat: same or inflected terms first, then near meanings."""
    terms = (Term(term.text, term.language) for term in body.terms)
    found = suspects_of(search, terms, but=body.number)
    return [SuspectAnswer.model_validate(suspect) for suspect in found]


@router.post(
    "/concepts/{number}/feedback",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=answers_of(404, 409, 429),
)
def report_error(
    number: ConceptNumber,
    body: Report,
    *,
    session: SessionDep,
    services: ServicesDep,
    visitor: VisitorDep,
    peer: PeerDep,
    language: LanguageDep,
    now: NowDep,
) -> None:
    """For every reader. `email` serves to answer, and is erased after."""
    number = merging.present_number(session, number)
    concept = Bank(session, services.encoder).get(number)
    if visitor is None and concept.status is not ConceptStatus.VALIDATED:
        raise ConceptNotFound(number=number)
    services.limits.count(REPORTS_A_NETWORK, network_of(peer))
    said = Received(number, body.kind, body.message, body.email or None, language)
    feedback.receive(session, said, visitor.account.actor if visitor else CITIZEN, now)
