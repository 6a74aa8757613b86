"""A file handed in, tried, and imported when its owner says so.

    trying ──▶ tried ──confirm──▶ importing ──▶ imported
      ▲  └──▶ refused                 │  └─────▶ refused
      │         │                     ▼
      └─again───┴───────────────── failed

Whoever works on it may die at any point: `trying` and `importing` are taken up again by the next worker, and
an import is one transaction, so that nothing is ever half in the bank. Only its owner sees a deposit.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from kit.audit import Actor
from kit.errors import Invalid, NotFound
from terminology.concepts import ConceptStatus
from terminology.exchange.deposits import mappings
from terminology.exchange.deposits.tables import DepositRow
from terminology.exchange.reading import is_table
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tabular.reading import Sample, sample_of
from terminology.exchange.tabular.roles import Role

__all__ = ["Deposit", "DepositNotFound", "Deposits", "FileTooLarge", "Outcome", "State"]

_NAME_LIMIT = 200
_KEPT = timedelta(days=7)
_SHOWN = 20
_CHUNK_BYTES = 1024 * 1024
Outcome = dict[str, Any]


class DepositNotFound(NotFound):
    code = "deposit_not_found"


class FileTooLarge(Invalid):
    code = "file_too_large"


class State(StrEnum):
    TRYING = "trying"
    TRIED = "tried"
    REFUSED = "refused"
    IMPORTING = "importing"
    IMPORTED = "imported"
    FAILED = "failed"


WORKING = frozenset({State.TRYING, State.IMPORTING})
_MAY_TRY_AGAIN = frozenset({State.TRIED, State.REFUSED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Deposit:
    """`headings` and `columns` are empty for what is no table; `outcome` is `outcomes`' business."""

    id: str
    owner: str
    owner_name: str
    name: str
    size_bytes: int
    status: ConceptStatus
    state: State
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    outcome: Outcome
    step: str
    done: int
    total: int
    created_at: datetime
    updated_at: datetime

    @property
    def working(self) -> bool:
        return self.state in WORKING


class Deposits:
    """The files of one folder, in the caller's transaction."""

    def __init__(self, session: Session, folder: Path) -> None:
        self._session = session
        self._folder = folder

    def receive(
        self,
        content: BinaryIO,
        name: str,
        *,
        status: ConceptStatus,
        actor: Actor,
        now: datetime,
        limit_bytes: int,
        straight: bool = False,
        columns: Sequence[Role] = (),
    ) -> Deposit:
        """Keeps the file, to be tried; or `straight`, to be imported at once. Raises FileTooLarge."""
        identity = secrets.token_hex(16)
        path = self.path(identity)
        size_bytes = _keep(content, path, limit_bytes)
        clean = Path(name.replace("\\", "/")).name[:_NAME_LIMIT] or "fichier"
        sample = self._sample(path, clean)
        headings = list(sample.headings) if sample else []
        roles = list(columns) or mappings.recall(self._session, headings)
        row = DepositRow(
            id=identity,
            owner=actor.reference,
            owner_name=actor.name,
            name=clean,
            size_bytes=size_bytes,
            status=status.value,
            state=(State.IMPORTING if straight else State.TRYING).value,
            headings=headings,
            columns=[str(role) for role in roles],
            outcome={},
            step="",
            done=0,
            total=0,
            created_at=now,
            updated_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return _deposit(row)

    def get(self, identity: str, actor: Actor) -> Deposit:
        """Raises DepositNotFound, also for somebody else's."""
        row = self._session.get(DepositRow, identity)
        if row is None or row.owner != actor.reference:
            raise DepositNotFound
        return _deposit(row)

    def of(self, actor: Actor) -> list[Deposit]:
        """The last ones, newest first."""
        query = select(DepositRow).where(DepositRow.owner == actor.reference)
        rows = self._session.scalars(query.order_by(DepositRow.created_at.desc()).limit(_SHOWN))
        return [_deposit(row) for row in rows]

    def sample(self, deposit: Deposit) -> Sample | None:
        """The first rows of a table whose file is still there."""
        path = self.path(deposit.id)
        return self._sample(path, deposit.name) if deposit.headings and path.is_file() else None

    def try_again(self, identity: str, roles: Sequence[Role], actor: Actor, now: datetime) -> bool:
        """With these columns, which are remembered. False when it is being worked on, or is done."""
        deposit = self.get(identity, actor)
        columns = [str(role) for role in roles]
        if deposit.headings and len(columns) == len(deposit.headings):
            mappings.remember(self._session, deposit.headings, roles, actor, now)
        else:
            columns = list(deposit.columns)
        return self._move(identity, _MAY_TRY_AGAIN, State.TRYING, now, columns=columns, outcome={})

    def confirm(self, identity: str, actor: Actor, now: datetime) -> bool:
        """Whether it was this call that began the import: a second click finds it begun."""
        self.get(identity, actor)
        return self._move(identity, frozenset({State.TRIED}), State.IMPORTING, now)

    def abandon(self, identity: str, actor: Actor) -> None:
        """The file and all that was said of it. What is being written cannot be stopped half-way."""
        if self.get(identity, actor).state is not State.IMPORTING:
            self._session.execute(delete(DepositRow).where(DepositRow.id == identity))
            self.path(identity).unlink(missing_ok=True)

    def path(self, identity: str) -> Path:
        return self._folder / identity

    def _move(
        self, identity: str, before: frozenset[State], after: State, now: datetime, **values: object
    ) -> bool:
        changed = self._session.execute(
            update(DepositRow)
            .where(DepositRow.id == identity, DepositRow.state.in_(state.value for state in before))
            .values(state=after.value, updated_at=now, step="", done=0, total=0, **values)
            .returning(DepositRow.id)
            .execution_options(synchronize_session=False)
        )
        return changed.first() is not None

    def _sample(self, path: Path, name: str) -> Sample | None:
        """None for what is no table, or cannot be read: the trial will say why."""
        try:
            with Source(path, name) as source:
                return sample_of(source) if is_table(source) else None
        except Unreadable:
            return None


def purge(session: Session, folder: Path, now: datetime) -> int:
    """Forget what nobody touched for a week; how many. Files without a row (a crash at the upload) too."""
    query = delete(DepositRow).where(DepositRow.updated_at < now - _KEPT).returning(DepositRow.id)
    gone = list(session.scalars(query))
    kept = set(session.scalars(select(DepositRow.id)))
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in kept and path.stat().st_mtime < (now - _KEPT).timestamp():
            path.unlink(missing_ok=True)
    for identity in gone:
        (folder / identity).unlink(missing_ok=True)
    return len(gone)


def _keep(content: BinaryIO, path: Path, limit_bytes: int) -> int:
    """The file's size. Nobody but the system may read what is not yet in the bank."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    size_bytes = 0
    try:
        with path.open("xb") as target:
            path.chmod(0o600)
            while chunk := content.read(_CHUNK_BYTES):
                size_bytes += len(chunk)
                if size_bytes > limit_bytes:
                    break
                target.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if size_bytes > limit_bytes:
        path.unlink()
        raise FileTooLarge(limit_bytes=limit_bytes)
    return size_bytes


def _deposit(row: DepositRow) -> Deposit:
    return Deposit(
        id=row.id,
        owner=row.owner,
        owner_name=row.owner_name,
        name=row.name,
        size_bytes=row.size_bytes,
        status=ConceptStatus(row.status),
        state=State(row.state),
        headings=tuple(row.headings),
        columns=tuple(row.columns),
        outcome=row.outcome,
        step=row.step,
        done=row.done,
        total=row.total,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
