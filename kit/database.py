"""PostgreSQL through SQLAlchemy 2: one transaction a request, a job or a command.

Services flush; only the edge commits, by leaving `Database.transaction()` without an error.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import DateTime, MetaData, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from kit.errors import Unavailable

__all__ = ["Base", "Database", "DatabaseUnavailable"]


class DatabaseUnavailable(Unavailable):
    code = "database_unavailable"


class Base(DeclarativeBase):
    """Base of every table. Instants are `timestamptz`; a `dict` is `jsonb`."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class Database:
    """A pool of connections to one database.

    `url` is a libpq URL (postgresql://…), as people write it and as the embedded server gives it.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.engine = create_engine(
            make_url(url).set(drivername="postgresql+psycopg"),
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            pool_timeout=10,
        )
        self._session = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back, queued jobs included."""
        with self._session() as session, session.begin():
            yield session

    @contextmanager
    def one_moment(self) -> Iterator[Session]:
        """A session that only reads, and sees the database at one moment however many statements it takes."""
        with self.engine.connect() as connection:
            pinned = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(pinned) as session, session.begin():
                yield session

    def ping(self) -> None:
        """Raises DatabaseUnavailable when the server does not answer."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError as error:
            raise DatabaseUnavailable(reason=str(error.orig).strip()) from error

    def close(self) -> None:
        self.engine.dispose()
