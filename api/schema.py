"""Bringing a database to the present schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from kit.errors import Conflict

__all__ = ["MIGRATIONS", "SchemaNewer", "is_current", "upgrade"]

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Two processes that start at once must not migrate at once.
_MIGRATION_LOCK = 0x7472_6D67


class SchemaNewer(Conflict):
    code = "schema_newer"


def upgrade(engine: Engine) -> None:
    """Apply the migrations that are missing, in one transaction."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """Raises SchemaNewer when a later version of this program has migrated the database."""
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaNewer(revision=present)
    return present == scripts.get_current_head()


def _config() -> Config:
    config = Config()
    # Alembic reads '%' as interpolation; a path may hold one.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
