"""What waits for terminologists, as lists: gaps, suspected duplicates, reports, and how much of each."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import Field, StringConstraints

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.gap_notes import still_open
from api.security.access import check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.fields import Answer, Body, Prose, answers_of
from terminology import duplicates
from terminology.concepts import Language
from terminology.gaps import counting
from terminology.workflow import FeedbackKind, feedback
from terminology.workflow.queue import waiting

router = APIRouter(tags=["terminology"], dependencies=[Depends(check_same_origin)])

_LARGEST = 2**31 - 1
_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
_Limit = Annotated[int, Query(ge=1, le=100)]
_Offset = Annotated[int, Query(ge=0, le=1_000_000)]
_Number = Annotated[int, Field(ge=1, le=_LARGEST)]


class WaitingAnswer(Answer):
    proposals: int
    checks: int
    comments: int
    feedback: int
    gaps: int
    duplicates: int


class GapAnswer(Answer):
    """`folded` and `language` name the gap; `text` is how it was written last."""

    folded: str
    language: Language
    text: str
    count: int
    first_day: date
    last_day: date


class GapKey(Body):
    folded: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    language: Language
    back: bool = Field(default=False, description="Back on the list.")


class EvidenceAnswer(Answer):
    shared: list[tuple[Language, str]]
    inflected: list[tuple[Language, str]]
    apart: list[Language]
    narrower: bool
    meaning: float | None
    definitions: float | None


class PairAnswer(Answer):
    first: int
    second: int
    score: float
    evidence: EvidenceAnswer


class Judgement(Body):
    first: _Number
    second: _Number
    why: Prose


class FeedbackAnswer(Answer):
    id: int
    concept: int
    kind: FeedbackKind
    message: str
    language: Language
    at: datetime
    answerable: bool = Field(description="Whether the reader left an address.")


class Closing(Body):
    answer: Prose


@router.get("/terms/waiting", responses=answers_of(401, 403))
def count_waiting(session: SessionDep, _staff: _Proposer) -> WaitingAnswer:
    return WaitingAnswer.model_validate(waiting(session))


@router.get("/terms/gaps", responses=answers_of(401, 403))
def list_gaps(
    session: SessionDep,
    services: ServicesDep,
    now: NowDep,
    _staff: _Proposer,
    limit: _Limit = 50,
    offset: _Offset = 0,
) -> list[GapAnswer]:
    """Searches without a result, most asked first."""
    found = still_open(services, session, counting.gaps(session, limit, offset), now.date())
    return [GapAnswer.model_validate(gap) for gap in found]


@router.post(
    "/terms/gaps/dismiss", status_code=status.HTTP_204_NO_CONTENT, responses=answers_of(401, 403, 404)
)
def dismiss_gap(body: GapKey, session: SessionDep, staff: _Validator, now: NowDep) -> None:
    key = body.folded, body.language.value
    counting.dismiss(session, key, staff.account.name, now.date(), back=body.back)


@router.get("/duplicates", responses=answers_of(401, 403))
def list_pairs(
    session: SessionDep, _staff: _Validator, limit: _Limit = 50, offset: _Offset = 0
) -> list[PairAnswer]:
    """Concepts suspected to be one, the likeliest first, as the last search of the whole bank found them."""
    return [PairAnswer.model_validate(item.pair) for item in duplicates.suspected(session, limit, offset)]


@router.post("/duplicates/judge", status_code=status.HTTP_204_NO_CONTENT, responses=answers_of(401, 403, 404))
def judge_pair(body: Judgement, session: SessionDep, staff: _Validator, now: NowDep) -> None:
    """These are two concepts: they are not suspected again."""
    duplicates.judge(session, (body.first, body.second), body.why, staff.account.actor, now)


@router.get("/feedback", responses=answers_of(401, 403))
def list_feedback(
    session: SessionDep, _staff: _Validator, limit: _Limit = 50, offset: _Offset = 0
) -> list[FeedbackAnswer]:
    """Open reports of readers, longest waiting first. Addresses are not shown."""
    return [
        FeedbackAnswer(
            id=item.id,
            concept=item.concept,
            kind=item.kind,
            message=item.message,
            language=Language(item.language),
            at=item.at,
            answerable=item.email is not None,
        )
        for item in feedback.open_feedback(session, limit, offset)
    ]


@router.post(
    "/feedback/{report}/close",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=answers_of(401, 403, 404, 409),
)
def close_feedback(
    report: Annotated[int, Path(ge=1, le=2**63 - 1)],
    body: Closing,
    session: SessionDep,
    staff: _Validator,
    now: NowDep,
) -> None:
    """With a note, which a reader who left an address is sent."""
    feedback.close(session, report, body.answer, staff.account.actor, now)
