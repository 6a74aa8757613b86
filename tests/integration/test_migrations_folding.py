"""Data written before folding left soft hyphens out."""

from datetime import UTC, datetime

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from api import schema
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Language, Term
from terminology.ports import HashedEncoder

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _upgrade(session: Session, revision: str) -> None:
    script = ScriptDirectory(str(schema.MIGRATIONS)).get_revision(revision)
    with Operations.context(MigrationContext.configure(session.connection())):
        script.module.upgrade()


def test_terms_with_soft_hyphens_are_folded_again(session: Session) -> None:
    draft = ConceptDraft(
        terms=(Term("coopé\u00adration", Language.FR), Term("co-operation", Language.EN)),
    )
    number = Bank(session, HashedEncoder()).propose(draft, SYSTEM, NOW).number
    only = {"concept": number}
    session.execute(text("UPDATE term SET folded = 'as before' WHERE concept = :concept"), only)
    _upgrade(session, "0012")
    folded = session.scalars(text("SELECT folded FROM term WHERE concept = :concept ORDER BY position"), only)
    assert folded.all() == ["cooperation", "as before"]  # the second was right already
