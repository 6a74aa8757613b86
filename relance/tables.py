"""Tables of the dossier engine.

What a law or a decision sets (units, procedures, calendar) is versioned; what happened (dossier, clock and
deadline events, reminders) is only ever added to.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = [
    "CalendarVersionRow",
    "ClockEventRow",
    "CodeTryRow",
    "DeadlineRow",
    "DossierEventRow",
    "DossierRow",
    "NumberSequenceRow",
    "ProcedureRow",
    "ProcedureVersionRow",
    "ReminderRow",
    "StageRow",
    "UnitRow",
]


class UnitRow(Base):
    """A service of the Secretariat General (decree no. 2013/112, art. 8 to 16)."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    name_fr: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(String(40), ForeignKey("unit.code"))
    article: Mapped[str] = mapped_column(Text)
    mandate_fr: Mapped[str] = mapped_column(Text)
    mandate_en: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    head_title_fr: Mapped[str] = mapped_column(Text)
    head_title_en: Mapped[str] = mapped_column(Text)


class ProcedureRow(Base):
    """A procedure as such; `current_version` is the one new dossiers are registered under."""

    __tablename__ = "procedure"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    current_version: Mapped[int]


class ProcedureVersionRow(Base):
    """One wording and one set of periods, never changed: dossiers keep the version they began under."""

    __tablename__ = "procedure_version"
    __table_args__ = (UniqueConstraint("procedure_code", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    procedure_code: Mapped[str] = mapped_column(String(40), ForeignKey("procedure.code"))
    version: Mapped[int]
    created_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    name_fr: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    description_fr: Mapped[str] = mapped_column(Text)
    description_en: Mapped[str] = mapped_column(Text)
    papers_fr: Mapped[list[str]]
    papers_en: Mapped[list[str]]


class StageRow(Base):
    __tablename__ = "procedure_stage"
    __table_args__ = (
        UniqueConstraint("procedure_version_id", "position"),
        UniqueConstraint("procedure_version_id", "code"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    procedure_version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    name_fr: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    unit_code: Mapped[str] = mapped_column(String(40), ForeignKey("unit.code"))
    amount: Mapped[int]
    unit_of_period: Mapped[str] = mapped_column(String(20))
    legal_basis: Mapped[str] = mapped_column(Text)
    provisional: Mapped[bool]
    reminder_levels: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class CalendarVersionRow(Base):
    """Weekly hours and days off as they were known from `created_at` on; the highest version is in force."""

    __tablename__ = "calendar_version"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    created_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]


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


class ReminderRow(Base):
    """The ledger of reminders. Its row is the reminder; the message is only its carrier."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("dossier_id", "stage_id", "level", "clock_cycle", name="uq_reminder_ledger_key"),
        Index("ix_reminder_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("dossier.id"))
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_stage.id"))
    level: Mapped[str] = mapped_column(String(20))
    clock_cycle: Mapped[int]
    unit_code: Mapped[str] = mapped_column(String(40), ForeignKey("unit.code"))
    recipient: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(Text, unique=True)
    due_at: Mapped[datetime]
    legal_date: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    written_at: Mapped[datetime]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]  # None once sent or given up
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


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
