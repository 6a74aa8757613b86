"""The application on the real database; bot, model and clock are in the hands of the tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.app import create_app
from api.chat.rasa import BotMessage, Button, ScriptedBot
from api.limits import Limits
from api.wiring import Services
from kit.clock import FixedClock
from kit.database import Database
from kit.mail import OutboxMailer
from kit.secrets import Secrets
from kit.settings import Settings
from terminology.ports import HashedEncoder
from terminology.search import SearchEngine


def answer(message: str) -> list[BotMessage]:
    buttons = [Button(title="Oui", payload="/affirm"), Button(title="Non", payload="/deny")]
    return [BotMessage(text=f"« {message} » ?", buttons=buttons)]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


@pytest.fixture
def bot() -> ScriptedBot:
    return ScriptedBot(answer)


@pytest.fixture
def services(api_database: Database, clock: FixedClock, bot: ScriptedBot, tmp_path: Path) -> Services:
    with api_database.transaction() as session:
        # Counted by address: one test's requests must not use up another's.
        session.execute(text("TRUNCATE chat_session, chat_message, rate_window"))
    encoder = HashedEncoder()
    return Services(
        settings=Settings(data_dir=tmp_path, cache_dir=tmp_path, worker="none", bot_timeout_seconds=2),
        secrets=Secrets(*(digit * 64 for digit in "abcde")),
        clock=clock,
        database=api_database,
        mailer=OutboxMailer(api_database, clock),
        bot=bot,
        encoder=encoder,
        search=SearchEngine(api_database, encoder),
        limits=Limits(api_database, clock, "f" * 64),
    )


@pytest.fixture
def client(services: Services) -> Iterator[TestClient]:
    with TestClient(create_app(services), raise_server_exceptions=False) as client:
        yield client
