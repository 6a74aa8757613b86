"""What a new system holds before anybody typed anything: units, procedures, calendar, and the seed bank.

Each part is loaded in one transaction and marked with the digest of its files, so that the next start only
compares digests, and a new version of the files is brought in once.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from api.wiring import Progress, Services
from kit import marks
from relance import seed as relance_seed
from terminology import exchange

__all__ = ["load"]

_ROOT = Path(__file__).resolve().parent.parent


def load(services: Services, progress: Progress) -> None:
    """Bring in what is not yet there. Rows that staff changed since stay as they are."""
    now = services.clock.now()

    def relance(session: Session) -> None:
        relance_seed.load(session, now)

    def bank(session: Session) -> None:
        exchange.load_seed(session, encoder=services.encoder, now=now, progress=progress)

    _once(services, "relance", _ROOT / "relance" / "data", relance)
    _once(services, "bank", _ROOT / "terminology" / "seed", bank)


def _once(services: Services, name: str, folder: Path, fill: Callable[[Session], None]) -> None:
    digest = marks.digest_of(path for path in folder.rglob("*") if path.is_file())
    with services.database.transaction() as session:
        if not marks.is_marked(session, f"founding:{name}", digest):
            fill(session)
            marks.mark(session, f"founding:{name}", digest, services.clock.now())
