"""What is kept of a conversation, and for how long: the same promises in memory and in a table."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore, create_tracker_store
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from components.memory import ForgetfulMemory, ForgetfulTable
from tests.conftest import run

CODE = "7K3QF-X9TTB"
SLOTS = [AnySlot("secret_code", mappings=[{}])]


def store(kind: str, tmp_path: Any) -> TrackerStore:
    if kind == "memory":
        return create_tracker_store(EndpointConfig(type="components.memory.ForgetfulMemory"), Domain.empty())
    found = ForgetfulTable(Domain.empty(), db=str(tmp_path / "talks.db"))
    found.domain.slots = SLOTS
    return found


def kept(found: TrackerStore) -> str:
    """All that lies in the store, as text."""
    if isinstance(found, ForgetfulMemory):
        return json.dumps(list(found.store.values()))
    with found.session_scope() as session:
        return "\n".join(row.data for row in session.query(found.SQLEvent))


def talk(sender: str = "someone") -> DialogueStateTracker:
    said = UserUttered(
        "REQ-2026-000001-45, code 7k3qf x9ttb",
        parse_data={"entities": [{"entity": "code", "value": CODE}], "text": "7k3qf x9ttb"},
    )
    tracker = DialogueStateTracker(sender, SLOTS)
    tracker.update(BotUttered(f"Numéro : REQ-2026-000001-45\nCode secret : {CODE}\nNotez-les."))
    tracker.update(said)
    tracker.update(SlotSet("secret_code", CODE))
    return tracker


@pytest.mark.parametrize("kind", ["memory", "table"])
def test_a_code_stays_only_in_its_slot_and_only_until_it_is_used(kind: str, tmp_path: Any) -> None:
    found, tracker = store(kind, tmp_path), talk()

    async def work() -> None:
        await found.save(tracker)
        assert kept(found).upper().count(CODE) == 1
        assert "X9TTB" not in kept(found).upper().replace(CODE, "")
        again = await found.retrieve("someone")
        assert again is not None
        tracker.update(SlotSet("secret_code", None))
        await found.save(tracker)
        assert "X9TTB" not in kept(found).upper()
        assert "REQ-2026-000001-45" in kept(found)

    run(work)


@pytest.mark.parametrize("typed", ["ABCDEFGHIJ", "abcde.fghij", "abcde fghij"])
def test_a_code_of_letters_alone_is_known_by_the_slot(typed: str) -> None:
    found, tracker = store("memory", None), DialogueStateTracker("someone", SLOTS)
    tracker.update(UserUttered(typed))
    tracker.update(SlotSet("secret_code", "ABCDE-FGHIJ"))
    tracker.update(SlotSet("secret_code", None))
    run(lambda: found.save(tracker))
    assert "fghij" not in kept(found).lower()


def test_silence_ends_in_forgetting_and_the_longest_silent_goes_first() -> None:
    now = 0.0
    found = ForgetfulMemory(Domain.empty(), clock=lambda: now, conversations_max=2)

    async def work() -> None:
        nonlocal now
        for sender in ("a", "b", "a", "c"):
            now += 1
            await found.save(talk(sender))
        assert sorted(await found.keys()) == ["a", "c"]
        now += 12 * 3600 - 0.5  # a's silence is long enough, c's is not
        found.sweep()
        assert list(await found.keys()) == ["c"]
        assert await found.retrieve("a") is None
        now += 1
        found.sweep()
        assert list(await found.keys()) == []

    run(work)


def test_a_table_forgets_whole_conversations(tmp_path: Any) -> None:
    found, fresh = store("table", tmp_path), talk("new")
    now = fresh.events[-1].timestamp

    async def work() -> None:
        await found.save(talk("old"))
        with found.session_scope() as session:
            session.execute(sa.update(found.SQLEvent).values(timestamp=now - 13 * 3600))
            session.commit()
        await found.save(fresh)
        found.sweep(now)
        assert list(await found.keys()) == ["new"]

    run(work)
