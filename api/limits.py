"""How often something may be done: fixed windows counted in PostgreSQL, so that they hold across processes.

A count is kept in a transaction of its own: a request that is refused afterwards still counts.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import Integer, String, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.clock import Clock
from kit.database import Base, Database
from kit.errors import TooMany

__all__ = ["Limit", "Limits", "RateWindow", "TooOften", "network_of", "purge"]

_KEEP = timedelta(days=1)


class TooOften(TooMany):
    code = "too_often"


class RateWindow(Base):
    """How often one key came in one window. The key is a keyed hash: no address stands here."""

    __tablename__ = "rate_window"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times in each window of `window_seconds`; `name` keeps kinds apart."""

    name: str
    most: int
    window_seconds: int


_COUNT = text(
    "INSERT INTO rate_window (key, starts_at, count) VALUES (:key, :starts_at, 1) "
    "ON CONFLICT (key, starts_at) DO UPDATE SET count = rate_window.count + 1 RETURNING count"
)


class Limits:
    def __init__(self, database: Database, clock: Clock, secret: str) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret.encode()

    def count(self, limit: Limit, who: str) -> None:
        """Count one more for `who`. Raises TooOften, saying when the next window begins."""
        now = self._clock.now().timestamp()
        starts = int(now // limit.window_seconds) * limit.window_seconds
        key = hmac.new(self._secret, f"{limit.name}\n{who}".encode(), hashlib.sha256).hexdigest()
        with self._database.transaction() as session:
            counted = session.scalar(_COUNT, {"key": key, "starts_at": datetime.fromtimestamp(starts, UTC)})
        if counted is not None and counted > limit.most:
            raise TooOften(retry_after_seconds=max(1, int(starts + limit.window_seconds - now)))


def network_of(address: str) -> str:
    """What one subscriber holds: an IPv4 address, or a /64 of IPv6, of which anyone has 2^64 addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return parsed.exploded[:19]
    return str(parsed)


def purge(session: Session, now: datetime) -> None:
    session.execute(delete(RateWindow).where(RateWindow.starts_at < now - _KEEP))
