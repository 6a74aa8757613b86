"""A reminder, or a day's digest of them, as a message."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from kit.mail import Message
from relance.calendar_versions import in_force
from relance.levels import Level
from relance.periods import Period, PeriodUnit
from relance.reminder_texts import ReminderFacts, write_digest, write_reminder
from relance.tables import DossierRow, ProcedureVersionRow, ReminderRow, StageRow, UnitRow

__all__ = ["compose", "compose_digest", "facts_of"]


def compose(session: Session, reminder: ReminderRow) -> Message:
    subject, body = write_reminder(facts_of(session, reminder))
    return Message(reminder.message_id, reminder.recipient, subject, body)


def compose_digest(session: Session, reminders: Sequence[ReminderRow]) -> Message:
    """Of one recipient, under one `digest_id`."""
    first = reminders[0]
    assert first.digest_id is not None
    subject, body = write_digest([facts_of(session, reminder) for reminder in reminders], _day_of(first))
    return Message(first.digest_id, first.recipient, subject, body)


def _day_of(reminder: ReminderRow) -> date:
    """The local day of a digest, as its id says: it is sent again under the date of its first sending."""
    assert reminder.digest_id is not None
    return date.fromisoformat(reminder.digest_id.split(".")[1])


def facts_of(session: Session, reminder: ReminderRow) -> ReminderFacts:
    in_charge = aliased(UnitRow)
    dossier, version, stage, unit, charged = session.execute(
        select(DossierRow, ProcedureVersionRow, StageRow, UnitRow, in_charge)
        .select_from(DossierRow)
        .join(StageRow, StageRow.id == reminder.stage_id)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == StageRow.procedure_version_id)
        .join(UnitRow, UnitRow.code == reminder.unit_code)
        .join(in_charge, in_charge.code == StageRow.unit_code)
        .where(DossierRow.id == reminder.dossier_id)
    ).one()
    zone = in_force(session).calendar.zone
    return ReminderFacts(
        level=Level(reminder.level),
        number=dossier.number,
        addressee=(unit.name_fr, unit.name_en),
        head=(unit.head_title_fr, unit.head_title_en),
        unit=(charged.name_fr, charged.name_en),
        procedure=(version.name_fr, version.name_en),
        stage=(stage.name_fr, stage.name_en),
        legal_date=reminder.legal_date,
        registered_on=dossier.registered_at.astimezone(zone).date(),
        period=Period(stage.amount, PeriodUnit(stage.unit_of_period)),
        legal_basis=stage.legal_basis,
        provisional=stage.provisional,
        note=reminder.note,
    )
