"""Comments of the staff on a concept: threads, opened by one remark, settled by one decision."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import writing
from terminology.errors import ConceptNotFound
from terminology.workflow.errors import CommentNotFound, CommentOfSomebodyElse
from terminology.workflow.tables import CommentRow

__all__ = ["Comment", "Thread", "add", "count_open", "move", "open_threads", "reply", "settle", "threads_of"]


@dataclass(frozen=True, slots=True)
class Comment:
    """`written_on`: the concept it was written on, another than `concept` if that one was merged since."""

    id: int
    concept: int
    written_on: int
    author: str
    author_reference: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    first: Comment
    replies: list[Comment] = field(default_factory=list)
    resolved_at: datetime | None = None
    resolved_by: str | None = None


def add(session: Session, concept: int, text: str, actor: Actor, now: datetime) -> Comment:
    """A new thread. Raises ConceptNotFound."""
    if writing.lock(session, concept) is None:
        raise ConceptNotFound(number=concept)
    row = CommentRow(concept=concept, written_on=concept, thread=None, text=text)
    return _write(session, row, actor, now)


def reply(session: Session, to: int, text: str, actor: Actor, now: datetime) -> Comment:
    """At the end of the thread that holds the comment `to`; a settled thread is open again.

    Raises CommentNotFound.
    """
    first = _first_of_thread(session, to)
    _set_resolved(session, first.id, None, None)
    row = CommentRow(concept=first.concept, written_on=first.written_on, thread=first.id, text=text)
    return _write(session, row, actor, now)


def settle(session: Session, comment: int, actor: Actor, now: datetime, *, may_settle_all: bool) -> Comment:
    """The thread of this comment needs nothing more; its first comment. Settling twice changes nothing.

    Raises CommentNotFound, CommentOfSomebodyElse.
    """
    first = _first_of_thread(session, comment)
    if not may_settle_all and first.author_reference != actor.reference:
        raise CommentOfSomebodyElse
    _set_resolved(session, first.id, now, actor.name)
    audit.record(session, now, actor, "comment.settled", f"concept:{first.concept}", comment=first.id)
    return _comment(first)


def threads_of(session: Session, concept: int) -> list[Thread]:
    """Open ones first, then as they were begun."""
    return _threads(session, select(CommentRow.__table__).where(CommentRow.concept == concept))


def open_threads(session: Session, limit: int, offset: int = 0) -> list[Thread]:
    """Of all concepts, longest waiting first."""
    open_ones = (
        select(CommentRow.id).where(*_OPEN).order_by(CommentRow.at, CommentRow.id).limit(limit).offset(offset)
    )
    firsts = list(session.scalars(open_ones))
    whole = CommentRow.id.in_(firsts) | CommentRow.thread.in_(firsts)
    return _threads(session, select(CommentRow.__table__).where(whole))


def count_open(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CommentRow).where(*_OPEN)) or 0


def move(session: Session, old: int, new: int) -> None:
    """With a merge. `written_on` stays."""
    session.execute(
        update(CommentRow)
        .where(CommentRow.concept == old)
        .values(concept=new)
        .execution_options(synchronize_session=False)
    )


_OPEN = (CommentRow.thread.is_(None), CommentRow.resolved_at.is_(None))


def _write(session: Session, row: CommentRow, actor: Actor, now: datetime) -> Comment:
    row.author_reference, row.author_name, row.at = actor.reference, actor.name, now
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "comment.written", f"concept:{row.concept}", comment=row.id)
    return _comment(row)


def _first_of_thread(session: Session, comment: int) -> Any:
    """Locked, so that a reply and a decision that cross each other come one after the other."""
    row = session.execute(select(CommentRow.id, CommentRow.thread).where(CommentRow.id == comment)).first()
    if row is None:
        raise CommentNotFound
    table = CommentRow.__table__
    return session.execute(
        select(table).where(CommentRow.id == (row.thread or row.id)).with_for_update()
    ).one()


def _set_resolved(session: Session, first: int, at: datetime | None, by: str | None) -> None:
    session.execute(
        update(CommentRow)
        .where(CommentRow.id == first)
        .values(resolved_at=at, resolved_by=by)
        .execution_options(synchronize_session=False)
    )


def _threads(session: Session, query: Any) -> list[Thread]:
    rows = session.execute(query.order_by(CommentRow.at, CommentRow.id)).all()
    replies: dict[int, list[Comment]] = {}
    for row in rows:
        if row.thread is not None:
            replies.setdefault(row.thread, []).append(_comment(row))
    found: Iterable[Thread] = (
        Thread(_comment(row), replies.get(row.id, []), row.resolved_at, row.resolved_by)
        for row in rows
        if row.thread is None
    )
    return sorted(found, key=lambda thread: thread.resolved_at is not None)


def _comment(row: Any) -> Comment:
    return Comment(
        row.id, row.concept, row.written_on, row.author_name, row.author_reference, row.at, row.text
    )
