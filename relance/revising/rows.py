"""Writing one version of a procedure; nothing of it is changed afterwards but who confirmed it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from relance.levels import LevelRule
from relance.procedures import Procedure, Stage
from relance.tables import ProcedureVersionRow, StageRow

__all__ = ["add_version"]


def add_version(
    session: Session,
    procedure: Procedure,
    version: int,
    now: datetime,
    *,
    levels: Sequence[LevelRule] = (),
    proposed_by: str = "",
) -> ProcedureVersionRow:
    """`levels` are for stages of a procedure that has none of its own; no author: from the data file."""
    content = json.dumps(asdict(procedure), sort_keys=True, ensure_ascii=False)
    row = ProcedureVersionRow(
        procedure_code=procedure.code,
        version=version,
        created_at=now,
        digest=hashlib.sha256(content.encode()).hexdigest(),
        name_fr=procedure.fr,
        name_en=procedure.en,
        description_fr=procedure.description_fr,
        description_en=procedure.description_en,
        papers_fr=list(procedure.papers_fr),
        papers_en=list(procedure.papers_en),
        proposed_by=proposed_by,
        confirmed_by=None,
        confirmed_at=None,
    )
    session.add(row)
    session.flush()
    session.add_all(
        _stage(row.id, position, stage, stage.level or procedure.level or levels)
        for position, stage in enumerate(procedure.stages)
    )
    session.flush()
    return row


def _stage(version: int, position: int, stage: Stage, levels: Sequence[LevelRule]) -> StageRow:
    return StageRow(
        procedure_version_id=version,
        position=position,
        code=stage.code,
        name_fr=stage.fr,
        name_en=stage.en,
        unit_code=stage.unit,
        amount=stage.amount,
        unit_of_period=stage.unit_of_period,
        legal_basis=stage.legal_basis,
        provisional=stage.provisional,
        pausable=stage.pausable,
        resume=stage.resume,
        reminder_levels=[asdict(rule) for rule in levels],
    )
