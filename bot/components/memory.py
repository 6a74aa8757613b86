"""Where conversations are kept, in memory or in PostgreSQL: without secret codes, and forgotten in time.

Rasa's own stores keep whatever was typed for ever.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from components.secrets import HIDDEN, SLOT, mask_slot, redacted, redactor, secrets_in

__all__ = ["ForgetfulMemory", "ForgetfulTable"]

HOURS_VARIABLE = "BOT_FORGET_HOURS"
_HOURS = 12.0  # Rasa's own session ends then too (session_expiration_time)
_CONVERSATIONS_MAX = 2_000  # some 70 KB each: 140 MB at worst
_SWEEP_SECONDS = 600.0


def forget_seconds() -> float:
    return float(os.environ.get(HOURS_VARIABLE) or _HOURS) * 3600


class ForgetfulMemory(InMemoryTrackerStore):
    """In memory: at most `conversations_max`, the one longest silent goes first."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        host: str | None = None,
        clock: Callable[[], float] = time.monotonic,
        conversations_max: int = _CONVERSATIONS_MAX,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._clock = clock
        self._conversations_max = conversations_max
        self._used_at: dict[str, float] = {}
        self._next_sweep: asyncio.TimerHandle | None = None

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        dialogue = tracker.as_dialogue().as_dict()
        dialogue["events"] = redacted(dialogue["events"], used=tracker.get_slot(SLOT) is None)
        # Out and in again: the dictionaries stay in the order of the last use.
        self._drop(tracker.sender_id)
        self.store[tracker.sender_id] = json.dumps(dialogue)
        self._used_at[tracker.sender_id] = self._clock()
        self.sweep()

    def sweep(self) -> None:
        """Forget what is due, and come back while anything is kept: silence too must end in forgetting."""
        limit = self._clock() - forget_seconds()
        for sender, used_at in list(self._used_at.items()):
            if used_at > limit and len(self.store) <= self._conversations_max:
                break
            self._drop(sender)
        if self._next_sweep:
            self._next_sweep.cancel()
        loop = asyncio.get_running_loop()
        self._next_sweep = loop.call_later(_SWEEP_SECONDS, self.sweep) if self.store else None

    def _drop(self, sender: str) -> None:
        self.store.pop(sender, None)
        self._used_at.pop(sender, None)


class _Redacted:
    """An event as the table takes it: its kind, and a dictionary without codes."""

    def __init__(self, event: Event, data: dict[str, Any]) -> None:
        self.type_name = event.type_name
        self._data = data

    def as_dict(self) -> dict[str, Any]:
        return self._data


class ForgetfulTable(SQLTrackerStore):
    """In PostgreSQL. Several servers may sweep: deleting twice harms nobody."""

    def __init__(self, *arguments: Any, clock: Callable[[], float] = time.time, **kwargs: Any) -> None:
        super().__init__(*arguments, **kwargs)
        self._clock = clock  # seconds since 1970, as Rasa dates its events
        self._swept_at = float("-inf")

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        if tracker.get_slot(SLOT) is None:
            self._mask_slot(tracker.sender_id)
        now = self._clock()
        if now - self._swept_at > _SWEEP_SECONDS:
            self._swept_at = now
            self.sweep(now)

    def sweep(self, now: float) -> None:
        """Delete the conversations whose last event is too old."""
        event = self.SQLEvent
        silent = (
            sa.select(event.sender_id)
            .group_by(event.sender_id)
            .having(sa.func.max(event.timestamp) < now - forget_seconds())
        )
        with self.session_scope() as session:
            session.execute(
                sa.delete(event)
                .where(event.sender_id.in_(silent))
                .execution_options(synchronize_session=False)
            )
            session.commit()

    def _additional_events(self, session: Any, tracker: DialogueStateTracker) -> Iterator[_Redacted]:
        everything = [event.as_dict() for event in tracker.events]
        new = list(super()._additional_events(session, tracker))
        redact = redactor(secrets_in(everything))
        return (_Redacted(event, redact(event.as_dict())) for event in new)

    def _mask_slot(self, sender: str) -> None:
        """Take the code out of the rows in which the form had put it down."""
        event = self.SQLEvent
        with self.session_scope() as session:
            rows = session.query(event).filter(
                event.sender_id == sender, event.type_name == "slot", event.action_name == SLOT
            )
            for row in rows:
                if HIDDEN not in row.data:
                    row.data = json.dumps(mask_slot(json.loads(row.data)), ensure_ascii=False)
            session.commit()
