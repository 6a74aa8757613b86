"""Which version of a procedure is in force, which one waits, and how it comes into force."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from relance.errors import ProcedureChangedMeanwhile, ProcedureNotWaiting, ProcedureUnknown, ProcedureWrong
from relance.procedures import Procedure, procedure_fault, procedure_version
from relance.revising.rows import add_version
from relance.tables import ProcedureRow, ProcedureVersionRow, StageRow, UnitRow

__all__ = ["Standing", "confirm", "propose", "standing", "standings"]


@dataclass(frozen=True, slots=True)
class Standing:
    """New dossiers begin under `current`; `waiting` is a newer version that is proposed and not in force."""

    current: Procedure
    confirmed_by: str | None
    confirmed_at: datetime | None
    waiting: Procedure | None
    proposed_by: str


def standings(session: Session) -> tuple[Standing, ...]:
    """Of every procedure, in their order."""
    codes = session.scalars(select(ProcedureRow.code).order_by(ProcedureRow.position, ProcedureRow.code))
    return tuple(standing(session, code) for code in codes.all())


def standing(session: Session, code: str) -> Standing:
    """Raises ProcedureUnknown."""
    current = _current(session, code)
    newest = _newest(session, code)
    return Standing(
        current=procedure_version(session, code, current.version),
        confirmed_by=current.confirmed_by,
        confirmed_at=current.confirmed_at,
        waiting=procedure_version(session, code, newest.version) if newest.id != current.id else None,
        proposed_by=newest.proposed_by,
    )


def propose(
    session: Session, procedure: Procedure, base_version: int, actor: Actor, now: datetime
) -> Procedure:
    """Keep a new version that waits for the Secretary General. It replaces one that was waiting.

    `base_version` is the newest version its author saw. Raises ProcedureUnknown, ProcedureWrong,
    ProcedureChangedMeanwhile.
    """
    _lock(session, procedure.code)
    newest = _newest(session, procedure.code)
    if newest.version != base_version:
        raise ProcedureChangedMeanwhile(expected=base_version, present=newest.version)
    provisional = tuple(replace(stage, provisional=True) for stage in procedure.stages)
    wanted = replace(procedure, stage=provisional, version=newest.version + 1)
    if fault := procedure_fault(wanted, set(session.scalars(select(UnitRow.code)))):
        raise ProcedureWrong(field="stages", reason=fault)
    add_version(session, wanted, wanted.version, now, proposed_by=actor.reference)
    audit.record(session, now, actor, "procedure.proposed", wanted.code, version=wanted.version)
    return wanted


def confirm(session: Session, code: str, version: int, actor: Actor, now: datetime) -> None:
    """Put the newest version in force; its periods are provisional no more. Dossiers keep theirs.

    Raises ProcedureUnknown, ProcedureNotWaiting (also where somebody has proposed a newer one meanwhile).
    """
    procedure = _lock(session, code)
    newest = _newest(session, code)
    if newest.version != version or newest.confirmed_at is not None:
        raise ProcedureNotWaiting(procedure=code, version=version)
    newest.confirmed_by, newest.confirmed_at = actor.reference, now
    procedure.current_version = version
    stages = update(StageRow).where(StageRow.procedure_version_id == newest.id)
    session.execute(stages.values(provisional=False))
    audit.record(session, now, actor, "procedure.confirmed", code, version=version)
    session.flush()
    session.expire_all()


def _lock(session: Session, code: str) -> ProcedureRow:
    row = session.get(ProcedureRow, code, with_for_update=True)
    if row is None:
        raise ProcedureUnknown(field="procedure", procedure=code)
    return row


def _current(session: Session, code: str) -> ProcedureVersionRow:
    query = (
        select(ProcedureVersionRow)
        .join(ProcedureRow, ProcedureRow.code == ProcedureVersionRow.procedure_code)
        .where(ProcedureRow.code == code, ProcedureVersionRow.version == ProcedureRow.current_version)
    )
    row = session.scalar(query)
    if row is None:
        raise ProcedureUnknown(field="procedure", procedure=code)
    return row


def _newest(session: Session, code: str) -> ProcedureVersionRow:
    last = select(func.max(ProcedureVersionRow.version)).where(ProcedureVersionRow.procedure_code == code)
    query = select(ProcedureVersionRow).where(
        ProcedureVersionRow.procedure_code == code, ProcedureVersionRow.version == last.scalar_subquery()
    )
    return session.scalars(query).one()
