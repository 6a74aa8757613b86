"""The sweep: its cost grows with what is due, not with what is open (1,000 due among more and more open)."""

import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from api import schema
from bench.figures import Figure
from kit.audit import SYSTEM
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from relance import seed
from relance.dossiers import Dossiers
from relance.reminders import sweep
from relance.views import Registration

__all__ = ["figures", "fill", "make_due"]

_OPEN = (10_000, 1_000_000)
_DUE = 1_000
_ROUNDS = 3
_COPIES_YEAR = 2000
_REGISTERED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_SWEPT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_FAR = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
_REQUEST = Registration("legalisation", "Mesure", "Mesure", None, "m@example.org", "fr", True, "bench")
# One dossier was registered by the engine; the others are its copies.
_COPY = text(
    """
    INSERT INTO dossier (
        number, kind, year, sequence, idempotency_hash, next_check_at, due_at, version, procedure_version_id,
        stage_id, unit_code, state, channel, language, subject, name, search_text, consent_at, code_hash,
        content_digest, registered_at, clock_cycle, unit_promise_number, unit_promise_shared, legal_date,
        waiting_for, updated_at)
    SELECT
        'REQ-' || copy, kind, :year, copy, copy::text, :far, :far, version, procedure_version_id,
        stage_id, unit_code, state, channel, language, subject, name, search_text, consent_at, code_hash,
        content_digest, registered_at, clock_cycle, unit_promise_number, unit_promise_shared, legal_date,
        waiting_for, updated_at
    FROM dossier, generate_series(1, :count) AS copy
    """
)
_MAKE_DUE = text(
    "UPDATE dossier SET next_check_at = :due, due_at = :due WHERE year = :year AND sequence <= :count"
)


def figures(_data: Path | None) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="truchement-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder)) as server,
    ):
        database = Database(server.url())
        schema.upgrade(database.engine)
        costs = [_measure(database, count) for count in _OPEN]
        database.close()
    for count, seconds in zip(_OPEN, costs, strict=True):
        yield Figure(f"sweep, {_DUE:,} dossiers due among {count:,} open", f"{seconds:.2f} s")
    name = f"the sweep with {_OPEN[-1] // _OPEN[0]} times as many dossiers open"
    yield Figure(name, f"{costs[-1] / costs[0]:.2f} × as long")


def _measure(database: Database, count: int) -> float:
    """The best of some rounds: what else the machine does must not count."""
    fill(database, count)
    return min(_round(database) for _ in range(_ROUNDS))


def fill(database: Database, count: int) -> None:
    """So many open dossiers, and nothing else; all fall due on the same far day."""
    with database.transaction() as session:
        session.execute(text("TRUNCATE dossier, number_sequence CASCADE"))
        seed.load(session, _REGISTERED)
        Dossiers(session, "k" * 64).register(
            _REQUEST, idempotency_key="measured-by-bench", actor=SYSTEM, now=_REGISTERED
        )
        session.execute(text("UPDATE dossier SET next_check_at = NULL"))
        session.execute(_COPY, {"year": _COPIES_YEAR, "far": _FAR, "count": count})
    with database.transaction() as session:
        session.execute(text("ANALYZE dossier"))


def make_due(session: Session, count: int, due: datetime) -> None:
    session.execute(_MAKE_DUE, {"year": _COPIES_YEAR, "due": due, "count": count})


def _round(database: Database) -> float:
    with database.transaction() as session:
        session.execute(text("TRUNCATE reminder, dossier_event"))
        make_due(session, _DUE, _SWEPT - timedelta(hours=1))
    start = time.perf_counter()
    with database.transaction() as session:
        report = sweep(session, _SWEPT)
    seconds = time.perf_counter() - start
    if report.reminders_written != _DUE:
        raise AssertionError(report)
    return seconds
