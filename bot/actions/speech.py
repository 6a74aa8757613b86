"""What sentences need from code: the reader's language, dates and lists written in it. No sentence stands
here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.lists import format_list
from rasa_sdk import Tracker

__all__ = ["day", "enumerated", "language_of", "lines", "shown", "title"]

_LOCALES = {"fr": "fr", "en": "en_GB"}


def language_of(tracker: Tracker) -> str:
    """French unless the conversation turned to English."""
    return "en" if tracker.get_slot("language") == "en" else "fr"


def day(value: date, language: str) -> str:
    """Like "jeudi 24 décembre 2026", "mardi 1er décembre 2026", "Thursday 24 December 2026"."""
    written = format_date(value, "full", locale=_LOCALES[language]).replace(",", "")
    return written.replace(" 1 ", " 1er ") if language == "fr" else written


def enumerated(items: Sequence[str], language: str) -> str:
    """Like "a, b et c"."""
    return format_list(list(items), locale=_LOCALES[language])


def lines(items: Sequence[str]) -> str:
    return "\n".join(f"• {item}" for item in items)


def shown(value: str) -> str:
    """A citizen's words, made safe for Rasa's templates: with "0[" in them it leaves every place of the
    sentence empty.
    """
    return value.replace("0[", "0 [")


def title(domain: Mapping[str, Any], response: str, language: str) -> str | None:
    """The text of a response, for a button; None when the domain has no such response."""
    default = None
    for variant in domain.get("responses", {}).get(response, []):
        conditions = variant.get("condition") or []
        if not conditions:
            default = variant.get("text")
        elif any(condition.get("value") == language for condition in conditions):
            return variant.get("text")
    return default
