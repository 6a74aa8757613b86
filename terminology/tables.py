"""Tables of the bank. No ORM relationships: the repository reads what it needs with plain selects.

`concept.changed` tells pollers in other processes what to read again. It is the id of the transaction that
wrote the row, not a counter or a time: a counter drawn early by a transaction that commits late would be
passed over. A poller notes `pg_snapshot_xmin(pg_current_snapshot())` *before* it reads; every transaction
below that is finished and was read, so rows with `changed >= noted` are all that the next reading needs.
Some rows are read twice, none is missed, and writers wait for nobody.
"""

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import Vector
from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = [
    "CHANGED_NOW",
    "ConceptDomainRow",
    "ConceptRevisionRow",
    "ConceptRow",
    "DefinitionRow",
    "EmbeddingRow",
    "SubjectFieldRow",
    "TermRow",
]

CHANGED_NOW = sql("(pg_current_xact_id()::text::bigint)")


class ConceptRow(Base):
    __tablename__ = "concept"
    __table_args__ = (Index(None, "status", "updated_at"),)

    number: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, Any]]
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    changed: Mapped[int] = mapped_column(BigInteger, server_default=CHANGED_NOW, index=True)


class TermRow(Base):
    __tablename__ = "term"
    __table_args__ = (Index(None, "language", "folded"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    # Cut at terminology.concepts.TERM_LIMIT characters: a B-tree entry holds 2,704 bytes.
    folded: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    term_type: Mapped[str] = mapped_column(String(16))
    part_of_speech: Mapped[str] = mapped_column(Text)
    gender: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    reliability: Mapped[int] = mapped_column(SmallInteger)
    contexts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    extra: Mapped[dict[str, Any]]


class DefinitionRow(Base):
    __tablename__ = "definition"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)


class SubjectFieldRow(Base):
    __tablename__ = "subject_field"

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    fr: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    parent: Mapped[str | None] = mapped_column(Text, ForeignKey("subject_field.code"))


class ConceptDomainRow(Base):
    __tablename__ = "concept_domain"

    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(Text, ForeignKey("subject_field.code"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(SmallInteger)


class ConceptRevisionRow(Base):
    """One change of a concept, with the whole content after it: any two can be compared or put back.

    A version may have two rows: what the software fills in by itself does not raise the version, so that it
    never makes a person's work conflict.
    """

    __tablename__ = "concept_revision"
    __table_args__ = (Index(None, "concept", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    concept: Mapped[int] = mapped_column(BigInteger, ForeignKey("concept.number", ondelete="CASCADE"))
    version: Mapped[int]
    author_kind: Mapped[str] = mapped_column(String(16))
    author_reference: Mapped[str] = mapped_column(String(120))
    author_name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(32))
    snapshot: Mapped[dict[str, Any]]


class EmbeddingRow(Base):
    """The vector of one text of a concept, for one model; found again by the text's hash, so that a revision
    that leaves the text alone leaves its vector alone. Dimension free: it is the model's.
    """

    __tablename__ = "embedding"

    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(Text, primary_key=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    text_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    vector: Mapped[Any] = mapped_column(Vector)
