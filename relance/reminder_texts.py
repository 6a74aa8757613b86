"""The words of a reminder, from `data/reminder.toml`: French, then English."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Template
from typing import Any

from relance.data_files import FOLDER, read_toml
from relance.levels import Level
from relance.periods import Period

__all__ = ["ReminderFacts", "write_reminder"]

_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class ReminderFacts:
    """`legal_date` and `registered_on` are local dates; pairs are (French, English).

    `addressee` is the unit that is told and `head` the title of its head, `unit` the one in charge.
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


def write_reminder(facts: ReminderFacts) -> tuple[str, str]:
    """Subject and body."""
    texts = _texts()
    of_level = texts["level"][facts.level.value]
    words = {"number": facts.number, "legal_basis": facts.legal_basis}
    for place, language in enumerate(_LANGUAGES):
        words[f"name_{language}"] = facts.addressee[place]
        words[f"head_{language}"] = facts.head[place]
        words[f"unit_{language}"] = facts.unit[place]
        words[f"procedure_{language}"] = facts.procedure[place]
        words[f"stage_{language}"] = facts.stage[place]
        words[f"date_{language}"] = _date(facts.legal_date, language)
        words[f"registered_{language}"] = _date(facts.registered_on, language)
        words[f"period_{language}"] = _period(facts.period, language)
        words[f"provisional_{language}"] = texts["provisional"][language] if facts.provisional else ""
    for part in ("addressee", "opening", "closing"):
        for language in _LANGUAGES:
            name = f"{part}_{language}"
            words[name] = Template(of_level[name]).substitute(words).strip()
    return (
        Template(of_level["subject"]).substitute(words),
        Template(texts["body"]).substitute(words).strip() + "\n",
    )


@cache
def _texts() -> dict[str, Any]:
    return read_toml(FOLDER / "reminder.toml")


def _date(day: date, language: str) -> str:
    texts = _texts()
    # « le 1er mai », as French writes the first of a month.
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    month = texts["months"][language][day.month - 1]
    return Template(texts["date"][language]).substitute(day=number, month=month, year=day.year)


def _period(period: Period, language: str) -> str:
    one, several = _texts()["period"][period.unit.value][language]
    return Template(one if period.amount == 1 else several).substitute(amount=period.amount)
