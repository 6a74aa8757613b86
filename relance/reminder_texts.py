"""The words of a reminder, from `data/reminder.toml`: French, then English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Template
from typing import Any

from relance.data_files import FOLDER, read_toml
from relance.levels import Level
from relance.periods import Period

__all__ = ["ReminderFacts", "day_words", "period_words", "write_digest", "write_reminder"]

_LANGUAGES = ("fr", "en")
_RISING = tuple(Level)


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """`legal_date` and `registered_on` are local dates; pairs are (French, English).

    `addressee` is the unit that is told and `head` the title of its head, `unit` the one in charge; `note` is
    what a person adds who reminds by hand.
    """

    level: Level
    number: str
    addressee: tuple[str, str]
    head: tuple[str, str]
    unit: tuple[str, str]
    procedure: tuple[str, str]
    stage: tuple[str, str]
    legal_date: date
    registered_on: date
    period: Period
    legal_basis: str
    provisional: bool
    note: str = ""


def write_reminder(facts: ReminderFacts) -> tuple[str, str]:
    """Subject and body."""
    of_level = _texts()["level"][facts.level.value]
    words = _words(facts)
    for part in ("addressee", "opening", "closing"):
        for language in _LANGUAGES:
            name = f"{part}_{language}"
            words[name] = Template(of_level[name]).substitute(words).strip()
    return (
        Template(of_level["subject"]).substitute(words),
        Template(_texts()["body"]).substitute(words).strip() + "\n",
    )


def write_digest(reminders: Sequence[ReminderFacts], day: date) -> tuple[str, str]:
    """Subject and body of one message for all of them, the highest level first; `day` is that of sending."""
    digest = _texts()["digest"]
    rising = sorted(
        reminders, key=lambda facts: (-_RISING.index(facts.level), facts.legal_date, facts.number)
    )
    words = {"count": str(len(rising))}
    for language in _LANGUAGES:
        words[f"date_{language}"] = day_words(day, language)
        line = Template(digest[f"line_{language}"])
        words[f"lines_{language}"] = "\n".join(
            line.substitute(_words(facts), level=digest["level"][facts.level.value][language])
            for facts in rising
        )
    subject, body = (Template(digest[part]).substitute(words) for part in ("subject", "body"))
    return subject, body.strip() + "\n"


def _words(facts: ReminderFacts) -> dict[str, str]:
    texts = _texts()
    words = {"number": facts.number, "legal_basis": facts.legal_basis, "note": facts.note}
    for place, language in enumerate(_LANGUAGES):
        words[f"name_{language}"] = facts.addressee[place]
        words[f"head_{language}"] = facts.head[place]
        words[f"unit_{language}"] = facts.unit[place]
        words[f"procedure_{language}"] = facts.procedure[place]
        words[f"stage_{language}"] = facts.stage[place]
        words[f"date_{language}"] = day_words(facts.legal_date, language)
        words[f"registered_{language}"] = day_words(facts.registered_on, language)
        words[f"period_{language}"] = period_words(facts.period, language)
        words[f"provisional_{language}"] = texts["provisional"][language] if facts.provisional else ""
    return words


@cache
def _texts() -> dict[str, Any]:
    return read_toml(FOLDER / "reminder.toml")


def day_words(day: date, language: str) -> str:
    """As "23 novembre 2026"."""
    texts = _texts()
    # « le 1er mai », as French writes the first of a month.
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    month = texts["months"][language][day.month - 1]
    return Template(texts["date"][language]).substitute(day=number, month=month, year=day.year)


def period_words(period: Period, language: str) -> str:
    """As "5 jours ouvrés"."""
    one, several = _texts()["period"][period.unit.value][language]
    return Template(one if period.amount == 1 else several).substitute(amount=period.amount)
