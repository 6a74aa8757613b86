"""One embedded server for the run, one database a worker with the real migrations, each test rolled back."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.orm import Session

from api import schema
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from tests import chromium, running


@pytest.fixture(scope="session")
def database_server() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.gettempdir()) / f"truchement-tests-{os.geteuid()}"
    with EmbeddedPostgres(folder) as server:
        yield server


@contextmanager
def new_database(database_server: EmbeddedPostgres, name: str) -> Iterator[str]:
    """The address of a new database with the present schema, dropped at the end."""
    with psycopg.connect(database_server.url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    url = database_server.url(name)
    database = Database(url)
    schema.upgrade(database.engine)
    database.close()
    yield url
    with psycopg.connect(database_server.url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def database_url(database_server: EmbeddedPostgres) -> Iterator[str]:
    with new_database(database_server, f"test_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="session")
def api_database(database_server: EmbeddedPostgres) -> Iterator[Database]:
    """For tests of the edge, which commits: several requests at once cannot share one transaction."""
    with new_database(database_server, f"test_api_{os.getpid()}") as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session whose work is rolled back at the end of the test, even what the code under test commits."""
    with database.engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        outer.rollback()


@pytest.fixture(scope="session")
def running_system() -> Iterator[running.RunningSystem]:
    """A whole system, started once for all tests that talk to it over the network."""
    with running.scratch_folder() as folder:
        system = running.start(folder)
        yield system
        running.stop(system)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all: Playwright cannot be started twice in a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        yield browser
        browser.close()
