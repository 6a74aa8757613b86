"""Typography of French (Imprimerie nationale) and English (Hart's Rules), repeated words, last signs."""

import re
from collections.abc import Iterator

from terminology.concepts import Language
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair

__all__ = ["check"]

_C = Category.CONVENTIONS
_FIXED = "\u00a0\u202f"  # no-break spaces
# Not in a time (12:30), an address (https:) or a run of signs (?!).
_FRENCH_NO_SPACE = re.compile(
    rf"(?<=[^\W\d_])[;!?](?!\w)|(?<=[^\W\d_]):(?=\s|$)|«(?=[^\s{_FIXED}])|(?<=[^\s{_FIXED}])»"
)
_FRENCH_BREAKING_SPACE = re.compile(" [;:!?»]|« ")
_ENGLISH_SPACE = re.compile(rf"(?<=\w)[ {_FIXED}][;:!?](?!\w)")
_SPACE_BEFORE = re.compile(rf"(?<=\w)[ {_FIXED}][,.](?!\w|\.)")
_TWO_SPACES = re.compile(r"(?<=\S)  +(?=\S)")
_REPEATED = re.compile(r"(?<!\w)([^\W\d_]{2,})\s+\1(?!\w)", re.IGNORECASE)
# Right in their language: "nous nous réunissons", "that that implies".
_REPEATABLE = frozenset({"nous", "vous", "had", "that"})
_CLOSED = re.compile(r"[\s»”\"')\]]+\Z")
_ENDS = {".": ".", "。": ".", "!": "!", "?": "?", ":": ":", ";": ";", "…": "…"}


def check(pair: Pair) -> Iterator[Finding]:
    text = pair.target
    yield from _french(pair) if pair.target_language is Language.FR else _english(pair)
    if found := _SPACE_BEFORE.search(text):
        yield pair.finding("space_before", _C, Severity.MINOR, sign=found[0].strip())
    if _TWO_SPACES.search(text) and not _TWO_SPACES.search(pair.source):
        yield pair.finding("spaces_double", _C, Severity.MINOR)
    for repeated in _REPEATED.finditer(text):
        if repeated[1].lower() not in _REPEATABLE and not _REPEATED.search(pair.source):
            yield pair.finding("word_repeated", _C, Severity.MINOR, word=repeated[1])
    mine, theirs = _end(text), _end(pair.source)
    if text.strip() and mine != theirs:
        yield pair.finding("end_differs", _C, Severity.MINOR, source_end=theirs, target_end=mine)


def _french(pair: Pair) -> Iterator[Finding]:
    text = pair.target
    if found := _FRENCH_NO_SPACE.search(text):
        yield pair.finding("french_space_missing", _C, Severity.MINOR, sign=found[0])
    if found := _FRENCH_BREAKING_SPACE.search(text):
        yield pair.finding("french_space_breaking", _C, Severity.NEUTRAL, sign=found[0].strip())
    if re.search(r'["“”]', text):
        yield pair.finding("french_quotes", _C, Severity.MINOR)


def _english(pair: Pair) -> Iterator[Finding]:
    if found := _ENGLISH_SPACE.search(pair.target):
        yield pair.finding("english_space", _C, Severity.MINOR, sign=found[0].strip())
    if re.search("[«»]", pair.target):
        yield pair.finding("english_quotes", _C, Severity.MINOR)


def _end(text: str) -> str:
    bare = _CLOSED.sub("", text)
    return _ENDS.get(bare[-1:], "")
