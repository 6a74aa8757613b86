"""Moving a dossier, on purpose, to the version of its procedure that is in force."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import Actor
from relance import clocks, ledger
from relance.changes import clean_message, lock, record
from relance.errors import ProcedureCurrentAlready, ReasonMissing, StageGone
from relance.tables import ClockEventRow, DossierRow, ProcedureRow, ProcedureVersionRow, StageRow
from relance.views import DossierSummary

__all__ = ["move_to_current"]


def move_to_current(  # noqa: PLR0917 - who and when come last, as in every move
    session: Session, number: str, version: int, reason: str, actor: Actor, now: datetime
) -> DossierSummary:
    """The stage of the same code goes on, its clock as it was; the deadline is computed by the new rule.

    Raises DossierNotFound, DossierChangedMeanwhile, ReasonMissing, ProcedureCurrentAlready, StageGone.
    """
    said = clean_message("reason", reason)
    if not said:
        raise ReasonMissing(field="reason")
    dossier = lock(session, number, version)
    former = session.get_one(ProcedureVersionRow, dossier.procedure_version_id)
    current = session.scalars(
        select(ProcedureVersionRow)
        .join(ProcedureRow, ProcedureRow.code == ProcedureVersionRow.procedure_code)
        .where(
            ProcedureRow.code == former.procedure_code,
            ProcedureVersionRow.version == ProcedureRow.current_version,
        )
    ).one()
    if current.id == former.id:
        raise ProcedureCurrentAlready(number=dossier.number)
    before = session.get_one(StageRow, dossier.stage_id)
    stages = {stage.code: stage for stage in clocks.stages_of(session, current.id)}
    if before.code not in stages:
        raise StageGone(number=dossier.number, stage=before.code)
    _carry_over(session, dossier, before, stages[before.code])
    dossier.procedure_version_id = current.id
    if dossier.due_at is not None:
        clocks.recompute(session, dossier, now, "procedure_moved")
    return record(
        session,
        dossier,
        "procedure_moved",
        actor,
        now,
        note=said,
        from_version=former.version,
        to_version=current.version,
    )


def _carry_over(session: Session, dossier: DossierRow, before: StageRow, after: StageRow) -> None:
    """The clock's events and what was reminded of hold for the stage's new row too."""
    query = select(ClockEventRow).where(
        ClockEventRow.dossier_id == dossier.id,
        ClockEventRow.stage_id == before.id,
        ClockEventRow.cycle == dossier.clock_cycle,
    )
    for event in session.scalars(query.order_by(ClockEventRow.id)).all():
        session.add(
            ClockEventRow(
                dossier_id=dossier.id, at=event.at, kind=event.kind, cycle=event.cycle, stage_id=after.id
            )
        )
        session.flush()  # one by one: their ids are their order
    dossier.stage_id, dossier.unit_code = after.id, after.unit_code
    ledger.carry_over(session, dossier, before.id)
