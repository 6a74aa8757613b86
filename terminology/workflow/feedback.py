"""What readers find wrong with an entry, for a terminologist to look at and close.

An address is kept only to answer the reader: it goes with the answer, or when the matter is closed without.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kit import audit, jobs
from kit.audit import Actor
from terminology.workflow.errors import FeedbackAlreadyClosed, FeedbackNotFound
from terminology.workflow.tables import FeedbackRow

__all__ = [
    "ANSWER_TASK",
    "Feedback",
    "FeedbackKind",
    "close",
    "count_open",
    "forget_address",
    "get",
    "move",
    "open_feedback",
    "receive",
]

ANSWER_TASK = "feedback:answer_reader"


class FeedbackKind(StrEnum):
    WRONG_EQUIVALENT = "wrong_equivalent"
    WRONG_DEFINITION = "wrong_definition"
    SPELLING = "spelling"
    MISSING = "missing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """`email` is None if the reader left none, and after the answer; `language` is the reader's."""

    id: int
    concept: int
    kind: FeedbackKind
    message: str
    email: str | None
    language: str
    at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """`email` and `message` as typed, checked by the edge."""

    concept: int
    kind: FeedbackKind
    message: str
    email: str | None
    language: str


def receive(session: Session, said: Received, actor: Actor, now: datetime) -> int:
    """The number of what was received."""
    row = FeedbackRow(
        concept=said.concept,
        kind=said.kind.value,
        message=said.message,
        email=said.email,
        language=said.language,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "feedback.received", f"concept:{said.concept}", feedback=row.id)
    return row.id


def close(session: Session, number: int, answer: str, actor: Actor, now: datetime) -> Feedback:
    """Settled with a note, which a reader who left an address is sent. Of two who close, the second is told.

    Raises FeedbackNotFound, FeedbackAlreadyClosed.
    """
    present = _locked(session, number)
    if present.closed_at is not None:
        raise FeedbackAlreadyClosed(by=present.closed_by)
    present.closed_at, present.closed_by, present.answer = now, actor.name, answer
    session.flush()
    if present.email:
        jobs.defer(session, ANSWER_TASK, queueing_lock=f"answer:{number}", feedback=number)
    audit.record(session, now, actor, "feedback.closed", f"concept:{present.concept}", feedback=number)
    return _feedback(present)


def get(session: Session, number: int) -> Feedback:
    """Raises FeedbackNotFound."""
    row = session.get(FeedbackRow, number)
    if row is None:
        raise FeedbackNotFound
    return _feedback(row)


def forget_address(session: Session, number: int) -> None:
    session.execute(
        update(FeedbackRow)
        .where(FeedbackRow.id == number)
        .values(email=None)
        .execution_options(synchronize_session=False)
    )


def open_feedback(session: Session, limit: int, offset: int = 0) -> list[Feedback]:
    """Longest waiting first."""
    query = select(FeedbackRow.__table__).where(FeedbackRow.closed_at.is_(None)).order_by(FeedbackRow.id)
    return [_feedback(row) for row in session.execute(query.limit(limit).offset(offset))]


def count_open(session: Session) -> int:
    query = select(func.count()).select_from(FeedbackRow).where(FeedbackRow.closed_at.is_(None))
    return session.scalar(query) or 0


def move(session: Session, old: int, new: int) -> None:
    """With a merge: the fault may be in the other one now."""
    session.execute(
        update(FeedbackRow)
        .where(FeedbackRow.concept == old)
        .values(concept=new)
        .execution_options(synchronize_session=False)
    )


def _locked(session: Session, number: int) -> FeedbackRow:
    row = session.scalars(select(FeedbackRow).where(FeedbackRow.id == number).with_for_update()).one_or_none()
    if row is None:
        raise FeedbackNotFound
    return row


def _feedback(row: Any) -> Feedback:
    return Feedback(
        row.id,
        row.concept,
        FeedbackKind(row.kind),
        row.message,
        row.email,
        row.language,
        row.at,
        row.closed_at,
        row.closed_by,
        row.answer,
    )
