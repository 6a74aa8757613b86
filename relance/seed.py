"""What a new system begins with: units, procedures, the ministry's calendar.

Only what is missing is put in: units, procedures and the calendar are edited on pages afterwards, and a
second start must not undo that.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from relance import calendar_versions
from relance.calendar_seed import read_calendar
from relance.data_files import read_levels, read_procedures, read_units
from relance.levels import LevelRule
from relance.procedures import Procedure
from relance.revising.rows import add_version
from relance.tables import CalendarVersionRow, ProcedureRow, UnitRow

__all__ = ["load"]

# Two processes that start at once must not both find nothing.
_SEED_LOCK = 0x7365_6564


def load(session: Session, now: datetime) -> None:
    """Raises DataFileWrong and leaves nothing behind."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEED_LOCK})
    units = read_units()
    present = set(session.scalars(select(UnitRow.code)))
    for position, unit in enumerate(units):
        if unit.code not in present:
            session.add(
                UnitRow(
                    code=unit.code,
                    position=position,
                    name_fr=unit.fr,
                    name_en=unit.en,
                    parent_code=unit.parent,
                    article=unit.article,
                    mandate_fr=unit.mandate_fr,
                    mandate_en=unit.mandate_en,
                    email=unit.email,
                    head_title_fr=unit.head_title_fr,
                    head_title_en=unit.head_title_en,
                    digest=unit.digest,
                )
            )
            session.flush()  # a parent before its children: the key is checked row by row
    present = set(session.scalars(select(ProcedureRow.code)))
    levels = read_levels()
    for position, procedure in enumerate(read_procedures(units)):
        if procedure.code not in present:
            _add_procedure(session, procedure, position, levels, now)
    calendar = select(CalendarVersionRow.id).where(CalendarVersionRow.code == calendar_versions.MINISTRY)
    if session.scalar(calendar.limit(1)) is None:
        calendar_versions.add_version(session, read_calendar(), now)


def _add_procedure(
    session: Session, procedure: Procedure, position: int, levels: Sequence[LevelRule], now: datetime
) -> None:
    session.add(ProcedureRow(code=procedure.code, position=position, kind=procedure.kind, current_version=1))
    session.flush()
    add_version(session, procedure, 1, now, levels=levels)
