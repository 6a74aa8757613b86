"""Being overdue: a fact of its own, recorded once a clock cycle and stage, dated to its legal day."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from relance.history import add_fact
from relance.tables import DossierEventRow, DossierRow, StageRow

__all__ = ["note_overdue"]


def note_overdue(session: Session, dossier: DossierRow, now: datetime) -> bool:
    """Record it if the deadline has passed and it is not recorded yet; whether it was now.

    The caller holds the dossier's row lock: so it cannot be recorded twice.
    """
    if dossier.due_at is None or dossier.due_at >= now:
        return False
    stage = session.scalars(select(StageRow.code).where(StageRow.id == dossier.stage_id)).one()
    known = session.scalar(
        select(DossierEventRow.id)
        .where(
            DossierEventRow.dossier_id == dossier.id,
            DossierEventRow.code == "overdue",
            DossierEventRow.details.contains({"stage": stage, "cycle": dossier.clock_cycle}),
        )
        .limit(1)
    )
    if known is not None:
        return False
    add_fact(
        session,
        dossier,
        "overdue",
        SYSTEM,
        now,
        legal_date=dossier.legal_date,
        details={
            "stage": stage,
            "cycle": dossier.clock_cycle,
            "unit": dossier.unit_code,
            "due_at": dossier.due_at.isoformat(),
        },
    )
    return True
