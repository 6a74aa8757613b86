"""Who did what: an append-only log, each row chained to the one before by its hash.

A row carries identifiers only, never what a person wrote: the log outlives the personal data.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Identity, String, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.database import Base

__all__ = ["SYSTEM", "Act", "Actor", "ActorKind", "AuditEvent", "first_broken_link", "record", "record_many"]

_GENESIS = "0" * 64
_BY_PAGE = {"yield_per": 1000}
_WRITTEN = ("at", "actor_kind", "actor_reference", "action", "subject", "details", "previous_hash")
_CHAIN_LOCK = 0x7472_7563  # "truc": the advisory lock that puts writers in a row


class ActorKind(StrEnum):
    STAFF = "staff"
    CITIZEN = "citizen"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `reference` is an account's login for staff, empty for a citizen; `name` is for screens."""

    kind: ActorKind
    reference: str = ""
    name: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, "truchement", "Truchement")


@dataclass(frozen=True, slots=True)
class Act:
    """`action` is dotted (`dossier.closed`); `subject` is a number or code, never a name."""

    action: str
    subject: str
    details: dict[str, Any] = field(default_factory=dict)


class AuditEvent(Base):
    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_reference: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


def record(
    session: Session, now: datetime, actor: Actor, action: str, subject: str, **details: object
) -> None:
    """Append one event in the caller's transaction. `action` is dotted (`dossier.closed`)."""
    record_many(session, now, actor, [Act(action, subject, details)])


def record_many(session: Session, now: datetime, actor: Actor, acts: Iterable[Act]) -> None:
    """Append them in their order. The lock and the end of the chain are asked for once, not once an act."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)) or _GENESIS
    rows = []
    for act in acts:
        event = AuditEvent(
            at=now,
            actor_kind=actor.kind.value,
            actor_reference=actor.reference,
            action=act.action,
            subject=act.subject,
            details=act.details,
            previous_hash=last,
        )
        last = _link(event)
        rows.append({column: getattr(event, column) for column in _WRITTEN} | {"hash": last})
    if rows:
        # A list of rows goes through one statement prepared once, row by row: ids follow the chain.
        session.execute(insert(AuditEvent), rows)


def first_broken_link(session: Session) -> int | None:
    """Id of the first row that was changed or follows a removed one; None when the chain is whole."""
    previous = _GENESIS
    with closing(
        session.scalars(select(AuditEvent).order_by(AuditEvent.id), execution_options=_BY_PAGE)
    ) as events:
        for event in events:
            if event.previous_hash != previous or event.hash != _link(event):
                return event.id
            previous = event.hash
    return None


def _link(event: AuditEvent) -> str:
    content = [
        event.previous_hash,
        event.at.isoformat(),
        event.actor_kind,
        event.actor_reference,
        event.action,
        event.subject,
        event.details,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
