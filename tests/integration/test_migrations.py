"""The migrated schema is the one the code declares, and the way back is open."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from api import schema
from kit.database import Base, Database


def test_the_migrations_make_what_the_tables_declare(session: Session) -> None:
    context = MigrationContext.configure(
        session.connection(),
        opts={
            "include_name": lambda name, kind, _: (
                not (kind == "table" and name and name.startswith(("procrastinate_", "alembic_")))
            )
        },
    )
    assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_is_current(database: Database) -> None:
    assert schema.is_current(database.engine)
    schema.upgrade(database.engine)  # again: nothing to do, no error
