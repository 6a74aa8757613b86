"""Facts with a shape (number, code, phone, e-mail, date, name), and those of `carriers` (term, language)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from components.carriers import find_target, find_term

__all__ = ["Found", "PatternExtractor", "find", "mask"]

_PHONE_DIGITS_MIN, _PHONE_DIGITS_MAX = 8, 15  # E.164 allows 15
_NATIONAL_DIGITS = 9  # Cameroon: nine digits, the first a 2 or a 6
_TEXT_MAX = 1000  # what the gateway lets through; a pattern never runs on more

_NUMBER = re.compile(
    r"(?<!\w)(?:n[°o]\s*)?(REQ)?[\s\-–—._/]{0,3}(20\d\d)[\s\-–—._/]{0,3}(\d{6})[\s\-–—._/]{0,3}(\d{2})(?!\d)",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}(?!\w)")
_PHONE = re.compile(r"(?<![\w@])(?:\+|00)?\(?\d(?:[\s.\-–()]{0,2}\d){7,14}(?!\w)")
_CODE = re.compile(r"(?<![\w-])([0-9A-Za-z]{5})([-–—\s]?)([0-9A-Za-z]{5})(?![\w-])")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d"
    r"|\d{1,2}(?:er|st|nd|rd|th)?\s+(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre"
    r"|novembre|d[ée]cembre|january|february|march|april|may|june|july|august|september|october|november"
    r"|december)"
    r"(?:\s+20\d\d)?)(?!\d)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:je\s+m['’ ]?appel+e?s?|jm['’ ]?apel+e?|mon\s+nom\s+(?:complet\s+)?(?:est|c['’]est)"
    r"|moi\s+c['’]?\s?est|my\s+(?:full\s+)?name\s+(?:is|na)|my\s+name['’]?s|na\s+me\s+be|they\s+call\s+me|i\s+am\s+called)\s*:?\s+"
    r"(?P<name>[^\W\d_][\w'’. -]{1,60}?)(?=\s*(?:[,;.!?]|\bet\b|\band\b|$))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """One fact in a text; `value` is its standard form, `start` and `end` its place."""

    entity: str
    value: str
    start: int
    end: int


def find(text: str, *, bare_terms: bool = True) -> list[Found]:
    """Every fact with a recognisable shape, none overlapping an earlier kind (a dossier number is no phone).

    `bare_terms`: also take the X of "X en anglais", which is surer to be a term when a term was asked for.
    """
    text = unicodedata.normalize("NFC", text[:_TEXT_MAX])
    taken: list[Found] = []
    for kind in (_numbers, _emails, _phones, _dates, _codes):
        for found in kind(text):
            if not any(found.start < other.end and other.start < found.end for other in taken):
                taken.append(found)
    return [*taken, *_names(text), *_phrases(text, bare_terms=bare_terms)]


def mask(text: str) -> str:
    """The text with facts replaced by their kind, so that a digit or a term tells nothing false of the
    intent.
    """
    shaped = [
        found for found in find(text, bare_terms=False) if found.entity not in {"target_language", "name"}
    ]
    for found in sorted(shaped, key=lambda found: -found.start):
        text = f"{text[: found.start]} x{found.entity} {text[found.end :]}"
    return " ".join(text.split())


def _numbers(text: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(text):
        value = f"REQ-{match[2]}-{match[3]}-{match[4]}"
        yield Found("number", value, match.start(), match.end())


def _emails(text: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(text):
        yield Found("email", match[0].rstrip(".").lower(), match.start(), match.end())


def _dates(text: str) -> Iterator[Found]:
    for match in _DATE.finditer(text):
        yield Found("date", match[0], match.start(), match.end())


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        international = match[0].startswith("+") or digits.startswith("00")
        digits = digits.removeprefix("00")
        if len(digits) == _NATIONAL_DIGITS and digits[0] in "26" and not match[0].startswith("+"):
            digits, international = f"237{digits}", True
        international = international or (digits.startswith("237") and len(digits) == _NATIONAL_DIGITS + 3)
        if international and _PHONE_DIGITS_MIN <= len(digits) <= _PHONE_DIGITS_MAX:
            yield Found("phone", f"+{digits}", match.start(), match.end())


def _codes(text: str) -> Iterator[Found]:
    for match in _CODE.finditer(text):
        symbols = match[1] + match[3]
        # Ten letters without hyphen are mostly a word ("passeports"), two words of five letters too.
        if match[2].strip() or any(symbol.isdigit() for symbol in symbols):
            yield Found("code", f"{match[1]}-{match[3]}".upper(), match.start(), match.end())


def _names(text: str) -> Iterator[Found]:
    for match in _NAME.finditer(text):
        yield Found("name", match["name"].strip(), match.start("name"), match.end("name"))


def _phrases(text: str, *, bare_terms: bool) -> Iterator[Found]:
    term, target = find_term(text, bare=bare_terms), find_target(text)
    if term:
        yield Found("term", *term)
    if target:
        yield Found("target_language", *target)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class PatternExtractor(GraphComponent):
    """Puts the facts of `find` into the message; nothing is learnt."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PatternExtractor:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue  # a button's payload brings its own facts
            entities = list(message.get(ENTITIES) or [])
            entities += [{**vars(found), "extractor": type(self).__name__} for found in find(text)]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages
