"""Small parts of the index are put together beside the searches, whatever changes meanwhile."""

from collections.abc import Callable, Iterator

import pytest

from kit.audit import SYSTEM
from kit.database import Database
from terminology.bank import Bank
from terminology.search import Query, SearchEngine, saved
from tests.integration.forty_concepts import ENCODER, NOW, concepts_first, draft, filled, started


@pytest.fixture
def bank(database: Database) -> Iterator[list[int]]:
    with filled(database) as numbers:
        yield numbers


@pytest.fixture
def folder(database, bank, tmp_path):
    started(database, tmp_path / "search").tidy()
    return tmp_path / "search"


def test_small_parts_are_put_together_while_the_bank_changes(database, bank, monkeypatch, folder):
    monkeypatch.setattr("terminology.search.engine._LARGEST_TAIL", 2)
    engine = started(database, folder)
    _validate(database, engine, range(100, 112))
    assert len(engine._state.snapshot.parts) > 6
    _changing_meanwhile(monkeypatch, database, lambda: _validate(database, engine, range(200, 203)))
    engine.tidy()
    parts = engine._state.snapshot.parts
    assert len(parts) == 3  # the large one, the merged ones, and what came meanwhile
    assert concepts_first(engine) == concepts_first(started(database, None))
    assert engine.search(Query("valise 201")).hits[0].matched == "valise 201"
    _validate(database, engine, range(300, 301))
    assert engine.search(Query("valise 300")).hits[0].matched == "valise 300"


def test_a_large_part_that_much_has_changed_in_is_built_again(database, bank, monkeypatch, folder):
    monkeypatch.setattr("terminology.search.snapshot._FEW_CHANGES", 5)
    engine = started(database, folder)
    _validate(database, engine, range(100, 110))
    _changing_meanwhile(monkeypatch, database, lambda: _validate(database, engine, range(200, 202)))
    before = saved.current(folder)
    engine.tidy()
    assert [len(part.concepts) for part in engine._state.snapshot.parts] == [50, 2]
    assert saved.current(folder) != before
    assert concepts_first(engine) == concepts_first(started(database, None))


def _validate(database: Database, engine: SearchEngine, numbers: range) -> None:
    for number in numbers:
        with database.transaction() as session:
            opened = Bank(session, ENCODER)
            view = opened.propose(draft(number), SYSTEM, NOW)
            opened.validate(view.number, view.version, SYSTEM, NOW)
        engine.refresh()


def _changing_meanwhile(monkeypatch, database: Database, change: Callable[[], None]) -> None:
    """`change` happens after the merging has read the bank, once."""
    merged = SearchEngine._merged

    def then_change(*arguments):
        monkeypatch.setattr(SearchEngine, "_merged", merged)
        result = merged(*arguments)
        change()
        return result

    monkeypatch.setattr(SearchEngine, "_merged", then_change)
