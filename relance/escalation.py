"""Which levels of a dossier's reminders fall due when, and who is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from relance.calendars import WorkCalendar
from relance.levels import Level, LevelRule, instants
from relance.tables import DossierRow, ReminderRow, StageRow, UnitRow

__all__ = ["addressee", "ordinal_of", "recipients", "rules_of", "schedule", "written_levels"]


def rules_of(stage: StageRow) -> tuple[LevelRule, ...]:
    return tuple(LevelRule(Level(rule["level"]), rule["working_days"]) for rule in stage.reminder_levels)


def schedule(
    calendar: WorkCalendar, dossier: DossierRow, stage: StageRow, start: datetime
) -> dict[Level, datetime]:
    """The instant of each level of the present stage; none while the clock stands."""
    if dossier.due_at is None:
        return {}
    return instants(
        calendar, rules_of(stage), start=start, due_at=dossier.due_at, promised_at=dossier.unit_promised_at
    )


def written_levels(session: Session, dossiers: Sequence[DossierRow]) -> dict[int, set[Level]]:
    """By dossier id: what the ledger holds already for its present stage, clock cycle and promise."""
    present = {(dossier.id, dossier.stage_id, dossier.clock_cycle): dossier for dossier in dossiers}
    query = select(
        ReminderRow.dossier_id,
        ReminderRow.stage_id,
        ReminderRow.clock_cycle,
        ReminderRow.level,
        ReminderRow.ordinal,
    ).where(ReminderRow.dossier_id.in_([dossier.id for dossier in dossiers]))
    found: dict[int, set[Level]] = defaultdict(set)
    for dossier_id, stage_id, cycle, level, ordinal in session.execute(query):
        dossier = present.get((dossier_id, stage_id, cycle))
        if dossier is not None and ordinal == ordinal_of(dossier, Level(level)):
            found[dossier_id].add(Level(level))
    return found


def ordinal_of(dossier: DossierRow, level: Level) -> int:
    """Which one of its level the clock causes now: only a promise may be given, and broken, again."""
    return dossier.unit_promise_number if level is Level.PROMISE else 1


def addressee(level: Level, in_charge: UnitRow, units: Mapping[str, UnitRow]) -> UnitRow | None:
    """Whose unit is told; None for the unit above where there is none."""
    if level is Level.UNIT_ABOVE:
        return units[in_charge.parent_code] if in_charge.parent_code else None
    if level is Level.SECRETARY_GENERAL:
        top = in_charge
        while top.parent_code is not None:
            top = units[top.parent_code]
        return top
    return in_charge


def recipients(addressed: UnitRow, in_charge: UnitRow) -> str:
    """The unit in charge always reads what is said above it: in one message, not in a second one."""
    return ", ".join(dict.fromkeys((addressed.email, in_charge.email)))
