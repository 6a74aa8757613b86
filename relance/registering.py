"""Registering a dossier: once for each idempotency key, whatever comes twice or at once (art. 16)."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kit.audit import Actor
from kit.passwords import hash_secret
from relance import clocks
from relance.calendar_versions import in_force
from relance.clocks import ClockKind
from relance.codes import derive_code, normalise_code
from relance.errors import ProcedureUnknown, RegistrationKeyReused
from relance.history import add_fact
from relance.numbers import DossierNumber
from relance.procedures import ProcedureKind
from relance.registration import check, check_key, content_digest, fold
from relance.states import State
from relance.tables import (
    DeadlineRow,
    DossierRow,
    NumberSequenceRow,
    ProcedureRow,
    ProcedureVersionRow,
    StageRow,
)
from relance.views import Receipt, Registration

__all__ = ["register"]

_KIND = "REQ"


def register(
    session: Session,
    code_key: str,
    registration: Registration,
    *,
    idempotency_key: str,
    actor: Actor,
    now: datetime,
) -> Receipt:
    """Raises an Invalid naming the field, ProcedureUnknown, RegistrationKeyReused."""
    check_key(idempotency_key)
    checked = check(registration)
    digest = content_digest(code_key, checked)
    # Only its digest is kept: who reads the table must not be able to derive the codes.
    key_hash = hashlib.sha256(idempotency_key.encode()).hexdigest()
    code = derive_code(code_key, idempotency_key)
    known = _find(session, key_hash)
    if known is None:
        version = _current_version(session, checked.procedure)
        code_hash = hash_secret(normalise_code(code))
        dossier = _insert(session, checked, version, (code_hash, key_hash, digest), now)
        if dossier is not None:
            _begin(session, dossier, actor, now)
            return _receipt(session, dossier, code, replayed=False)
        known = _find(session, key_hash)
        assert known is not None  # the insert has just met it
    if known.content_digest != digest:
        raise RegistrationKeyReused
    return _receipt(session, known, code, replayed=True)


def _find(session: Session, key_hash: str) -> DossierRow | None:
    return session.scalar(select(DossierRow).where(DossierRow.idempotency_hash == key_hash))


def _current_version(session: Session, procedure: str) -> ProcedureVersionRow:
    version = session.scalar(
        select(ProcedureVersionRow)
        .join(ProcedureRow, ProcedureRow.code == ProcedureVersionRow.procedure_code)
        .where(
            ProcedureRow.code == procedure,
            ProcedureRow.kind == ProcedureKind.CITIZEN_REQUEST.value,
            ProcedureVersionRow.version == ProcedureRow.current_version,
        )
    )
    if version is None:
        raise ProcedureUnknown(field="procedure", procedure=procedure)
    return version


def _insert(
    session: Session,
    registration: Registration,
    version: ProcedureVersionRow,
    digests: tuple[str, str, str],
    now: datetime,
) -> DossierRow | None:
    """None when the same key has been registered meanwhile; the number taken for it is then given back."""
    stage = session.scalars(
        select(StageRow)
        .where(StageRow.procedure_version_id == version.id)
        .order_by(StageRow.position)
        .limit(1)
    ).one()
    with session.begin_nested() as savepoint:
        number = _next_number(session, now)
        values = _placing(number, version, stage, now) | _content(registration, number, digests)
        inserted = insert(DossierRow).values(values).on_conflict_do_nothing().returning(DossierRow)
        dossier = session.scalar(inserted)
        if dossier is None:
            savepoint.rollback()
    return dossier


def _placing(
    number: DossierNumber, version: ProcedureVersionRow, stage: StageRow, now: datetime
) -> dict[str, object]:
    return {
        "number": str(number),
        "kind": number.kind,
        "year": number.year,
        "sequence": number.sequence,
        "version": 1,
        "procedure_version_id": version.id,
        "stage_id": stage.id,
        "unit_code": stage.unit_code,
        "state": State.REGISTERED.value,
        "consent_at": now,
        "registered_at": now,
        "clock_cycle": 1,
        "unit_promise_number": 0,
        "unit_promise_shared": False,
        "waiting_for": [],
        "updated_at": now,
    }


def _content(
    registration: Registration, number: DossierNumber, digests: tuple[str, str, str]
) -> dict[str, object]:
    code_hash, key_hash, content = digests
    return {
        "channel": registration.channel,
        "language": registration.language,
        "subject": registration.subject,
        "name": registration.name,
        "phone": registration.phone,
        "email": registration.email,
        "search_text": fold(str(number), registration.subject, registration.name),
        "code_hash": code_hash,
        "idempotency_hash": key_hash,
        "content_digest": content,
    }


def _next_number(session: Session, now: datetime) -> DossierNumber:
    """The next of the kind and local year. Locked to the end: a rolled back number comes again."""
    year = now.astimezone(in_force(session).calendar.zone).year
    sequence = NumberSequenceRow.last
    counted = (
        insert(NumberSequenceRow)
        .values(kind=_KIND, year=year, last=1)
        .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": sequence + 1})
        .returning(sequence)
    )
    return DossierNumber(_KIND, year, session.scalars(counted).one())


def _begin(session: Session, dossier: DossierRow, actor: Actor, now: datetime) -> None:
    clocks.add_event(session, dossier, ClockKind.START, now)
    clocks.recompute(session, dossier, now, "registered")
    add_fact(session, dossier, "registered", actor, now, details={"channel": dossier.channel})


def _receipt(session: Session, dossier: DossierRow, code: str, *, replayed: bool) -> Receipt:
    procedure = session.scalars(
        select(ProcedureVersionRow.procedure_code).where(
            ProcedureVersionRow.id == dossier.procedure_version_id
        )
    ).one()
    due_at, legal_date = dossier.promised_at, dossier.promised_date
    if due_at is None or legal_date is None:
        # The clock stands by now: a repeated registration is told the last deadline there was.
        last = session.scalars(
            select(DeadlineRow)
            .where(DeadlineRow.dossier_id == dossier.id)
            .order_by(DeadlineRow.id.desc())
            .limit(1)
        ).one()
        due_at, legal_date = last.due_at, last.legal_date
    return Receipt(
        number=dossier.number,
        code=code,
        procedure=procedure,
        state=State(dossier.state),
        due_at=due_at,
        legal_date=legal_date,
        replayed=replayed,
    )
