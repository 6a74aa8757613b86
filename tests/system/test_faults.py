"""Workers killed with SIGKILL while they remind: the short form of `bench.faults`."""

import secrets

from bench import faults
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from tests.conftest import new_database


def test_killed_workers_lose_no_reminder_and_invent_none(database_server: EmbeddedPostgres) -> None:
    with new_database(database_server, f"test_faults_{secrets.token_hex(3)}") as url:
        database = Database(url)
        try:
            report = faults.run(database, reminders=150, kills=8)
        finally:
            database.close()
    report.check(150)
    assert report.kills == 8
