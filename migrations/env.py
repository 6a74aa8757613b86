"""Alembic's environment. The connection comes from `api.schema`, which every entry point uses."""

from alembic import context

# Each module of tables registers itself with Base.metadata when it is imported.
from api import limits as _limits
from api.chat import tables as _chat
from api.security import tables as _security
from kit import audit, mail
from kit.database import Base
from relance import tables as _relance
from terminology import tables as _terminology
from terminology.collections import tables as _collections
from terminology.duplicates import tables as _duplicates
from terminology.exchange.deposits import tables as _deposits
from terminology.gaps import tables as _gaps
from terminology.links import tables as _links
from terminology.recognition import tables as _recognition
from terminology.workflow import tables as _workflow

TABLES = (
    *(_limits, _chat, _security, audit, mail, _relance),
    *(_terminology, _collections, _duplicates, _deposits, _gaps, _links, _recognition, _workflow),
)

# A migration that waits for a lock makes every request behind it wait: give up soon, and try again.
_LOCK_TIMEOUT = "4s"


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate owns its tables."""
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def run() -> None:
    connection = context.config.attributes["connection"]
    connection.exec_driver_sql(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
