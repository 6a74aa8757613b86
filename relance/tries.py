"""Tries at citizens' codes: limited per dossier and per address, over all processes.

A try is written down before the code is looked at, in a transaction of its own: neither a refusal, nor a
crash, nor a hundred tries at once make it uncounted. Right ones do not count.

Once strangers have used up a dossier's tries, its owner must not be shut out with them for as long as they
care to go on: an address that is itself within bounds is still heard, but only a right code gets an answer.
That gives nothing away: with 50 bits of code, the bound per address is what makes guessing hopeless.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.orm import Session

from relance.errors import TooManyTries
from relance.tables import CodeTryRow, DossierRow

__all__ = ["ADDRESS_LIMIT", "DOSSIER_LIMIT", "WINDOW", "OpenTry", "TryBook", "Verdict"]

WINDOW = timedelta(minutes=15)
DOSSIER_LIMIT = 5
ADDRESS_LIMIT = 20


class Verdict(StrEnum):
    HEARD = "heard"
    ONLY_IF_RIGHT = "only_if_right"


@dataclass(frozen=True, slots=True)
class OpenTry:
    """`retry_after_seconds` is what to answer when the verdict is ONLY_IF_RIGHT and the code wrong."""

    id: int
    verdict: Verdict
    retry_after_seconds: int


class TryBook:
    """Works on the bind of the request's session, never in its transaction."""

    def __init__(self, session: Session) -> None:
        self._bind = session.get_bind()

    def open(self, number_digest: str, address_digest: str, now: datetime) -> OpenTry:
        """Count a try as wrong until it is proved right. Raises TooManyTries."""
        with self._transaction() as session:
            # In one order, so that two tries never wait for each other.
            for digest in sorted((number_digest, address_digest)):
                session.execute(
                    text("SELECT pg_advisory_xact_lock(hashtextextended(:digest, 0))"), {"digest": digest}
                )
            of_dossier = CodeTryRow.number_digest == number_digest
            of_address = CodeTryRow.address_digest == address_digest
            limits = (
                self._wait(session, now, DOSSIER_LIMIT, of_dossier, of_address),
                self._wait(session, now, ADDRESS_LIMIT, of_address),
            )
            if any(limits):
                raise TooManyTries(retry_after_seconds=max(limits))
            crowd = self._wait(session, now, DOSSIER_LIMIT, of_dossier)
            row = CodeTryRow(at=now, number_digest=number_digest, address_digest=address_digest, right=False)
            session.add(row)
            session.flush()
            return OpenTry(row.id, Verdict.ONLY_IF_RIGHT if crowd else Verdict.HEARD, crowd)

    def code_hash(self, number: str) -> str | None:
        """The stored code of a dossier, read without holding a connection while argon2 computes."""
        with self._transaction() as session:
            return session.scalar(select(DossierRow.code_hash).where(DossierRow.number == number))

    def mark_right(self, opened: OpenTry) -> None:
        with self._transaction() as session:
            session.execute(update(CodeTryRow).where(CodeTryRow.id == opened.id).values(right=True))

    def forget(self, now: datetime) -> int:
        """Remove what no limit looks at any more; how many rows."""
        with self._transaction() as session:
            removed = session.execute(
                delete(CodeTryRow).where(CodeTryRow.at < now - WINDOW).returning(CodeTryRow.id)
            )
            return len(removed.all())

    @staticmethod
    def _wait(session: Session, now: datetime, limit: int, *whose: ColumnElement[bool]) -> int:
        """Seconds until another try is allowed; 0 when it is now."""
        wrong = (
            select(CodeTryRow.at)
            .where(*whose, CodeTryRow.right.is_(False), CodeTryRow.at > now - WINDOW)
            .order_by(CodeTryRow.at.desc())
            .limit(limit)
            .subquery()
        )
        count, oldest = session.execute(select(func.count(), func.min(wrong.c.at))).one()
        if count < limit:
            return 0
        return max(1, int((oldest + WINDOW - now).total_seconds()) + 1)

    @contextmanager
    def _transaction(self) -> Iterator[Session]:
        # A savepoint where the bind is a connection in a transaction (tests), else a transaction of its own.
        with Session(self._bind, join_transaction_mode="create_savepoint") as session, session.begin():
            yield session
