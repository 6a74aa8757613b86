"""The ledger as staff read it: what is to be sent, was sent, or could not be delivered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from relance.tables import DossierRow, ReminderRow, StageRow, UnitRow

__all__ = ["LedgerLine", "LedgerPage", "LedgerState", "list_reminders"]


class LedgerState(StrEnum):
    """`trying`: refused at least once, and tried again by itself."""

    UNDELIVERED = "undelivered"
    TRYING = "trying"
    WAITING = "waiting"
    SENT = "sent"
    SUPERSEDED = "superseded"


_CONDITIONS: dict[LedgerState, ColumnElement[bool]] = {
    LedgerState.UNDELIVERED: ReminderRow.state == "failed",
    LedgerState.TRYING: (ReminderRow.state == "written") & ReminderRow.last_error.is_not(None),
    LedgerState.WAITING: (ReminderRow.state == "written") & ReminderRow.last_error.is_(None),
    LedgerState.SENT: ReminderRow.state == "sent",
    LedgerState.SUPERSEDED: ReminderRow.state == "superseded",
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    id: int
    number: str
    stage_fr: str
    stage_en: str
    unit_fr: str
    unit_en: str
    level: str
    recipient: str
    written_at: datetime
    attempts: int
    next_try_at: datetime | None
    sent_at: datetime | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    lines: Sequence[LedgerLine]
    total: int


def list_reminders(
    session: Session, state: LedgerState, *, page: int, per_page: int, unit: str | None = None
) -> LedgerPage:
    """Newest first; of one unit in charge or of all. `page` begins at 1."""
    conditions = [_CONDITIONS[state]]
    if unit is not None:
        conditions.append(DossierRow.unit_code == unit)
    joined = (
        select(ReminderRow, DossierRow.number, StageRow, UnitRow)
        .join(DossierRow, DossierRow.id == ReminderRow.dossier_id)
        .join(StageRow, StageRow.id == ReminderRow.stage_id)
        .join(UnitRow, UnitRow.code == ReminderRow.unit_code)
        .where(*conditions)
    )
    count = select(func.count()).select_from(ReminderRow).join(DossierRow).where(*conditions)
    rows = session.execute(
        joined.order_by(ReminderRow.id.desc()).offset((page - 1) * per_page).limit(per_page)
    )
    lines = tuple(_line(reminder, number, stage, told) for reminder, number, stage, told in rows)
    return LedgerPage(lines, session.scalars(count).one())


def _line(reminder: ReminderRow, number: str, stage: StageRow, unit: UnitRow) -> LedgerLine:
    return LedgerLine(
        id=reminder.id,
        number=number,
        stage_fr=stage.name_fr,
        stage_en=stage.name_en,
        unit_fr=unit.name_fr,
        unit_en=unit.name_en,
        level=reminder.level,
        recipient=reminder.recipient,
        written_at=reminder.written_at,
        attempts=reminder.attempts,
        next_try_at=reminder.next_try_at,
        sent_at=reminder.sent_at,
        last_error=reminder.last_error,
    )
