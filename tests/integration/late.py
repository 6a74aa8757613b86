"""Dossiers of an invented citizen that fall due, and what is sent about them."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.clock import FixedClock
from kit.database import Database
from kit.mail import OutboxMailer, OutboxMessage
from relance import seed
from relance.dossiers import Dossiers
from relance.oversight import Oversight
from relance.reminders import sweep
from relance.sending import send_pending
from relance.tables import ReminderRow, UnitRow
from relance.views import Registration

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = "k" * 64
AGENT = Actor(ActorKind.STAFF, "a.ndongo", "A. Ndongo")
REQUEST = Registration(
    "legalisation", "Légaliser un acte", "Aïssatou Bello", None, "a@example.org", "fr", True, "bot"
)
SVC, SG = "services-centraux@ministere.example", "secretariat-general@ministere.example"


def empty(session: Session) -> None:
    """No dossier, no message; the founding data as they were."""
    session.execute(
        text("TRUNCATE dossier, number_sequence, outbox_message, procrastinate_jobs, code_try CASCADE")
    )
    seed.load(session, FRIDAY)
    session.execute(update(UnitRow).values(digest=False))


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def play(database: Database, now: datetime) -> list[OutboxMessage]:
    """Sweep and send as the job does; what was sent now."""
    with database.transaction() as session:
        known = set(session.scalars(select(OutboxMessage.message_id)))
        sweep(session, now)
    send_pending(database, OutboxMailer(database, FixedClock(now)), now)
    with database.transaction() as session:
        return list(session.scalars(select(OutboxMessage).where(OutboxMessage.message_id.not_in(known))))


def reminders(database: Database, level: str | None = None) -> list[ReminderRow]:
    with database.transaction() as session:
        rows = session.scalars(select(ReminderRow).order_by(ReminderRow.id)).all()
    return [row for row in rows if level in {None, row.level}]


def take(database: Database, key: str = "conversation") -> tuple[str, str]:
    """In the hands of the central services, for five working days from Friday 20 November: until the 27th."""
    with database.transaction() as session:
        dossiers = Dossiers(session, KEY)
        receipt = dossiers.register(REQUEST, idempotency_key=key, actor=AGENT, now=FRIDAY)
        dossiers.take(receipt.number, 1, AGENT, FRIDAY)
    return receipt.number, receipt.code


def do(database: Database, act: Callable[[Oversight], object]) -> None:
    with database.transaction() as session:
        act(Oversight(session))
