"""Procedures: what kinds of dossier there are, through which stages they go, and in what time."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import field
from enum import StrEnum

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kit.errors import DomainError
from relance.deadlines import Resume
from relance.errors import ProcedureUnknown
from relance.escalation import rules_of
from relance.levels import LevelRule, rules_fault
from relance.periods import Period, PeriodUnit
from relance.tables import ProcedureRow, ProcedureVersionRow, StageRow

__all__ = [
    "Procedure",
    "ProcedureKind",
    "Stage",
    "all_procedures",
    "citizen_procedures",
    "get_procedure",
    "procedure_fault",
    "procedure_version",
]

_ENTRY = ConfigDict(extra="forbid", strict=True, str_min_length=1)


class ProcedureKind(StrEnum):
    CITIZEN_REQUEST = "citizen_request"
    MAIL = "mail"
    TRANSLATION = "translation"
    INTERPRETATION = "interpretation"


@dataclass(frozen=True, config=_ENTRY)
class Stage:
    """`unit` is in charge for `amount` × `unit_of_period`, `provisional` until it is confirmed.

    `pausable`: asking the citizen for a paper stops the clock; `resume` says how it runs on afterwards.

    `level`: when it is reminded; empty in the data file where the procedure's or the default ones hold.
    """

    code: str
    fr: str
    en: str
    unit: str
    amount: int
    unit_of_period: str
    legal_basis: str
    provisional: bool
    pausable: bool = True
    resume: str = Resume.CONTINUE.value
    level: tuple[LevelRule, ...] = ()

    @property
    def period(self) -> Period:
        return Period(self.amount, PeriodUnit(self.unit_of_period))


@dataclass(frozen=True, config=_ENTRY)
class Procedure:
    """One entry of `data/procedures.toml`, or one version of it."""

    code: str
    kind: str
    fr: str
    en: str
    description_fr: str
    description_en: str
    stage: tuple[Stage, ...] = field(default=())
    papers_fr: tuple[str, ...] = ()
    papers_en: tuple[str, ...] = ()
    level: tuple[LevelRule, ...] = ()
    version: int = 1

    @property
    def stages(self) -> tuple[Stage, ...]:
        return self.stage

    @property
    def provisional(self) -> bool:
        return any(stage.provisional for stage in self.stage)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The stages' periods, neighbours of one unit added up: what a reader is told about the whole."""
        whole: list[Period] = []
        for stage in self.stage:
            period = stage.period
            if whole and whole[-1].unit is period.unit:
                whole[-1] = Period(whole[-1].amount + period.amount, period.unit)
            else:
                whole.append(period)
        return tuple(whole)


def all_procedures(session: Session) -> tuple[Procedure, ...]:
    """The current version of each, in the order of the data file."""
    query = (
        select(ProcedureRow, ProcedureVersionRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.procedure_code == ProcedureRow.code)
        .where(ProcedureVersionRow.version == ProcedureRow.current_version)
        .order_by(ProcedureRow.position, ProcedureRow.code)
    )
    return _views(session, query)


def procedure_version(session: Session, code: str, version: int) -> Procedure:
    """Raises ProcedureUnknown."""
    query = (
        select(ProcedureRow, ProcedureVersionRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.procedure_code == ProcedureRow.code)
        .where(ProcedureRow.code == code, ProcedureVersionRow.version == version)
    )
    found = _views(session, query)
    if not found:
        raise ProcedureUnknown(field="procedure", procedure=code)
    return found[0]


def _views(session: Session, query: Select[ProcedureRow, ProcedureVersionRow]) -> tuple[Procedure, ...]:
    found = session.execute(query).all()
    stages = _stages(session, (version.id for _, version in found))
    return tuple(_view(row, version, stages.get(version.id, ())) for row, version in found)


def citizen_procedures(session: Session) -> tuple[Procedure, ...]:
    """Those a citizen may ask for."""
    return tuple(entry for entry in all_procedures(session) if entry.kind == ProcedureKind.CITIZEN_REQUEST)


def get_procedure(session: Session, code: str) -> Procedure:
    """Raises ProcedureUnknown."""
    for procedure in all_procedures(session):
        if procedure.code == code:
            return procedure
    raise ProcedureUnknown(field="procedure", procedure=code)


def _stages(session: Session, version_ids: Iterable[int]) -> dict[int, tuple[StageRow, ...]]:
    query = (
        select(StageRow)
        .where(StageRow.procedure_version_id.in_(tuple(version_ids)))
        .order_by(StageRow.position)
    )
    found: dict[int, tuple[StageRow, ...]] = {}
    for row in session.scalars(query):
        found[row.procedure_version_id] = (*found.get(row.procedure_version_id, ()), row)
    return found


def _view(row: ProcedureRow, version: ProcedureVersionRow, stages: Iterable[StageRow]) -> Procedure:
    return Procedure(
        code=row.code,
        kind=row.kind,
        fr=version.name_fr,
        en=version.name_en,
        description_fr=version.description_fr,
        description_en=version.description_en,
        papers_fr=tuple(version.papers_fr),
        papers_en=tuple(version.papers_en),
        version=version.version,
        stage=tuple(
            Stage(
                code=stage.code,
                fr=stage.name_fr,
                en=stage.name_en,
                unit=stage.unit_code,
                amount=stage.amount,
                unit_of_period=stage.unit_of_period,
                legal_basis=stage.legal_basis,
                provisional=stage.provisional,
                pausable=stage.pausable,
                resume=stage.resume,
                level=rules_of(stage),
            )
            for stage in stages
        ),
    )


def procedure_fault(procedure: Procedure, unit_codes: AbstractSet[str]) -> str:
    """Why it cannot stand; empty when it can."""
    if procedure.kind not in set(ProcedureKind):
        return f"unknown kind {procedure.kind}"
    if not procedure.stages or len({stage.code for stage in procedure.stages}) < len(procedure.stages):
        return "no stage, or two of one code"
    if len(procedure.papers_fr) != len(procedure.papers_en):
        return "papers differ between the languages"
    if fault := rules_fault(procedure.level):
        return fault
    return next((fault for stage in procedure.stages if (fault := _stage_fault(stage, unit_codes))), "")


def _stage_fault(stage: Stage, unit_codes: AbstractSet[str]) -> str:
    if stage.unit not in unit_codes:
        return f"unknown unit {stage.unit}"
    try:
        _ = stage.period
    except (ValueError, DomainError):
        return f"wrong period {stage.amount} {stage.unit_of_period}"
    if stage.resume not in set(Resume):
        return f"unknown way to run on {stage.resume}"
    return rules_fault(stage.level)
