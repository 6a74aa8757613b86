"""Reading the citizen's last message: its intent, its facts, and whether it is a question."""

from __future__ import annotations

import unicodedata

from rasa_sdk import Tracker

from actions import words

__all__ = ["ASIDES", "entity", "fold", "intent", "is_aside", "is_question", "requested", "text"]

# What is never the answer to a question of a form, however sure or unsure the classifier is of the rest.
ASIDES = frozenset(
    {
        "cancel",
        "restart",
        "help",
        "human_handoff",
        "change_language",
        "goodbye",
        "thank",
        "greet",
        "ask_term",
    }
)
_SURE = 0.6


def fold(value: str) -> str:
    """Lower case without accents, straight apostrophes, single spaces."""
    decomposed = unicodedata.normalize("NFKD", value.replace("’", "'"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.lower().split())


def text(tracker: Tracker) -> str:
    """The message as typed; empty for a button."""
    typed = (tracker.latest_message or {}).get("text") or ""
    return "" if typed.startswith("/") else " ".join(typed.split())


def intent(tracker: Tracker) -> str:
    return ((tracker.latest_message or {}).get("intent") or {}).get("name") or ""


def entity(tracker: Tracker, name: str) -> str | None:
    """The first fact of that name in the last message."""
    for found in (tracker.latest_message or {}).get("entities") or []:
        if found.get("entity") == name and isinstance(found.get("value"), str):
            return str(found["value"])
    return None


def requested(tracker: Tracker) -> str | None:
    return tracker.get_slot("requested_slot")


def is_question(value: str) -> bool:
    """A question mark at the end, or a word of questions at the beginning."""
    if value.rstrip().endswith("?"):
        return True
    parts = fold(value).replace(",", " ").split()
    first = next((part for part in parts if part not in words.BEFORE_QUESTIONS), "")
    return first in words.QUESTIONS


def is_aside(tracker: Tracker) -> bool:
    """Whether the last message is something else than an answer in words: a wish to leave, a greeting, a
    question.
    """
    parsed = (tracker.latest_message or {}).get("intent") or {}
    sure = float(parsed.get("confidence") or 0) >= _SURE
    name = str(parsed.get("name") or "")
    if name in ASIDES and sure:
        return True
    return is_question(text(tracker)) and name not in {"inform", "affirm", "deny", "correct_info"}
