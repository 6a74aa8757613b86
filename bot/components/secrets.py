"""Secret codes taken out of what is kept of a conversation: nobody needs to read them there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from components.patterns import find

__all__ = ["HIDDEN", "SLOT", "mask_slot", "redacted", "redactor", "secrets_in"]

SLOT = "secret_code"
HIDDEN = "•••••-•••••"
_SEPARATORS = r"[\s\-–—.]{0,3}"
# Names and places in an event's dictionary, not words of the talk.
_NOT_WORDS = frozenset({"event", "timestamp", "message_id", "input_channel", "model_id", "utter_action"})

Event = dict[str, Any]


def secrets_in(events: Iterable[Event]) -> set[str]:
    """Every code that a form has taken, also one without the shape that `find` looks for."""
    return {
        event["value"]
        for event in events
        if event.get("event") == "slot" and event.get("name") == SLOT and isinstance(event.get("value"), str)
    }


def redactor(known: Iterable[str]) -> Callable[[Event], Event]:
    """What takes the codes out of one event: those of `known`, however spaced, and all that look like one."""
    symbols = [re.sub(r"\W", "", code) for code in known if code != HIDDEN]
    typed = [_SEPARATORS.join(map(re.escape, code)) for code in symbols if code]
    pattern = re.compile("|".join(typed), re.IGNORECASE) if typed else None

    def hide(text: str) -> str:
        if pattern:
            text = pattern.sub(HIDDEN, text)
        codes = [found for found in find(text) if found.entity == "code"]
        for found in sorted(codes, key=lambda found: -found.start):
            text = text[: found.start] + HIDDEN + text[found.end :]
        return text

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return hide(value)
        if isinstance(value, dict):
            return {name: part if name in _NOT_WORDS else walk(part) for name, part in value.items()}
        return [walk(part) for part in value] if isinstance(value, list) else value

    def redact(event: Event) -> Event:
        return walk(event) if event.get("event") in {"user", "bot"} else event

    return redact


def mask_slot(event: Event) -> Event:
    """The event that filled the slot, without the code; any other as it is."""
    holds = event.get("event") == "slot" and event.get("name") == SLOT and event.get("value") is not None
    return {**event, "value": HIDDEN} if holds else event


def redacted(events: list[Event], *, used: bool) -> list[Event]:
    """The events without codes; the slot keeps its own until it is `used`: the form waits for the number."""
    redact = redactor(secrets_in(events))
    return [mask_slot(redact(event)) if used else redact(event) for event in events]
