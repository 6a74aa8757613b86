"""One system: its database found or started, brought to the present schema, and filled at the first start.

Every entry point (web server, worker, command) opens the system through `opened()`, so that each works by
itself: it starts the embedded database when none runs, and leaves it as it found it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from api import founding, schema, wiring
from api.wiring import Progress
from kit.clock import Clock, SystemClock
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from kit.secrets import Secrets, load_or_create
from kit.settings import Settings

__all__ = ["Progress", "opened", "opened_database"]


def _silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database of this system, with the present schema.

    Raises DatabaseDidNotStart or DatabaseUnavailable.
    """
    if settings.database_url is not None:
        yield from _connected(settings.database_url)
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        yield from _connected(server.url())


def _connected(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        database.ping()
        if not schema.is_current(database.engine):
            schema.upgrade(database.engine)
        yield database
    finally:
        database.close()


@contextmanager
def opened(
    settings: Settings, *, clock: Clock | None = None, progress: Progress = _silent, bank: bool = False
) -> Iterator[wiring.Services]:
    """Everything wired, on a database that holds the founding data; the bank's for those who need it."""
    with opened_database(settings) as database:
        services = wiring.build(settings, read_secrets(settings), database, clock or SystemClock(), progress)
        founding.load_relance(services)
        if bank:
            founding.load_bank(services, progress)
        yield services


def read_secrets(settings: Settings) -> Secrets:
    return load_or_create(settings.secrets_file or settings.data_dir / "secrets.json")
