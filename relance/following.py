"""The citizen's look at his dossier, by number and secret code.

Unknown number, mistyped number and wrong code are one answer, after one argon2 computation each, so that
nobody learns which numbers exist.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.passwords import verify_secret
from relance import clocks
from relance.calendar_versions import in_force
from relance.codes import keyed_digest, normalise_code
from relance.errors import DossierNotFound, TooManyTries
from relance.foreseeing import Foreseen, Step, foresee
from relance.numbers import NumberWrong, parse
from relance.periods import Period, PeriodUnit
from relance.states import Outcome, State, public
from relance.tables import DossierEventRow, DossierRow, ProcedureVersionRow
from relance.tries import TryBook, Verdict
from relance.views import PublicStatus

__all__ = ["follow"]

_MOMENT = timedelta(microseconds=1)


def follow(
    session: Session, code_key: str, number: str, code: str, *, address: str, now: datetime
) -> PublicStatus:
    """Raises DossierNotFound, TooManyTries.

    The session must hold no connection yet, nor changes the try should see: each try has its own
    transactions, and a request that holds one connection while it waits for another could starve the pool.
    """
    wanted = _canonical(number)
    tries = TryBook(session)
    opened = tries.open(
        keyed_digest(code_key, "number", wanted or number[:100]),
        keyed_digest(code_key, "address", address),
        now,
    )
    stored = tries.code_hash(wanted)
    if not verify_secret(stored, normalise_code(code)):
        if opened.verdict is Verdict.ONLY_IF_RIGHT:
            raise TooManyTries(retry_after_seconds=opened.retry_after_seconds)
        raise DossierNotFound
    tries.mark_right(opened)
    return _status(session, wanted)


def _canonical(number: str) -> str:
    """The number as stored; empty when it cannot be one."""
    try:
        return str(parse(number))
    except NumberWrong:
        return ""


def _status(session: Session, number: str) -> PublicStatus:
    dossier, procedure = session.execute(
        select(DossierRow, ProcedureVersionRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .where(DossierRow.number == number)
    ).one()
    zone = in_force(session).calendar.zone
    said_at, closed_at = dossier.last_message_at, dossier.closed_at
    shared = dossier.unit_promised_at if dossier.unit_promise_shared else None
    return PublicStatus(
        number=dossier.number,
        procedure_fr=procedure.name_fr,
        procedure_en=procedure.name_en,
        state=public(State(dossier.state)),
        registered_on=dossier.registered_at.astimezone(zone).date(),
        due_date=dossier.promised_date,
        waiting_for=tuple(dossier.waiting_for),
        last_message=dossier.last_message,
        last_message_on=said_at.astimezone(zone).date() if said_at else None,
        outcome=Outcome(dossier.outcome) if dossier.outcome else None,
        closed_on=closed_at.astimezone(zone).date() if closed_at else None,
        # A closing at midnight ("24:00") still belongs to the day that was promised.
        unit_promised_on=(shared - _MOMENT).astimezone(zone).date() if shared else None,
        unit_promise_reason=_promise_reason(session, dossier) if shared else None,
        foreseen=_foresee(session, dossier) if dossier.due_at is not None else None,
    )


def _foresee(session: Session, dossier: DossierRow) -> Foreseen:
    """Why the promised day is that day."""
    calendar = in_force(session).calendar
    first = clocks.deadlines_by(session, [dossier], calendar)[dossier.id]
    stages = clocks.stages_of(session, dossier.procedure_version_id)
    place = next(number for number, stage in enumerate(stages) if stage.id == dossier.stage_id)
    steps = [
        Step(stage.name_fr, stage.name_en, Period(stage.amount, PeriodUnit(stage.unit_of_period)))
        for stage in stages[place:]
    ]
    return foresee(calendar, first.due_at, steps, first)


def _promise_reason(session: Session, dossier: DossierRow) -> str | None:
    return session.scalar(
        select(DossierEventRow.text)
        .where(DossierEventRow.dossier_id == dossier.id, DossierEventRow.code == "acknowledged")
        .order_by(DossierEventRow.id.desc())
        .limit(1)
    )
