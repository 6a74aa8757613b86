"""The clock of a dossier: its events, and the deadline that follows from them.

Nothing here is edited: an event is added, the deadline is computed anew from all of them, and the former one
stays to be read.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from relance import escalation
from relance.calendar_versions import CalendarInForce, in_force
from relance.calendars import WorkCalendar
from relance.deadlines import Deadline, Resume, Roll, compute
from relance.pauses import Pause
from relance.periods import Period, PeriodUnit
from relance.tables import ClockEventRow, DeadlineRow, DossierRow, StageRow

__all__ = ["ClockKind", "add_event", "deadlines_by", "recompute", "stages_of", "stop"]


class ClockKind(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    REOPEN = "reopen"


_STARTS = frozenset({ClockKind.START, ClockKind.REOPEN})


def add_event(session: Session, dossier: DossierRow, kind: ClockKind, now: datetime) -> None:
    session.add(
        ClockEventRow(
            dossier_id=dossier.id,
            at=now,
            kind=kind.value,
            cycle=dossier.clock_cycle,
            stage_id=dossier.stage_id,
        )
    )
    session.flush()


def stages_of(session: Session, procedure_version_id: int) -> list[StageRow]:
    query = select(StageRow).where(StageRow.procedure_version_id == procedure_version_id)
    return list(session.scalars(query.order_by(StageRow.position)))


def stop(dossier: DossierRow) -> None:
    """A clock that does not run has no deadline, so that nobody is late while it stands."""
    dossier.due_at = dossier.promised_at = dossier.next_check_at = dossier.unit_promised_at = None
    dossier.unit_promise_shared = False
    dossier.legal_date = dossier.promised_date = None


def deadlines_by(
    session: Session, dossiers: Sequence[DossierRow], calendar: WorkCalendar
) -> dict[int, Deadline]:
    """By dossier id, the deadline each would have by this calendar. Raises DeadlineBeyondHorizon.

    For dossiers whose clock runs; nothing is written.
    """
    present = {dossier.id: (dossier.stage_id, dossier.clock_cycle) for dossier in dossiers}
    events: dict[int, list[ClockEventRow]] = defaultdict(list)
    query = select(ClockEventRow).where(ClockEventRow.dossier_id.in_(present)).order_by(ClockEventRow.id)
    for event in session.scalars(query):
        if (event.stage_id, event.cycle) == present[event.dossier_id]:
            events[event.dossier_id].append(event)
    wanted = select(StageRow).where(StageRow.id.in_({stage for stage, _ in present.values()}))
    stages = {stage.id: stage for stage in session.scalars(wanted)}
    return {
        dossier.id: _deadline(calendar, *_start_and_pauses(events[dossier.id]), stages[dossier.stage_id])
        for dossier in dossiers
    }


def recompute(session: Session, dossier: DossierRow, now: datetime, cause: str) -> None:
    """Set the deadline of a running clock from its events.

    Raises CalendarNotLoaded, DeadlineBeyondHorizon.
    """
    calendar = in_force(session)
    start, pauses = _running(session, dossier)
    stages = stages_of(session, dossier.procedure_version_id)
    place = next(number for number, stage in enumerate(stages) if stage.id == dossier.stage_id)
    stage = stages[place]
    deadline = _deadline(calendar.calendar, start, pauses, stage)
    session.add(_row(dossier, stage, deadline, calendar=calendar, start=start, now=now, cause=cause))
    dossier.due_at, dossier.legal_date = deadline.due_at, deadline.legal_date
    dossier.promised_at, dossier.promised_date = deadline.due_at, deadline.legal_date
    for following in stages[place + 1 :]:
        # Told to the citizen: each stage begins, at the latest, when the one before must be over.
        later = _deadline(calendar.calendar, dossier.promised_at, [], following)
        dossier.promised_at, dossier.promised_date = later.due_at, later.legal_date
    written = escalation.written_levels(session, [dossier])[dossier.id]
    times = escalation.schedule(calendar.calendar, dossier, stage, start)
    dossier.next_check_at = min((at for level, at in times.items() if level not in written), default=None)
    session.flush()


def _running(session: Session, dossier: DossierRow) -> tuple[datetime, list[Pause]]:
    """When the clock of the present stage and cycle started, and its pauses so far."""
    events = session.scalars(
        select(ClockEventRow)
        .where(
            ClockEventRow.dossier_id == dossier.id,
            ClockEventRow.stage_id == dossier.stage_id,
            ClockEventRow.cycle == dossier.clock_cycle,
        )
        .order_by(ClockEventRow.id)
    ).all()
    return _start_and_pauses(events)


def _start_and_pauses(events: Sequence[ClockEventRow]) -> tuple[datetime, list[Pause]]:
    start = next(event.at for event in events if event.kind in _STARTS)
    pauses = [
        Pause(before.at, after.at)
        for before, after in pairwise(events)
        if before.kind == ClockKind.PAUSE and after.kind == ClockKind.RESUME
    ]
    return start, pauses


def _deadline(calendar: WorkCalendar, start: datetime, pauses: Sequence[Pause], stage: StageRow) -> Deadline:
    period = Period(stage.amount, PeriodUnit(stage.unit_of_period))
    resume = Resume(stage.resume)
    return compute(calendar, start, period, pauses=pauses, resume=resume, roll=Roll.FORWARD)


def _row(
    dossier: DossierRow,
    stage: StageRow,
    deadline: Deadline,
    *,
    calendar: CalendarInForce,
    start: datetime,
    now: datetime,
    cause: str,
) -> DeadlineRow:
    return DeadlineRow(
        dossier_id=dossier.id,
        computed_at=now,
        cause=cause,
        stage_id=stage.id,
        cycle=dossier.clock_cycle,
        amount=stage.amount,
        unit_of_period=stage.unit_of_period,
        calendar_version_id=calendar.id,
        started_at=start,
        due_at=deadline.due_at,
        legal_date=deadline.legal_date,
        elapsed_seconds=deadline.elapsed_seconds,
        explanation=[
            {
                "date": day.date.isoformat(),
                "counted": day.counted,
                "why": day.why.value,
                "params": day.params,
            }
            for day in deadline.explanation
        ],
    )
