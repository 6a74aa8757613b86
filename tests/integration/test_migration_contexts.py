"""Migration 0007 makes room for several contexts of a term; what was stored is kept both ways."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from kit.database import Database
from kit.embedded import EmbeddedPostgres
from tests.architecture.sources import ROOT

_CONCEPT = """
INSERT INTO concept (number, version, status, note, origin, extra, content_hash, created_at, updated_at)
OVERRIDING SYSTEM VALUE VALUES (1, 1, 'validated', '', '', '{}', '', now(), now())
"""
_TERMS = """
INSERT INTO term (concept, position, language, text, folded, status, term_type, part_of_speech, gender,
                  number, region, reliability, context, source, note, extra)
SELECT 1, place, 'fr', 'visa', 'visa', 'preferred', 'full_form', '', '', '', '', 3, context, '', '', '{}'
FROM unnest(ARRAY['Un visa est exigé.', '']) WITH ORDINALITY AS old (context, place)
"""


@pytest.fixture
def connection(database_server: EmbeddedPostgres) -> Iterator[Connection]:
    """An empty database of its own."""
    name = f"contexts_{os.getpid()}"
    with psycopg.connect(database_server.url(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    database = Database(database_server.url(name))
    try:
        with database.engine.connect() as connection:
            yield connection
    finally:
        database.close()
        with psycopg.connect(database_server.url(), autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_context_is_kept_both_ways(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0006")
    connection.execute(text(_CONCEPT))
    connection.execute(text(_TERMS))
    command.upgrade(config, "0007")
    stored = connection.execute(text("SELECT contexts FROM term ORDER BY position")).scalars().all()
    assert stored == [[{"text": "Un visa est exigé."}], []]
    assert connection.execute(text("SELECT notes, documents FROM concept")).one() == ([], [])
    command.downgrade(config, "0006")
    back = connection.execute(text("SELECT context FROM term ORDER BY position")).scalars().all()
    assert back == ["Un visa est exigé.", ""]
