"""Reminders to the units in charge: written exactly once, sent at least once (art. 16).

`sweep` writes the ledger row in the transaction of the fact that causes it; `relance.sending` claims rows and
sends them, each under a message id derived from the ledger key: a second sending is seen as the same message.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import jobs
from relance.ledger import write_due
from relance.overdue import note_overdue
from relance.sending import SEND_TASK
from relance.tables import DossierRow

__all__ = ["SweepReport", "sweep"]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class SweepReport:
    """`overdue`: deadlines newly seen to have passed; `reminders_written`: new ledger rows to be sent."""

    overdue: int
    reminders_written: int


def sweep(session: Session, now: datetime) -> SweepReport:
    """Look at what falls due up to `now`, and at nothing else: the index holds only running clocks."""
    overdue = written = 0
    while due := _due(session, now):
        overdue += note_overdue(session, due, now)
        written += write_due(session, due, now)
        session.flush()
    if written:
        jobs.defer(session, SEND_TASK, queueing_lock=SEND_TASK)
    return SweepReport(overdue, written)


def _due(session: Session, now: datetime) -> list[DossierRow]:
    # A dossier somebody is working on is skipped: the next sweep, a minute later, finds what became of it.
    query = (
        select(DossierRow)
        .where(DossierRow.next_check_at < now)
        .order_by(DossierRow.next_check_at)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))
