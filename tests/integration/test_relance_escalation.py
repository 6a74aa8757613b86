"""Reminders that rise: warning, unit, head, unit above, Secretary General; one message at a time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from kit.audit import Actor, ActorKind
from kit.clock import FixedClock
from kit.database import Database
from kit.mail import OutboxMailer, OutboxMessage
from relance import seed
from relance.dossiers import Dossiers
from relance.reminders import sweep
from relance.sending import send_pending
from relance.tables import ReminderRow
from relance.views import Registration

FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = "k" * 64
AGENT = Actor(ActorKind.STAFF, "a.ndongo", "A. Ndongo")
REQUEST = Registration(
    "legalisation", "Légaliser un acte", "Aïssatou Bello", None, "a@example.org", "fr", True, "bot"
)
SVC, SG = "services-centraux@ministere.example", "secretariat-general@ministere.example"


@pytest.fixture
def engine(database: Database) -> Iterator[Database]:
    empty = text("TRUNCATE dossier, number_sequence, outbox_message, procrastinate_jobs CASCADE")
    with database.transaction() as session:
        session.execute(empty)
        seed.load(session, FRIDAY)
    yield database
    with database.transaction() as session:
        session.execute(empty)


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def play(database: Database, now: datetime) -> list[tuple[str, str]]:
    """Sweep and send as the job does; what was sent: recipient and subject."""
    with database.transaction() as session:
        known = set(session.scalars(select(OutboxMessage.message_id)))
        sweep(session, now)
    send_pending(database, OutboxMailer(database, FixedClock(now)), now)
    with database.transaction() as session:
        found = session.scalars(select(OutboxMessage).where(OutboxMessage.message_id.not_in(known))).all()
    return [(message.recipient, message.subject) for message in found]


def ledger(database: Database) -> list[tuple[str, str]]:
    with database.transaction() as session:
        return [
            (row.level, row.state)
            for row in session.scalars(select(ReminderRow).order_by(ReminderRow.due_at, ReminderRow.id))
        ]


@pytest.fixture
def taken(engine: Database) -> str:
    """In the hands of the central services, for five working days from Friday 20 November."""
    with engine.transaction() as session:
        dossiers = Dossiers(session, KEY)
        number = dossiers.register(REQUEST, idempotency_key="conversation", actor=AGENT, now=FRIDAY).number
        dossiers.take(number, 1, AGENT, FRIDAY)
    return number


def test_each_level_goes_to_its_own_when_its_day_has_come(engine: Database, taken: str) -> None:
    sent = {
        day: play(engine, at(*day))
        for day in [(11, 25), (11, 26), (11, 27), (11, 30), (12, 1), (12, 2), (12, 7), (12, 14), (12, 22)]
    }
    assert {day: [recipient for recipient, _ in mails] for day, mails in sent.items() if mails} == {
        (11, 26): [SVC],
        (11, 30): [SVC],
        (12, 2): [SVC],
        (12, 7): [f"{SG}, {SVC}"],
        (12, 14): [f"{SG}, {SVC}"],
    }
    subjects = [subject for mails in sent.values() for _, subject in mails]
    assert subjects[0].startswith("Rappel : ")
    assert [subject.split(" :")[0] for subject in subjects[1:]] == [
        "Relance",
        "Relance",
        "Relance à la hiérarchie",
        "Relance portée au Secrétaire Général",
    ]
    assert all(taken in subject for subject in subjects)
    assert {state for _, state in ledger(engine)} == {"sent"}


@pytest.mark.usefixtures("taken")
def test_found_very_late_one_message_goes_out_and_the_lower_levels_are_kept(engine: Database) -> None:
    ((recipient, subject),) = play(engine, at(12, 24, 8))
    assert recipient == f"{SG}, {SVC}"
    assert "Secrétaire Général" in subject
    assert sorted(ledger(engine)) == [
        ("head", "superseded"),
        ("secretary_general", "sent"),
        ("unit", "superseded"),
        ("unit_above", "superseded"),
        ("warning", "superseded"),
    ]
    assert play(engine, at(12, 24, 8)) == []
    assert play(engine, at(12, 28)) == []


@pytest.mark.usefixtures("taken")
def test_on_a_sunday_it_is_written_and_on_monday_it_is_sent(engine: Database) -> None:
    sunday = at(11, 29)
    assert play(engine, sunday) == []
    assert ("unit", "written") in ledger(engine)
    assert play(engine, at(11, 30, 6)) == []  # 7 in the morning
    assert len(play(engine, at(11, 30, 7))) == 1


def test_a_pause_moves_the_levels_and_none_comes_twice(engine: Database, taken: str) -> None:
    assert len(play(engine, at(11, 26))) == 1
    with engine.transaction() as session:
        Dossiers(session, KEY).ask_paper(taken, 2, ["Acte"], "", AGENT, at(11, 26, 10))
    assert play(engine, at(12, 14)) == []
    with engine.transaction() as session:
        resumed = Dossiers(session, KEY).resume(taken, 3, AGENT, at(12, 14, 10))
    assert resumed.due_at is not None
    assert play(engine, resumed.due_at) == []
    assert len(play(engine, resumed.due_at + timedelta(days=1, hours=-6))) == 1
    assert ledger(engine) == [("warning", "sent"), ("unit", "sent")]
