"""The history of a dossier: one row a fact, beside the audit log, which outlives what people wrote."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from relance.tables import DossierEventRow, DossierRow

__all__ = ["add_fact"]


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
    """`text` is what a person wrote: it goes into the history, never into the audit log."""
    session.add(
        DossierEventRow(
            dossier_id=dossier.id,
            at=now,
            legal_date=legal_date,
            code=code,
            public=public,
            text=text,
            details=details or {},
            actor_kind=actor.kind.value,
            actor_reference=actor.reference,
            actor_name=actor.name,
        )
    )
    session.flush()
    audit.record(session, now, actor, f"dossier.{code}", dossier.number, version=dossier.version)
