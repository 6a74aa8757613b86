"""The migrated schema is the one the code declares, and the way back is open."""

import os

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import schema
from kit.database import Base, Database
from kit.embedded import EmbeddedPostgres


def test_the_migrations_make_what_the_tables_declare(session: Session) -> None:
    context = MigrationContext.configure(
        session.connection(),
        opts={
            "include_name": lambda name, kind, _: (
                not (kind == "table" and name and name.startswith(("procrastinate_", "alembic_")))
            )
        },
    )
    assert compare_metadata(context, Base.metadata) == []


def test_data_of_a_newer_version_are_refused_by_name(database_server: EmbeddedPostgres) -> None:
    """As after a step back to an older version of the program."""
    name = f"newer_{os.getpid()}"
    with psycopg.connect(database_server.url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    database = Database(database_server.url(name))
    try:
        schema.upgrade(database.engine)
        with database.transaction() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(schema.SchemaNewer, match="9999"):
            schema.is_current(database.engine)
    finally:
        database.close()
        with psycopg.connect(database_server.url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_migrated_database_is_current(database: Database) -> None:
    assert schema.is_current(database.engine)
    schema.upgrade(database.engine)  # again: nothing to do, no error
