"""The ledger of reminders."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["ReminderRow"]


class ReminderRow(Base):
    """Its row is the reminder; the message is only its carrier."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint(
            "dossier_id", "stage_id", "level", "clock_cycle", "ordinal", name="uq_reminder_ledger_key"
        ),
        Index("ix_reminder_digest_id", "digest_id", postgresql_where=text("digest_id IS NOT NULL")),
        Index("ix_reminder_next_try_at", "next_try_at", postgresql_where=text("next_try_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("dossier.id"))
    stage_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("procedure_stage.id"))
    level: Mapped[str] = mapped_column(String(20))
    clock_cycle: Mapped[int]
    # 1 for all that the clock causes; what people cause may come again: a further promise, a manual reminder.
    ordinal: Mapped[int]
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
    digest_id: Mapped[str | None] = mapped_column(Text)  # of the message that carries several
    note: Mapped[str] = mapped_column(Text)  # what whoever reminds by hand has to say
