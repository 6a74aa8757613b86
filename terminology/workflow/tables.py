"""Tables of what people say about concepts: comments, marks, merges, readers' feedback.

Names stand beside references because an account may be renamed or closed, and what was said stays said.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["CommentRow", "FeedbackRow", "MarkRow", "MergeRow"]

_CONCEPT = "concept.number"


class CommentRow(Base):
    """A remark of the staff. `thread` is the comment it answers; those that begin a thread have none, and
    only they are resolved. `written_on` is the concept it was written on, before a merge moved it.
    """

    __tablename__ = "concept_comment"
    __table_args__ = (
        Index(
            "ix_concept_comment_open", "at", postgresql_where=sql("thread IS NULL AND resolved_at IS NULL")
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), index=True)
    written_on: Mapped[int] = mapped_column(BigInteger)
    thread: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("concept_comment.id", ondelete="CASCADE"), index=True
    )
    author_reference: Mapped[str] = mapped_column(String(120))
    author_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[str | None] = mapped_column(Text)


class MarkRow(Base):
    """Why a validated concept is to be checked again; kept after it was, as part of the history."""

    __tablename__ = "concept_mark"
    __table_args__ = (Index("ix_concept_mark_open", "raised_at", postgresql_where=sql("cleared_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    raised_by: Mapped[str] = mapped_column(Text)
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(Text)


class MergeRow(Base):
    """A number that stands for another concept now. `survivor` is the one of that day, perhaps merged since:
    readers follow the chain (`terminology.merging.redirects`).
    """

    __tablename__ = "concept_merge"

    merged: Mapped[int] = mapped_column(
        BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), primary_key=True
    )
    survivor: Mapped[int] = mapped_column(BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    author_name: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """What a reader found wrong. The address goes when the matter is closed and answered."""

    __tablename__ = "reader_feedback"
    __table_args__ = (Index("ix_reader_feedback_open", "at", postgresql_where=sql("closed_at IS NULL")),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    message: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
