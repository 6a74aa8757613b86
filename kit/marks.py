"""What was done once for this database: founding data, by the digest of its files."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import String, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from kit.database import Base

__all__ = ["Mark", "digest_of", "is_marked", "mark"]

_LOCK = 0x7472_6D6B


class Mark(Base):
    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    done_at: Mapped[datetime]


def digest_of(files: Iterable[Path]) -> str:
    """SHA-256 over names and contents, in the order of the names."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_marked(session: Session, name: str, digest: str) -> bool:
    """Whether this was done with these files.

    If not, the caller now holds a lock until its transaction ends: of two processes that start at once, the
    second waits and then finds the mark.
    """
    if _is_marked(session, name, digest):
        return True
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    return _is_marked(session, name, digest)


def mark(session: Session, name: str, digest: str, now: datetime) -> None:
    values = {"digest": digest, "done_at": now}
    session.execute(
        insert(Mark).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )


def _is_marked(session: Session, name: str, digest: str) -> bool:
    query = text("SELECT 1 FROM mark WHERE name = :name AND digest = :digest")
    return session.execute(query, {"name": name, "digest": digest}).first() is not None
