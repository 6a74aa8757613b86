"""Reminders through a real SMTP conversation: one message, whatever is repeated or fails on the way."""

import json
import socket
import uuid
from collections.abc import Iterator
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from tests import running

LATE = "2027-03-01T09:00+01:00"


class Mailbox(MessageHandler):
    def __init__(self) -> None:
        super().__init__()
        self.received: list[Message] = []
        self.refusing = False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- the library's name
        if self.refusing:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def handle_message(self, message: Message) -> None:
        self.received.append(message)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


def register(environment: dict[str, str]) -> None:
    """Through the services, as a counter or the bot would."""
    result = running.run_python(
        f"""
from api.system import opened
from kit.audit import Actor, ActorKind
from kit.settings import Settings
from relance.dossiers import Dossiers
from relance.views import Registration
with opened(Settings()) as services, services.database.transaction() as session:
    registration = Registration(
        "legalisation", "Acte à légaliser", "Fon Grace", None, "fon@example.org", "fr", True, "bot"
    )
    Dossiers(session, services.secrets.code_key).register(
        registration, idempotency_key="{uuid.uuid4()}", actor=Actor(ActorKind.BOT), now=services.clock.now())
""",
        environment,
    )
    assert result.returncode == 0, result.stderr


def play(environment: dict[str, str], now: str) -> dict:
    result = running.run_command("relance", "run", "--now", now, "--json", environment=environment)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_one_reminder_leaves_by_smtp_however_often_it_is_played(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    with running.scratch_folder() as folder:
        environment = running.environment_for(folder, TRUCHEMENT_SMTP_URL=f"smtp://127.0.0.1:{port}")
        register(environment)
        assert play(environment, LATE)["swept"]["reminders_written"] == 1
        assert play(environment, LATE)["swept"]["reminders_written"] == 0
    [message] = box.received
    assert message["Message-ID"]
    assert "REQ-" in message["Subject"]
    body = message.get_payload(decode=True).decode()
    assert "délai" in body
    assert "deadline" in body


def test_a_refusing_server_loses_nothing(mailbox: tuple[Mailbox, int]) -> None:
    box, port = mailbox
    with running.scratch_folder() as folder:
        environment = running.environment_for(folder, TRUCHEMENT_SMTP_URL=f"smtp://127.0.0.1:{port}")
        register(environment)
        box.refusing = True
        assert play(environment, LATE)["sent"]["sent"] == 0
        box.refusing = False
        play(environment, "2027-03-02T09:00+01:00")
    assert len(box.received) == 1
