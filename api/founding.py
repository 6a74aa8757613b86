"""What a new system holds before anybody typed anything: units, procedures, calendar, and the seed bank."""

from sqlalchemy import text

from api.wiring import Progress, Services
from models.remembered import RememberingEncoder
from relance import seed as relance_seed
from terminology.exchange import load_seed

__all__ = ["load_bank", "load_relance"]

# Of two processes that start at once on a new database, the second waits, and finds it filled.
_LOCK = text("SELECT pg_advisory_xact_lock(x'7472666F'::int)")


def load_relance(services: Services) -> None:
    """Units, procedures and calendar; what staff changed since stays."""
    with services.database.transaction() as session:
        relance_seed.load(session, services.clock.now())


def load_bank(services: Services, progress: Progress) -> None:
    """The first concepts, encoded (a minute, once a machine). What was ever there does not come back."""
    encoder = RememberingEncoder(services.encoder, services.settings.cache_dir / "founding-vectors")
    with services.database.transaction() as session:
        session.execute(_LOCK)
        load_seed(session, now=services.clock.now(), encoder=encoder, progress=progress)
    encoder.keep()
