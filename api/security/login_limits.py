"""Guessing passwords is slow, and nobody can lock a colleague out.

After OWASP's "device cookies": a browser that has logged in as X carries a proof of it, and its tries as X
are counted by themselves. Tries without a proof are counted by login and address, and, more widely, by login
and by address. So an attacker, even behind the ministry's own address, uses up only what strangers may try.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from api.security.tables import LoginFailure
from kit.errors import TooMany

__all__ = ["Attempt", "TooManyLogins", "begin"]

_WINDOW = timedelta(minutes=15)
_TRIES = 10  # of one device, or of one address, at one login
_TRIES_AT_A_LOGIN = 100  # of all strangers together
_TRIES_FROM_AN_ADDRESS = 200  # at all logins together


class TooManyLogins(TooMany):
    code = "too_many_logins"


@dataclass(frozen=True, slots=True)
class Attempt:
    buckets: tuple[str, ...]

    def refuse(self, session: Session, now: datetime) -> None:
        session.add_all(LoginFailure(bucket=bucket, at=now) for bucket in self.buckets)
        session.execute(delete(LoginFailure).where(LoginFailure.at < now - _WINDOW))
        session.flush()

    def forgive(self, session: Session) -> None:
        """A right password empties the narrowest bucket only: an attacker with an account of his own must not
        be able to reset what he used up at the others.
        """
        session.execute(delete(LoginFailure).where(LoginFailure.bucket == self.buckets[0]))


def begin(session: Session, login: str, *, address: str, device: str | None, now: datetime) -> Attempt:
    """Raises TooManyLogins.

    Tries at one bucket stand in a row until their transaction ends, so that a hundred sent at once are
    counted like a hundred sent one after the other.
    """
    limits = _buckets(login, address, device)
    narrowest = next(iter(limits))
    session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:bucket, 0))"), {"bucket": narrowest})
    since = now - _WINDOW
    counted = session.execute(
        select(LoginFailure.bucket, func.count(), func.min(LoginFailure.at))
        .where(LoginFailure.bucket.in_(limits), LoginFailure.at > since)
        .group_by(LoginFailure.bucket)
    ).all()
    for bucket, count, first in counted:
        if count >= limits[bucket]:
            wait = first + _WINDOW - now
            raise TooManyLogins(retry_after_seconds=max(1, int(wait.total_seconds())))
    return Attempt(tuple(limits))


def _buckets(login: str, address: str, device: str | None) -> dict[str, int]:
    if device is not None:
        return {_hash("device", login, device): _TRIES}
    return {
        _hash("pair", login, address): _TRIES,
        _hash("login", login): _TRIES_AT_A_LOGIN,
        _hash("address", address): _TRIES_FROM_AN_ADDRESS,
    }


def _hash(*parts: str) -> str:
    """No login in clear: people type their password into the wrong field."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
