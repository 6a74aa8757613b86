"""One embedded server for the run, one database a worker with the real migrations, each test rolled back."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.orm import Session

from api import schema
from kit.database import Database
from kit.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def database_server() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.gettempdir()) / f"truchement-tests-{os.geteuid()}"
    with EmbeddedPostgres(folder) as server:
        yield server


@pytest.fixture(scope="session")
def database_url(database_server: EmbeddedPostgres) -> Iterator[str]:
    """A new database with the present schema, dropped at the end."""
    name = f"test_{os.getpid()}"
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
