"""Several processes on one bank: each shows a change within two seconds, after its connection was cut too."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import text

from kit.audit import SYSTEM
from kit.database import Database
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, Language, Term
from terminology.ports import HashedEncoder
from terminology.search import Degradation, Query, SearchEngine, Why
from terminology.search.dense import FlatIndex
from terminology.search.documents import Part
from terminology.search.pgvector_index import PgVectorIndex, PgVectorIndexes

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ENCODER = HashedEncoder()
WITHIN_SECONDS = 2.0
PAIRS = [
    ("valise diplomatique", "diplomatic bag"),
    ("lettres de créance", "letters of credence"),
    ("feuille de route", "roadmap"),
    ("prise de rang", "order of precedence"),
    ("chef de légation", "head of legation"),
    ("légation permanente", "permanent legation"),
    ("ordre de mission", "travel order"),
    ("agrément", "agreement"),
]

# A worker as the web process has one; it answers each line of its input.
_WORKER = """
import json, sys, threading
from pathlib import Path
from kit.database import Database
from terminology.ports import HashedEncoder
from terminology.search import Query, SearchEngine

engine = SearchEngine(Database(sys.argv[1]), HashedEncoder(), folder=Path(sys.argv[2]))
engine.refresh()
stop = threading.Event()
thread = engine.listen(stop)
for line in sys.stdin:
    hits = engine.search(Query(line.strip())).hits
    print(json.dumps([hit.concept for hit in hits]), flush=True)
stop.set()
thread.join()
"""


class Worker:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def search(self, asked: str) -> list[int]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{asked}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def working(database: Database, folder) -> Iterator[Worker]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WORKER, database.url, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        worker = Worker(process)
        worker.search("ready")
        yield worker
    assert process.returncode == 0


@pytest.fixture(autouse=True)
def _empty(database: Database) -> Iterator[None]:
    def empty() -> None:
        with database.transaction() as session:
            session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))
            session.execute(text("DROP SCHEMA IF EXISTS search_index CASCADE"))

    empty()
    yield
    empty()


def add(database: Database, fr: str, en: str, *, validated: bool = True) -> int:
    with database.transaction() as session:
        bank = Bank(session, ENCODER)
        view = bank.propose(ConceptDraft((Term(fr, Language.FR), Term(en, Language.EN))), SYSTEM, NOW)
        if validated:
            bank.validate(view.number, view.version, SYSTEM, NOW)
        return view.number


def soon(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + WITHIN_SECONDS
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


def cut(database: Database) -> int:
    """Of those who listen, as a restarted proxy or database would."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        return len(
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query LIKE 'LISTEN bank_changed%'"
            ).fetchall()
        )


def test_two_workers_show_a_validation_and_a_withdrawal_also_after_their_connections_were_cut(
    database, tmp_path
):
    folder = tmp_path / "search"
    with working(database, folder) as first, working(database, folder) as second:
        workers = (first, second)
        bag = add(database, "valise diplomatique", "diplomatic bag")
        assert soon(lambda: all(worker.search("diplomatic bag") == [bag] for worker in workers))
        assert soon(lambda: cut(database) == len(workers))
        letters = add(database, "lettres de créance", "letters of credence")
        assert soon(lambda: all(worker.search("lettres de créance")[:1] == [letters] for worker in workers))
        with database.transaction() as session:
            Bank(session, ENCODER).withdraw(bag, 2, SYSTEM, NOW)
        assert soon(lambda: all(bag not in worker.search("diplomatic bag") for worker in workers))


def test_a_search_waits_neither_for_a_change_nor_for_the_upkeep(database, monkeypatch):
    """While the bank is read for either, and however long that takes, searches are answered."""
    from terminology.search import engine as engines

    bag = add(database, "valise diplomatique", "diplomatic bag")
    engine = SearchEngine(database, ENCODER)
    engine.refresh()
    go_on, reading = threading.Event(), threading.Event()
    read = engines.reader.read_collection

    def slow(*arguments):
        reading.set()
        assert go_on.wait(30)
        return read(*arguments)

    monkeypatch.setattr(engines.reader, "read_collection", slow)
    letters = add(database, "lettres de créance", "letters of credence")
    thread = threading.Thread(target=engine.refresh)
    thread.start()
    assert reading.wait(10)
    assert [hit.concept for hit in engine.search(Query("diplomatic bag")).hits] == [bag]
    go_on.set()
    thread.join()
    assert engine.search(Query("lettres de créance")).hits[0].concept == letters


@pytest.fixture
def in_postgresql(database: Database) -> Iterator[Callable[[], SearchEngine]]:
    opened = []

    def start() -> SearchEngine:
        indexes = PgVectorIndexes(database, index_from=1)
        opened.append(indexes)
        engine = SearchEngine(database, ENCODER, indexes)
        engine.refresh()
        return engine

    yield start
    for indexes in opened:
        indexes.close()


def test_meanings_compared_in_postgresql_heed_the_status_and_what_changed(database, in_postgresql):
    shown = [add(database, fr, en) for fr, en in PAIRS[::2]]
    hidden = [add(database, fr, en, validated=False) for fr, en in PAIRS[1::2]]
    engine = in_postgresql()
    engine.tidy()
    assert isinstance(engine._state.snapshot.parts[0].index_of(Part.TERM), PgVectorIndex)
    asked = "ce qui prend la route pour une légation"
    found = engine.search(Query(asked, limit=100))
    assert found.degraded == ()
    assert any(Why.MEANING_TERM in hit.why for hit in found.hits)
    assert {hit.concept for hit in found.hits} <= set(shown)
    proposed = engine.search(Query(asked, limit=100, statuses=frozenset({ConceptStatus.PROPOSED})))
    assert proposed.hits
    assert {hit.concept for hit in proposed.hits} <= set(hidden)
    with database.transaction() as session:
        Bank(session, ENCODER).withdraw(shown[0], 2, SYSTEM, NOW)
    engine.refresh()
    assert shown[0] not in {hit.concept for hit in engine.search(Query(asked, limit=100)).hits}


def test_the_next_process_finds_the_table_and_both_answer_as_faiss_does(database, in_postgresql):
    for number in range(12):
        add(database, f"valise {number}", f"bag {number}")
    first = in_postgresql()
    first.tidy()
    second = in_postgresql()
    assert isinstance(second._state.snapshot.parts[0].index_of(Part.TERM), PgVectorIndex)
    faiss = SearchEngine(database, ENCODER)
    faiss.refresh()
    assert isinstance(faiss._state.snapshot.parts[0].index_of(Part.TERM), FlatIndex)
    for asked in ("valise 3", "ce que la valise contient", "bga 7"):
        answers = [
            [(hit.concept, round(hit.score, 2)) for hit in engine.search(Query(asked)).hits]
            for engine in (first, second, faiss)
        ]
        assert answers[0] == answers[1] == answers[2]


def test_without_the_table_words_still_find_and_the_answer_says_so(database, in_postgresql):
    bag = add(database, "valise diplomatique", "diplomatic bag")
    engine = in_postgresql()
    engine.tidy()
    with database.transaction() as session:
        session.execute(text("DROP SCHEMA search_index CASCADE"))
    found = engine.search(Query("diplomatic bag"))
    assert [hit.concept for hit in found.hits] == [bag]
    assert found.degraded == (Degradation.ENCODER_UNAVAILABLE,)
