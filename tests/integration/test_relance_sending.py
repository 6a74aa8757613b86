"""Sending: one digest a day where chosen, servers that are down, addresses that are refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from kit.database import Database
from kit.mail import MailServerDown, Message, SomeRecipientsRefused
from relance.errors import ReminderNotUndelivered
from relance.reminders import sweep
from relance.sending import send_again, send_pending
from relance.tables import UnitRow
from tests.integration import late
from tests.integration.late import AGENT, SVC, at, do, play, reminders, take


@pytest.fixture
def engine(database: Database) -> Iterator[Database]:
    with database.transaction() as session:
        late.empty(session)
    yield database
    with database.transaction() as session:
        late.empty(session)


@pytest.fixture
def taken(engine: Database) -> str:
    return take(engine)[0]


def choose_digest(database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(UnitRow).where(UnitRow.code == "SVC").values(digest=True))


def test_one_digest_a_day_where_chosen(engine: Database) -> None:
    choose_digest(engine)
    numbers = [take(engine, f"conversation-{number}")[0] for number in range(3)]
    with engine.transaction() as session:
        sweep(session, at(11, 25, 15))  # after closing: three warnings
    assert play(engine, at(11, 25, 15)) == []
    (digest,) = play(engine, at(11, 26))
    assert digest.recipient == SVC
    assert "3 dossier(s)" in digest.subject
    assert all(digest.body.count(number) == 2 for number in numbers)
    assert "échéance proche" in digest.body
    assert "due soon" in digest.body
    assert "$" not in digest.body
    # What comes to light on the same day waits for the next digest; by hand it goes at once.
    with engine.transaction() as session:
        session.execute(text("UPDATE dossier SET due_at = :at, next_check_at = :at"), {"at": at(11, 26, 10)})
    assert play(engine, at(11, 26, 12)) == []
    do(engine, lambda staff: staff.remind(numbers[0], 2, "unit", "Vite", AGENT, at(11, 26, 12)))
    (by_hand,) = play(engine, at(11, 26, 12))
    assert "Vite" in by_hand.body
    (tomorrow,) = play(engine, at(11, 27))
    assert "3 dossier(s)" in tomorrow.subject
    assert play(engine, at(11, 27, 10)) == []
    assert {row.state for row in reminders(engine)} == {"sent"}


class Refusing:
    def __init__(self, error: type[Exception]) -> None:
        self.error = error
        self.tried: list[Message] = []

    def send(self, message: Message) -> None:
        self.tried.append(message)
        raise self.error(recipient=message.recipient, reason="550 no such user")


def test_a_digest_sent_again_is_the_same_message(engine: Database) -> None:
    choose_digest(engine)
    for number in range(2):
        take(engine, f"conversation-{number}")
    with engine.transaction() as session:
        sweep(session, at(11, 25, 15))
    mailer = Refusing(MailServerDown)
    for minutes in (0, 1, 3):
        send_pending(engine, mailer, at(11, 26) + timedelta(minutes=minutes))
    assert len(mailer.tried) == 3
    assert len(set(mailer.tried)) == 1
    assert [row.attempts for row in reminders(engine)] == [3, 3]


def test_a_server_that_is_down_is_asked_once_a_minute_not_once_a_reminder(engine: Database) -> None:
    for number in range(5):
        take(engine, f"conversation-{number}")
    with engine.transaction() as session:
        sweep(session, at(11, 30))
    mailer = Refusing(MailServerDown)
    assert send_pending(engine, mailer, at(11, 30)).failed == 1
    assert len(mailer.tried) == 1
    for minute in range(1, 60):
        send_pending(engine, mailer, at(11, 30) + timedelta(minutes=minute))
    assert len(mailer.tried) <= 60
    # The server is back after an hour: all go, none is lost, none was given up.
    assert len(play(engine, at(11, 30, 11))) == 5


def test_one_refused_address_of_two_is_shown_and_not_repeated(engine: Database, taken: str) -> None:
    with engine.transaction() as session:
        sweep(session, at(11, 30))
    mailer = Refusing(SomeRecipientsRefused)
    assert send_pending(engine, mailer, at(11, 30)).given_up == 1
    (undelivered,) = [row for row in reminders(engine) if row.state == "failed"]
    assert undelivered.last_error == "550 no such user"
    # The unit's address is corrected, and the reminder tried again by hand, under its old id.
    with engine.transaction() as session:
        session.execute(text("UPDATE unit SET email = 'juste@ministere.example' WHERE code = 'SVC'"))
        assert send_again(session, undelivered.id, AGENT, at(11, 30)) == taken
        with pytest.raises(ReminderNotUndelivered):
            send_again(session, undelivered.id, AGENT, at(11, 30))
    try:
        (message,) = play(engine, at(11, 30))
        assert (message.recipient, message.message_id) == ("juste@ministere.example", undelivered.message_id)
    finally:
        with engine.transaction() as session:
            session.execute(text("UPDATE unit SET email = :email WHERE code = 'SVC'"), {"email": SVC})
