"""A small bank and what engines answer on it, for tests of the index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from kit.audit import SYSTEM
from kit.database import Database
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term
from terminology.ports import HashedEncoder
from terminology.search import Query, SearchEngine

__all__ = ["ASKED", "ENCODER", "NOW", "answers", "concepts_first", "draft", "filled", "started"]

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ENCODER = HashedEncoder()
ASKED = ("valise 7", "lettre 12", "letter 31", "ce qui décrit la chose 20", "bga 4", "valises")


def draft(number: int, fr: str = "") -> ConceptDraft:
    terms = (Term(fr or f"valise {number}", Language.FR), Term(f"letter {number}", Language.EN))
    return ConceptDraft(terms, (Definition(f"Ce qui décrit la chose {number}", Language.FR),))


@contextmanager
def filled(database: Database) -> Iterator[list[int]]:
    """Forty validated concepts, committed: engines read on connections of their own."""
    _empty(database)
    with database.transaction() as session:
        opened = Bank(session, ENCODER)
        views = [opened.propose(draft(number), SYSTEM, NOW) for number in range(40)]
        for view in views:
            opened.validate(view.number, view.version, SYSTEM, NOW)
    yield [view.number for view in views]
    _empty(database)


def _empty(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))


def started(database: Database, folder: Path | None, encoder: HashedEncoder = ENCODER, **options):
    engine = SearchEngine(database, encoder, folder=folder, **options)
    engine.refresh()
    return engine


def answers(engine: SearchEngine) -> list:
    results = [engine.search(Query(asked)) for asked in ASKED]
    return [
        (result.degraded, [(hit.concept, round(hit.score, 2), hit.matched) for hit in result.hits])
        for result in results
    ]


def concepts_first(engine: SearchEngine) -> list[int | None]:
    """Without scores: how near strangers come to each other is measured on the large part."""
    found = [engine.search(Query(asked)).hits for asked in ASKED]
    return [hits[0].concept if hits else None for hits in found]
