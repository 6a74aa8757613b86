"""Reading dossiers for staff: the list, and one dossier whole."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from relance.errors import DossierNotFound
from relance.numbers import NumberWrong, parse
from relance.registration import clean_text, fold
from relance.states import Outcome, State, allowed_moves
from relance.tables import (
    CalendarVersionRow,
    ClockEventRow,
    DeadlineRow,
    DossierEventRow,
    DossierRow,
    ProcedureRow,
    ProcedureVersionRow,
    ReminderRow,
    StageRow,
    UnitRow,
)
from relance.views import (
    ClockEvent,
    DeadlineView,
    DossierDetail,
    DossierEvent,
    DossierFilter,
    DossierSummary,
    ExplainedDay,
    Page,
    ReminderView,
)

__all__ = ["detail", "is_late", "search", "summary"]

_MOST_PER_PAGE = 200
_Joined = tuple[DossierRow, ProcedureVersionRow, StageRow, UnitRow]


def is_late(now: datetime) -> ColumnElement[bool]:
    """Overdue: past the deadline while the clock runs. A clock that stands has no `due_at`."""
    return DossierRow.due_at < now


def search(session: Session, wanted: DossierFilter, now: datetime) -> Page:
    """Soonest deadline first; those whose clock stands come last, newest first."""
    conditions = _conditions(wanted, now)
    total = session.scalars(
        select(func.count())
        .select_from(DossierRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .where(*conditions)
    ).one()
    per_page = max(1, min(wanted.per_page, _MOST_PER_PAGE))
    page = max(1, min(wanted.page, -(-total // per_page) or 1))
    query = (
        _joined()
        .where(*conditions)
        .order_by(DossierRow.due_at.asc().nulls_last(), DossierRow.id.desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    found = session.execute(query)
    return Page(tuple(_summary(row, now) for row in found), total, page, per_page)


def summary(session: Session, number: str, now: datetime | None) -> DossierSummary:
    """Raises DossierNotFound."""
    return _summary(_row(session, number), now)


def detail(session: Session, number: str, now: datetime | None) -> DossierDetail:
    """Raises DossierNotFound."""
    row = _row(session, number)
    dossier, version, _, _ = row
    deadlines = _deadlines(session, dossier.id)
    return DossierDetail(
        summary=_summary(row, now),
        phone=dossier.phone,
        email=dossier.email,
        language=dossier.language,
        channel=dossier.channel,
        promised_at=dossier.promised_at,
        promised_date=dossier.promised_date,
        waiting_for=tuple(dossier.waiting_for),
        outcome=Outcome(dossier.outcome) if dossier.outcome else None,
        last_message=dossier.last_message,
        closed_at=dossier.closed_at,
        papers_fr=tuple(version.papers_fr),
        papers_en=tuple(version.papers_en),
        allowed_moves=allowed_moves(State(dossier.state)),
        history=_history(session, dossier.id),
        clock=_clock(session, dossier.id),
        deadline=deadlines[-1] if deadlines and dossier.due_at is not None else None,
        deadlines=deadlines,
        reminders=_reminders(session, dossier.id),
        unit_promised_at=dossier.unit_promised_at,
        unit_promise_shared=dossier.unit_promise_shared,
        reminders_resume_at=dossier.reminders_resume_at,
        procedure_version=version.version,
        procedure_current=session.get_one(ProcedureRow, version.procedure_code).current_version,
    )


def _joined() -> Select[DossierRow, ProcedureVersionRow, StageRow, UnitRow]:
    return (
        select(DossierRow, ProcedureVersionRow, StageRow, UnitRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .join(StageRow, StageRow.id == DossierRow.stage_id)
        .join(UnitRow, UnitRow.code == DossierRow.unit_code)
    )


def _row(session: Session, number: str) -> _Joined:
    try:
        canonical = str(parse(number))
    except NumberWrong as error:
        raise DossierNotFound(number=number) from error
    row = session.execute(_joined().where(DossierRow.number == canonical)).one_or_none()
    if row is None:
        raise DossierNotFound(number=canonical)
    return row


def _conditions(wanted: DossierFilter, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        DossierRow.search_text.contains(word, autoescape=True) for word in fold(wanted.text).split()
    ]
    if wanted.state is not None:
        conditions.append(DossierRow.state == wanted.state.value)
    if wanted.unit is not None:
        conditions.append(DossierRow.unit_code == clean_text(wanted.unit))
    if wanted.procedure is not None:
        conditions.append(ProcedureVersionRow.procedure_code == clean_text(wanted.procedure))
    if wanted.late is not None:
        late = is_late(now)
        conditions.append(late if wanted.late else func.coalesce(late, False).is_(False))
    return conditions


def _summary(row: _Joined, now: datetime | None) -> DossierSummary:
    dossier, version, stage, unit = row
    # Without `now`, as the last sweep left it: what it has seen overdue it looks at for later levels only.
    due_at, check_at = dossier.due_at, dossier.next_check_at
    seen_late = due_at is not None and (
        due_at < now if now is not None else check_at is None or check_at > due_at
    )
    return DossierSummary(
        number=dossier.number,
        version=dossier.version,
        subject=dossier.subject,
        name=dossier.name,
        procedure=version.procedure_code,
        procedure_fr=version.name_fr,
        procedure_en=version.name_en,
        stage=stage.code,
        stage_fr=stage.name_fr,
        stage_en=stage.name_en,
        unit=unit.code,
        unit_fr=unit.name_fr,
        unit_en=unit.name_en,
        state=State(dossier.state),
        assigned_to=dossier.assigned_to,
        registered_at=dossier.registered_at,
        due_at=dossier.due_at,
        legal_date=dossier.legal_date,
        late=seen_late,
    )


def _history(session: Session, dossier_id: int) -> tuple[DossierEvent, ...]:
    query = (
        select(DossierEventRow).where(DossierEventRow.dossier_id == dossier_id).order_by(DossierEventRow.id)
    )
    return tuple(
        DossierEvent(
            at=row.at,
            legal_date=row.legal_date,
            code=row.code,
            public=row.public,
            text=row.text,
            details=row.details,
            actor_kind=row.actor_kind,
            actor_reference=row.actor_reference,
            actor_name=row.actor_name,
        )
        for row in session.scalars(query)
    )


def _clock(session: Session, dossier_id: int) -> tuple[ClockEvent, ...]:
    query = (
        select(ClockEventRow, StageRow.code)
        .join(StageRow, StageRow.id == ClockEventRow.stage_id)
        .where(ClockEventRow.dossier_id == dossier_id)
        .order_by(ClockEventRow.id)
    )
    return tuple(ClockEvent(row.at, row.kind, row.cycle, stage) for row, stage in session.execute(query))


def _deadlines(session: Session, dossier_id: int) -> tuple[DeadlineView, ...]:
    """All that were ever computed, oldest first."""
    query = (
        select(DeadlineRow, StageRow, ProcedureVersionRow.version, CalendarVersionRow.version)
        .join(StageRow, StageRow.id == DeadlineRow.stage_id)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == StageRow.procedure_version_id)
        .join(CalendarVersionRow, CalendarVersionRow.id == DeadlineRow.calendar_version_id)
        .where(DeadlineRow.dossier_id == dossier_id)
        .order_by(DeadlineRow.id)
    )
    return tuple(
        DeadlineView(
            computed_at=row.computed_at,
            cause=row.cause,
            stage=stage.code,
            amount=row.amount,
            unit_of_period=row.unit_of_period,
            legal_basis=stage.legal_basis,
            provisional=stage.provisional,
            procedure_version=procedure_version,
            calendar_version=calendar_version,
            started_at=row.started_at,
            due_at=row.due_at,
            legal_date=row.legal_date,
            elapsed_seconds=row.elapsed_seconds,
            explanation=tuple(_explained(day) for day in row.explanation),
        )
        for row, stage, procedure_version, calendar_version in session.execute(query)
    )


def _explained(day: Mapping[str, Any]) -> ExplainedDay:
    return ExplainedDay(date.fromisoformat(day["date"]), day["counted"], day["why"], day["params"])


def _reminders(session: Session, dossier_id: int) -> tuple[ReminderView, ...]:
    query = (
        select(ReminderRow, StageRow.code)
        .join(StageRow, StageRow.id == ReminderRow.stage_id)
        .where(ReminderRow.dossier_id == dossier_id)
        .order_by(ReminderRow.id)
    )
    return tuple(
        ReminderView(
            stage=stage,
            level=row.level,
            clock_cycle=row.clock_cycle,
            unit=row.unit_code,
            recipient=row.recipient,
            message_id=row.message_id,
            legal_date=row.legal_date,
            state=row.state,
            written_at=row.written_at,
            attempts=row.attempts,
            sent_at=row.sent_at,
            last_error=row.last_error,
            note=row.note,
        )
        for row, stage in session.execute(query)
    )
