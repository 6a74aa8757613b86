"""The pages in a real Chromium: the application on a real database, with a bot and a clock of the tests'."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from api import assets
from api.app import create_app
from api.chat.rasa import BotMessage, Button, ScriptedBot
from api.limits import Limits
from api.security import accounts
from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from kit.clock import FixedClock
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from kit.mail import OutboxMailer
from kit.secrets import Secrets
from kit.settings import Settings
from relance import seed
from terminology.ports import HashedEncoder
from terminology.search import SearchEngine
from tests.conftest import new_database

PASSWORD = "correct horse battery"
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@dataclass
class Site:
    address: str
    services: Services
    bot: ScriptedBot

    def add_account(self, *roles: Role, unit: str | None = None) -> str:
        login = f"essai-{secrets.token_hex(4)}"
        with self.services.database.transaction() as session:
            accounts.create_account(
                session,
                login=login,
                name="Aïssatou Essai",
                password=PASSWORD,
                roles=roles,
                unit=unit,
                actor=SYSTEM,
                now=self.services.clock.now(),
                must_change_password=False,
            )
        return login


def say(message: str) -> list[BotMessage]:
    """Two lines with a number and a code, then a question with buttons."""
    return [
        BotMessage(text=f"« {message} »\nNuméro : REQ-2026-000123-45\nCode : AB3DE-9XYZ2", buttons=[]),
        BotMessage(
            text="Autre chose ?",
            buttons=[Button(title="Oui", payload="/affirm"), Button(title="Non", payload="/deny")],
        ),
    ]


@pytest.fixture(scope="session")
def site(database_server: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    assets.build()
    folder = tmp_path_factory.mktemp("site")
    with new_database(database_server, f"test_browser_{secrets.token_hex(3)}") as url:
        database = Database(url)
        try:
            yield from _serve(database, folder)
        finally:
            database.close()


def _serve(database: Database, folder: Path) -> Iterator[Site]:
    clock = FixedClock(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    bot = ScriptedBot(say)
    encoder = HashedEncoder()
    services = Services(
        settings=Settings(data_dir=folder, cache_dir=folder, worker="none", bot_timeout_seconds=5),
        secrets=Secrets(*(digit * 64 for digit in "abcde")),
        clock=clock,
        database=database,
        mailer=OutboxMailer(database, clock),
        bot=bot,
        encoder=encoder,
        search=SearchEngine(database, encoder),
        limits=Limits(database, clock, "f" * 64),
    )
    with database.transaction() as session:
        seed.load(session, clock.now())
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", services, bot)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(autouse=True)
def fresh_bot(site: Site) -> None:
    site.bot.answer = say
    site.bot.delay_seconds = 0.0
    site.bot.asked.clear()


NewContext = Callable[..., BrowserContext]


@pytest.fixture
def new_context(browser: Browser, site: Site) -> Iterator[NewContext]:
    """Browsers of people: `new_context(viewport=PHONE, locale="en-GB", java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def make(**options: object) -> BrowserContext:
        options = {"viewport": DESK, "locale": "fr-FR", "base_url": site.address, **options}
        context = browser.new_context(**options)
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of, as it comes."""
    return listen(page)


def listen(page: Page) -> list[str]:
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def log_in(page: Page, login: str) -> None:
    page.goto("/staff/login")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/login" not in address)
