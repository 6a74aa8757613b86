"""Dossiers, and what happened to them, which is only ever added to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["ClockEventRow", "CodeTryRow", "DeadlineRow", "DossierEventRow", "DossierRow", "NumberSequenceRow"]


class NumberSequenceRow(Base):
    """The last sequence number given, by kind and year. Counted in the dossier's own transaction: no gaps."""

    __tablename__ = "number_sequence"

    kind: Mapped[str] = mapped_column(String(3), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class DossierRow(Base):
    __tablename__ = "dossier"
    __table_args__ = (
        UniqueConstraint("kind", "year", "sequence"),
        # Only what can fall due is in these two: their size does not grow with what is closed or paused.
        Index(
            "ix_dossier_next_check_at", "next_check_at", postgresql_where=text("next_check_at IS NOT NULL")
        ),
        Index("ix_dossier_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index(
            "ix_dossier_search_text",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index("ix_dossier_unit_code", "unit_code", "state"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[str] = mapped_column(String(3))
    year: Mapped[int]
    sequence: Mapped[int]
    version: Mapped[int]  # grows with every change: the optimistic lock of staff pages
    procedure_version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_version.id"))
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_stage.id"))
    unit_code: Mapped[str] = mapped_column(String(40), ForeignKey("unit.code"))
    state: Mapped[str] = mapped_column(String(24), index=True)
    assigned_to: Mapped[str | None] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    consent_at: Mapped[datetime]
    # Digests, never the things themselves: a stolen table opens no dossier and replays no registration.
    code_hash: Mapped[str] = mapped_column(Text)
    idempotency_hash: Mapped[str] = mapped_column(String(64), unique=True)
    content_digest: Mapped[str] = mapped_column(String(64))
    registered_at: Mapped[datetime]
    clock_cycle: Mapped[int]
    due_at: Mapped[datetime | None]  # of the present stage; None while the clock does not run
    legal_date: Mapped[date | None]
    promised_at: Mapped[datetime | None]  # of the whole procedure; None while the clock does not run
    promised_date: Mapped[date | None]
    unit_promised_at: Mapped[datetime | None]  # by when the unit in charge has said it will have done
    unit_promise_number: Mapped[int]  # how often it has said so: each promise is followed
    unit_promise_shared: Mapped[bool]  # whether the citizen is told of it
    reminders_resume_at: Mapped[datetime | None]  # no reminder is written before
    next_check_at: Mapped[datetime | None]  # when the sweep has to look at this dossier again
    waiting_for: Mapped[list[str]]
    outcome: Mapped[str | None] = mapped_column(String(20))
    last_message: Mapped[str | None] = mapped_column(Text)
    last_message_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class DossierEventRow(Base):
    """The history: one row a fact, `code` names its wording. Messages and notes are in `text`."""

    __tablename__ = "dossier_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("dossier.id"), index=True)
    at: Mapped[datetime]
    legal_date: Mapped[date | None]  # the day the fact belongs to, when it was seen later (overdue)
    code: Mapped[str] = mapped_column(String(40))
    public: Mapped[bool]  # whether the citizen may read `text`
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_reference: Mapped[str] = mapped_column(String(120))
    actor_name: Mapped[str] = mapped_column(Text)


class ClockEventRow(Base):
    """Start, pause, resume, stop, reopen: the clock of a dossier is what these rows say."""

    __tablename__ = "clock_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("dossier.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(10))
    cycle: Mapped[int]
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_stage.id"))


class DeadlineRow(Base):
    """A deadline as it was computed, with the rule, the versions and the reason; the newest is in force."""

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("dossier.id"), index=True)
    computed_at: Mapped[datetime]
    cause: Mapped[str] = mapped_column(String(40))
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_stage.id"))
    cycle: Mapped[int]
    amount: Mapped[int]
    unit_of_period: Mapped[str] = mapped_column(String(20))
    calendar_version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("calendar_version.id"))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    legal_date: Mapped[date]
    elapsed_seconds: Mapped[float]
    explanation: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class CodeTryRow(Base):
    """A try at a dossier's code, by keyed digests of number and address; kept while limits look back."""

    __tablename__ = "code_try"
    __table_args__ = (
        Index("ix_code_try_number_digest", "number_digest", "at"),
        Index("ix_code_try_address_digest", "address_digest", "at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    number_digest: Mapped[str] = mapped_column(String(64))
    address_digest: Mapped[str] = mapped_column(String(64))
    right: Mapped[bool]
