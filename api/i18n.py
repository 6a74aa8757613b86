"""Words for people: French is the base, English is complete.

A message is written in French where it is shown and stands for itself; the English catalogue is read from its
.po file when the application starts, so nothing compiled is committed. Placeholders are written `{name}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale, negotiate_locale
from babel.dates import format_date as babel_date
from babel.dates import format_datetime as babel_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from starlette.requests import Request

__all__ = [
    "BASE_LANGUAGE",
    "LANGUAGES",
    "LANGUAGE_COOKIE",
    "Words",
    "choose_language",
    "format_date",
    "format_instant",
    "format_number",
    "mark",
    "mark_plural",
    "translate",
    "translate_plural",
]

BASE_LANGUAGE = "fr"
LANGUAGES = ("fr", "en")
LANGUAGE_COOKIE = "langue"
_LOCALES = {"fr": Locale("fr", "FR"), "en": Locale("en", "GB")}
_BEFORE_HIGH_MARK = re.compile(r" (?=[:;!?»])")
_CATALOGUES = Path(__file__).parent / "locales"


def mark(message: str) -> str:
    """Name a message of a table, to be translated where it is shown; the catalogue's test finds it here."""
    return message


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """The same for a message with a number."""
    return one, many


def translate(language: str, message: str, /, **params: object) -> str:
    return _fill(_catalogue(language).gettext(message), params)


def translate_plural(language: str, one: str, many: str, count: int, **params: object) -> str:
    """French counts zero as one, English as many. `{count}` is filled with the number as it is written."""
    if language == BASE_LANGUAGE:
        found = many if count > 1 else one
    else:
        found = _catalogue(language).ngettext(one, many, count)
    return _fill(found, {"count": format_number(language, count), **params})


def choose_language(request: Request) -> str:
    """The address first (`?lang=`), then the visitor's earlier choice, then the browser's wish."""
    for wish in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wish in LANGUAGES:
            return wish
    accepted = _read_accept_language(request.headers.get("accept-language", ""))
    return negotiate_locale(accepted, LANGUAGES, sep="-") or BASE_LANGUAGE


def format_date(language: str, day: date, style: str = "long") -> str:
    text: str = babel_date(day, format=style, locale=_LOCALES[language])
    return _with_ordinal(text) if language == "fr" and day.day == 1 and style != "short" else text


def format_instant(language: str, instant: datetime, timezone: str) -> str:
    """Date and hour in the ministry's time zone."""
    local = instant.astimezone(ZoneInfo(timezone))
    pattern = "d MMMM y 'à' HH:mm" if language == "fr" else "d MMMM y 'at' HH:mm"
    text: str = babel_datetime(local, pattern, locale=_LOCALES[language])
    return _with_ordinal(text) if language == "fr" and local.day == 1 else text


def format_number(language: str, number: float | Decimal) -> str:
    text: str = format_decimal(number, locale=_LOCALES[language])
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """One reader's language and time zone: what templates write words, dates and numbers with."""

    language: str
    timezone: str

    def translate(self, message: str, /, **params: object) -> str:
        return self._set(translate(self.language, message, **params))

    def plural(self, one: str, many: str, count: int, **params: object) -> str:
        return self._set(translate_plural(self.language, one, many, count, **params))

    def date(self, day: date | datetime, style: str = "long") -> str:
        if isinstance(day, datetime):
            day = day.astimezone(ZoneInfo(self.timezone)).date()
        return format_date(self.language, day, style)

    def iso_date(self, day: str) -> str:
        """A day as the history keeps it ("2026-11-23")."""
        return self.date(date.fromisoformat(day))

    def instant(self, instant: datetime) -> str:
        return format_instant(self.language, instant, self.timezone)

    def _set(self, text: str) -> str:
        """As a printer sets it: no French line begins with a colon or ends with an opening guillemet."""
        if self.language != "fr":
            return text
        return _BEFORE_HIGH_MARK.sub("\N{NO-BREAK SPACE}", text).replace("« ", "«\N{NO-BREAK SPACE}")


@cache
def _catalogue(language: str) -> NullTranslations:
    path = _CATALOGUES / language / "LC_MESSAGES" / "truchement.po"
    if language == BASE_LANGUAGE or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def _with_ordinal(text: str) -> str:
    """French writes the first of a month "1er"; CLDR does not."""
    return text.replace("1 ", "1er ", 1)


def _fill(message: str, params: Mapping[str, object]) -> str:
    return message.format_map(params) if params else message


def _read_accept_language(header: str) -> list[str]:
    """Languages of an Accept-Language header, best first; what cannot be read is left out."""
    wishes: list[tuple[float, str]] = []
    for part in header.split(","):
        name, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if name and quality > 0:
            wishes.append((-quality, name.strip().lower()))
    return [name for _, name in sorted(wishes, key=lambda wish: wish[0])]
