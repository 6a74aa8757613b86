"""The work on a deposit: its trial, or its import. Called in the request for a small file, else by a job."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Update, text, update
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.clock import Clock
from kit.database import Database
from kit.errors import DomainError
from terminology.concepts import ConceptStatus
from terminology.exchange.deposits import outcomes
from terminology.exchange.deposits.deposits import Outcome, State
from terminology.exchange.deposits.tables import DepositRow
from terminology.exchange.importing import import_file, try_file
from terminology.exchange.report import ImportRefused, Progress
from terminology.exchange.tabular.roles import EXTRA, Role, role_of
from terminology.ports import Encoder

__all__ = ["RUN_TASK", "run"]

RUN_TASK = "exchange:run_deposit"
_TICK = timedelta(seconds=1)

_log = logging.getLogger(__name__)


def run(
    database: Database,
    clock: Clock,
    encoder: Encoder,
    folder: Path,
    identity: str,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """What the deposit waits for. Nothing when another worker has done it, or when it was abandoned.

    `stopped` is asked now and then: an import that is broken off leaves nothing, and is begun again.
    """
    progress = _Progress(database, clock, identity, stopped)
    try:
        with database.transaction() as session:
            _work(session, clock, encoder, folder / identity, identity, progress=progress)
    except ImportRefused as refusal:
        _settle(database, clock, identity, State.REFUSED, outcomes.of_refusal(refusal.problems))
    except DomainError as error:
        _log.warning("Import %s failed: %s", identity, error.code)
        _settle(database, clock, identity, State.FAILED, outcomes.of_failure(error.code))
    except _Stopped:
        raise
    except Exception:  # noqa: BLE001 -- whoever waits for it must be told, and no other file may wait for it
        _log.exception("Import %s failed", identity)
        _settle(database, clock, identity, State.FAILED, outcomes.of_failure("internal_error"))
    with database.transaction() as session:
        row = session.get(DepositRow, identity)
        if row is not None and row.state == State.IMPORTED.value:
            (folder / identity).unlink(missing_ok=True)


class _Stopped(Exception):
    """The worker must end: the next one begins again."""


def _work(
    session: Session,
    clock: Clock,
    encoder: Encoder,
    path: Path,
    identity: str,
    *,
    progress: Progress,
) -> None:
    """The outcome is written in the transaction of the work itself: both are there, or neither."""
    # No row lock: progress is written to the row from outside. Two workers on one deposit take turns.
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(identity)})
    row = session.get(DepositRow, identity, populate_existing=True)
    if row is None or row.state not in {State.TRYING.value, State.IMPORTING.value}:
        return
    if row.state == State.TRYING.value:
        after, outcome = State.TRIED, _tried(session, row, path, encoder, progress)
    else:
        after, outcome = State.IMPORTED, _imported(session, row, path, encoder, progress, now=clock.now())
    session.execute(_settled(identity, after, outcome, clock.now()))


def _tried(session: Session, row: DepositRow, path: Path, encoder: Encoder, progress: Progress) -> Outcome:
    trial = try_file(
        session,
        path,
        status=ConceptStatus(row.status),
        encoder=encoder,
        progress=progress,
        name=row.name,
        columns=_roles(row.columns),
    )
    return outcomes.of_trial(trial)


def _imported(
    session: Session, row: DepositRow, path: Path, encoder: Encoder, progress: Progress, *, now: datetime
) -> Outcome:
    report = import_file(
        session,
        path,
        status=ConceptStatus(row.status),
        actor=Actor(ActorKind.STAFF, row.owner, row.owner_name),
        now=now,
        encoder=encoder,
        progress=progress,
        name=row.name,
        columns=_roles(row.columns),
    )
    return outcomes.of_report(report)


def _roles(columns: list[str]) -> list[Role] | None:
    return [role_of(written) or EXTRA for written in columns] or None


def _settle(database: Database, clock: Clock, identity: str, state: State, outcome: Outcome) -> None:
    with database.transaction() as session:
        session.execute(_settled(identity, state, outcome, clock.now()))


def _settled(identity: str, state: State, outcome: Outcome, now: datetime) -> Update:
    return (
        update(DepositRow)
        .where(DepositRow.id == identity)
        .values(state=state.value, outcome=outcome, updated_at=now, step="", done=0, total=0)
        .execution_options(synchronize_session=False)
    )


def _lock_key(identity: str) -> int:
    digest = hashlib.blake2b(identity.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class _Progress:
    """Told to whoever looks at the page, once a second at most."""

    def __init__(self, database: Database, clock: Clock, identity: str, stopped: Callable[[], bool]) -> None:
        self._database = database
        self._clock = clock
        self._identity = identity
        self._stopped = stopped
        self._step = ""
        self._told: datetime | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if self._stopped():
            raise _Stopped
        now = self._clock.now()
        if step == self._step and self._told is not None and now - self._told < _TICK:
            return
        self._step, self._told = step, now
        with self._database.transaction() as session:
            session.execute(
                update(DepositRow)
                .where(DepositRow.id == self._identity)
                .values(step=step, done=done, total=total, updated_at=now)
                .execution_options(synchronize_session=False)
            )
