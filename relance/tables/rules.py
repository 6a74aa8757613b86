"""What a law or a decision sets, kept in versions: units, procedures, calendar."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = [
    "CalendarProposalRow",
    "CalendarVersionRow",
    "ProcedureRow",
    "ProcedureVersionRow",
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
    digest: Mapped[bool]  # reminded once a day of everything, not of each dossier by itself


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
    proposed_by: Mapped[str] = mapped_column(String(120))  # empty for those of the data file
    confirmed_by: Mapped[str | None] = mapped_column(String(120))
    confirmed_at: Mapped[datetime | None]


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
    pausable: Mapped[bool]  # whether asking the citizen for a paper stops the clock
    resume: Mapped[str] = mapped_column(String(10))  # `continue` or `reset`: how it runs on afterwards
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


class CalendarProposalRow(Base):
    """A calendar somebody wants: kept while its effects are looked at, then put in force or left."""

    __tablename__ = "calendar_proposal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    base_version: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    content: Mapped[dict[str, Any]]
    applied_at: Mapped[datetime | None]
