"""Reading the citizen's last message: its intent, its facts, and whether it is a question."""

from __future__ import annotations

import re
import unicodedata

from rasa_sdk import Tracker

__all__ = ["ASIDES", "entity", "fold", "intent", "is_aside", "is_question", "requested", "text"]

# What is never the answer to a question of a form, however sure or unsure the classifier is of the rest.
ASIDES = frozenset(
    {"cancel", "restart", "help", "human_handoff", "change_language", "goodbye", "thanks", "greet", "ask_term"}
)
_SURE = 0.6
_QUESTION_WORDS = (
    r"(?:quels?|quelles?|kels?|kel|ou|quand|kan|comment|cmt|combien|cb|pourquoi|pk|qui|est[- ]ce|eske|esk|peut[- ]on"
    r"|puis[- ]je|faut[- ]il|qu'est|what|wat|wetin|where|wia|when|how|hw|who|why|which|can|is|are|do|does|may|should)"
)
_QUESTION = re.compile(rf"^(?:(?:et|mais|and|but|svp|stp|abeg|please|pls|s'il vous plait|dites[- ]moi|ok)[ ,]+)*{_QUESTION_WORDS}\b")


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
    return value.rstrip().endswith("?") or bool(_QUESTION.match(fold(value)))


def is_aside(tracker: Tracker) -> bool:
    """Whether the last message is something else than an answer in words: a wish to leave, a greeting, a question."""
    parsed = (tracker.latest_message or {}).get("intent") or {}
    sure = float(parsed.get("confidence") or 0) >= _SURE
    name = str(parsed.get("name") or "")
    if name in ASIDES and sure:
        return True
    return is_question(text(tracker)) and name not in {"inform", "affirm", "deny", "correct_info"}
