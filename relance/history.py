"""The history of a dossier: one row a fact, beside the audit log, which outlives what people wrote."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Act, Actor
from relance.tables import DossierEventRow, DossierRow

__all__ = ["Fact", "add_fact", "add_facts"]


@dataclass(frozen=True, slots=True)
class Fact:
    """`text` is what a person wrote: it goes into the history, never into the audit log."""

    dossier: DossierRow
    code: str
    text: str = ""
    public: bool = False
    legal_date: date | None = None
    details: dict[str, object] = field(default_factory=dict)


def add_fact(
    session: Session,
    dossier: DossierRow,
    code: str,
    actor: Actor,
    now: datetime,
    *,
    text: str = "",
    public: bool = False,
    legal_date: date | None = None,
    details: dict[str, object] | None = None,
) -> None:
    fact = Fact(dossier, code, text=text, public=public, legal_date=legal_date, details=details or {})
    add_facts(session, [fact], actor, now)


def add_facts(session: Session, facts: Sequence[Fact], actor: Actor, now: datetime) -> None:
    """In their order, in two statements: a morning's reminders are many."""
    if not facts:
        return
    session.flush()
    rows = [
        {
            "dossier_id": fact.dossier.id,
            "at": now,
            "legal_date": fact.legal_date,
            "code": fact.code,
            "public": fact.public,
            "text": fact.text,
            "details": fact.details,
            "actor_kind": actor.kind.value,
            "actor_reference": actor.reference,
            "actor_name": actor.name,
        }
        for fact in facts
    ]
    session.execute(insert(DossierEventRow), rows)
    acts = [
        Act(f"dossier.{fact.code}", fact.dossier.number, {"version": fact.dossier.version}) for fact in facts
    ]
    audit.record_many(session, now, actor, acts)
