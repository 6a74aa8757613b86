"""The saved index: a start takes it up with what changed since, and never answers wrongly because of it."""

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import faiss
import numpy as np
import pytest
from sqlalchemy import text

from kit.audit import SYSTEM
from kit.database import Database
from kit.locks import exclusive
from terminology.bank import Bank
from terminology.ports import HashedEncoder
from terminology.search import Query, loading, saved
from terminology.search.compressed import CompressedIndex, FaissIndexes
from terminology.search.documents import Part
from tests.integration.forty_concepts import (
    ASKED,
    ENCODER,
    NOW,
    answers,
    concepts_first,
    draft,
    filled,
    started,
)


@pytest.fixture
def bank(database: Database) -> Iterator[list[int]]:
    with filled(database) as numbers:
        yield numbers


@pytest.fixture
def folder(database, bank, tmp_path) -> Path:
    """With the index of the bank in it."""
    started(database, tmp_path / "search").tidy()
    return tmp_path / "search"


@pytest.fixture
def taken(monkeypatch) -> list[bool]:
    """Whether each start took up what was saved."""
    seen: list[bool] = []
    read = loading.read_snapshot

    def noted(*arguments):
        loaded = read(*arguments)
        seen.append(loaded.saved)
        return loaded

    monkeypatch.setattr("terminology.search.engine.read_snapshot", noted)
    return seen


def test_a_start_from_the_saved_index_answers_alike(database, folder, taken):
    assert answers(started(database, folder)) == answers(started(database, None))
    assert taken == [True, False]


def test_with_cells_too(database, folder, taken, monkeypatch):
    monkeypatch.setattr("terminology.search.compressed._COMPRESSED_FROM", 20)
    small = FaissIndexes(cells_from=30)
    engine = started(database, folder, indexes=small)
    engine.tidy()
    again = started(database, folder, indexes=small)
    assert taken == [True, True]
    for part in Part:
        index = again._state.snapshot.parts[0].index_of(part)
        assert isinstance(index, CompressedIndex)
        assert index.cells is not None
        assert isinstance(index.vectors, np.memmap)
    assert answers(again) == answers(engine) == answers(started(database, None))


def test_what_changed_since_is_caught_up_with(database, bank, folder, taken):
    with database.transaction() as session:
        opened = Bank(session, ENCODER)
        first, second, third = (opened.get(number) for number in bank[:3])
        opened.revise(first.number, first.version, draft(0, "pli scellé"), SYSTEM, NOW)
        opened.withdraw(second.number, second.version, SYSTEM, NOW)
        new = opened.propose(draft(90, "laissez-passer"), SYSTEM, NOW)
        opened.validate(new.number, new.version, SYSTEM, NOW)
        session.execute(text("DELETE FROM concept WHERE number = :number"), {"number": third.number})
    engine = started(database, folder)
    assert taken == [True]
    assert engine.search(Query("pli scellé")).hits[0].concept == first.number
    assert engine.search(Query("laissez-passer")).hits[0].concept == new.number
    assert concepts_first(engine) == concepts_first(started(database, None))
    gone = {second.number, third.number}
    assert all(hit.concept not in gone for asked in ASKED for hit in engine.search(Query(asked)).hits)
    assert all(hit.matched != "valise 0" for hit in engine.search(Query("valise 0")).hits)


def test_a_bank_that_is_another_has_its_index_built_again(database, bank, folder, taken):
    with database.transaction() as session:
        session.execute(text("DELETE FROM concept WHERE number <= :most"), {"most": bank[30]})
    engine = started(database, folder)
    assert taken == [False]
    assert answers(engine) == answers(started(database, None))


_ALL_ALIKE = "UPDATE embedding SET vector = (SELECT vector FROM embedding ORDER BY concept LIMIT 1)"


def test_vectors_made_anew_under_the_same_name_are_noticed(database, folder, taken):
    with database.transaction() as session:
        session.execute(text(_ALL_ALIKE))
    engine = started(database, folder)
    right = answers(started(database, None))
    assert answers(engine) == right
    engine.tidy()  # and what is on the disk, of the same texts, is not taken for the same vectors
    assert answers(started(database, folder)) == right
    assert taken == [False, False, True]


def test_another_model_has_its_own_index(database, folder, taken):
    other = HashedEncoder(32)
    started(database, folder, other)
    assert taken == [False]


def test_another_version_of_faiss_builds_its_own(database, folder, taken, monkeypatch):
    monkeypatch.setattr(faiss, "__version__", "0.0")
    started(database, folder)
    assert taken == [False]


def files(folder: Path) -> list[Path]:
    found = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != "lock")
    assert len(found) > 5
    return found


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied", "removed"])
def test_damage_to_any_file_is_noticed_and_mended(database, folder, taken, damage):
    right = answers(started(database, None))
    for position in range(len(files(folder))):
        taken.clear()
        _damage(files(folder)[position], damage)
        engine = started(database, folder)
        assert taken == [False]
        assert answers(engine) == right
        engine.tidy()
        assert started(database, folder)
        assert taken == [False, True]


def _damage(file: Path, how: str) -> None:
    content = bytearray(file.read_bytes())
    if how == "removed":
        file.unlink()
        return
    if how == "flipped":
        content[len(content) // 2] ^= 0x11
    file.write_bytes({"flipped": content, "cut": content[: len(content) // 2], "emptied": b""}[how])


def test_a_full_disk_leaves_the_search_as_it_is_and_what_was_saved_whole(
    database, bank, folder, taken, monkeypatch
):
    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = saved.current(folder)
    with database.transaction() as session:
        session.execute(text("DELETE FROM concept WHERE number <= :most"), {"most": bank[30]})
    engine = started(database, folder)
    monkeypatch.setattr(np, "save", full)
    engine.tidy()
    engine.tidy()
    assert saved.current(folder) == before
    assert not list(folder.glob(".new-*"))
    assert answers(engine) == answers(started(database, None))


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(database, bank, tmp_path):
    (tmp_path / "search").write_text("a file is in the way", encoding="utf-8")
    engine = started(database, tmp_path / "search")
    engine.tidy()
    assert answers(engine) == answers(started(database, None))


def test_while_another_process_saves_this_one_goes_on(database, bank, tmp_path):
    folder = tmp_path / "search"
    engine = started(database, folder)
    with exclusive(folder / "lock"):
        engine.tidy()
        assert saved.current(folder) is None
    engine.tidy()
    assert saved.current(folder) is not None


def test_the_second_process_takes_the_cells_that_the_first_has_made(database, bank, tmp_path, monkeypatch):
    monkeypatch.setattr("terminology.search.compressed._COMPRESSED_FROM", 20)
    options = {"folder": tmp_path / "search", "indexes": FaissIndexes(cells_from=30)}
    first, second = started(database, **options), started(database, **options)
    first.tidy()
    made = saved.current(tmp_path / "search")

    def never(*_arguments):
        raise AssertionError("cells were built twice")

    monkeypatch.setattr("terminology.search.compressed.with_cells", never)
    second.tidy()
    assert saved.current(tmp_path / "search") == made
    assert second._state.snapshot.parts[0].index_of(Part.TERM).cells is not None
    assert answers(second) == answers(first)


_SAVING_AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from kit.database import Database
from terminology.ports import HashedEncoder
from terminology.search import SearchEngine, saved

engine = SearchEngine(Database(sys.argv[1]), HashedEncoder())
engine.refresh()
print("saving", flush=True)
while True:
    saved.save(Path(sys.argv[2]), engine._state.snapshot.parts[0], HashedEncoder().name)
"""


def test_a_process_killed_while_it_saves_leaves_a_whole_index_or_none(database, bank, tmp_path):
    folder = tmp_path / "search"
    right = answers(started(database, None))
    for milliseconds in (0, 7, 13, 29, 61):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(_SAVING_AGAIN_AND_AGAIN), database.url, folder],
            stdout=subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(milliseconds / 1000)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert answers(started(database, folder)) == right
    engine = started(database, folder)
    engine.tidy()
    saved.save(folder, engine._state.snapshot.parts[0], ENCODER.name)
    assert not list(folder.glob(".new-*"))
