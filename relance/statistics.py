"""Counts for the first page of the staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from relance.reading import is_late
from relance.states import OPEN_STATES, State
from relance.tables import DossierRow

__all__ = ["Counts", "count"]


@dataclass(frozen=True, slots=True)
class Counts:
    open: int
    waiting_for_citizen: int
    late: int


def count(session: Session, now: datetime, unit: str | None = None) -> Counts:
    """Of all units, or of one. `late` and `waiting_for_citizen` are parts of `open`."""
    query = select(
        func.count(),
        func.count().filter(DossierRow.state == State.WAITING_FOR_CITIZEN.value),
        func.count().filter(is_late(now)),
    ).where(DossierRow.state.in_([state.value for state in OPEN_STATES]))
    if unit is not None:
        query = query.where(DossierRow.unit_code == unit)
    found = session.execute(query).one()
    return Counts(found[0], found[1], found[2])
