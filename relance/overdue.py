"""Being overdue: a fact of its own, recorded once a clock cycle and stage, dated to its legal day."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from relance.history import Fact, add_facts
from relance.tables import DossierEventRow, DossierRow, StageRow

__all__ = ["note_overdue"]


def note_overdue(session: Session, dossiers: Sequence[DossierRow], now: datetime) -> int:
    """Record it where the deadline has passed and it is not recorded yet; how many were now.

    The caller holds the dossiers' row locks: so it cannot be recorded twice.
    """
    passed = [dossier for dossier in dossiers if dossier.due_at is not None and dossier.due_at < now]
    if not passed:
        return 0
    wanted = StageRow.id.in_({dossier.stage_id for dossier in passed})
    stages = {row.id: row.code for row in session.execute(select(StageRow.id, StageRow.code).where(wanted))}
    known = _known(session, passed)
    facts = [
        Fact(
            dossier,
            "overdue",
            legal_date=dossier.legal_date,
            details={
                "stage": stages[dossier.stage_id],
                "cycle": dossier.clock_cycle,
                "unit": dossier.unit_code,
                "due_at": dossier.due_at.isoformat() if dossier.due_at else "",
            },
        )
        for dossier in passed
        if (dossier.id, stages[dossier.stage_id], dossier.clock_cycle) not in known
    ]
    add_facts(session, facts, SYSTEM, now)
    return len(facts)


def _known(session: Session, dossiers: Sequence[DossierRow]) -> set[tuple[object, ...]]:
    """(dossier, stage, cycle) of what is recorded already."""
    query = select(DossierEventRow.dossier_id, DossierEventRow.details).where(
        DossierEventRow.dossier_id.in_([dossier.id for dossier in dossiers]),
        DossierEventRow.code == "overdue",
    )
    return {(row.dossier_id, row.details["stage"], row.details["cycle"]) for row in session.execute(query)}
