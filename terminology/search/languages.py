"""Which language a query is in: first the bank's own word, then a small detector."""

from collections.abc import Iterable
from dataclasses import dataclass

import simplemma

from terminology.concepts import Language
from terminology.search.lexical import WordMatch
from terminology.search.query import Query, Why

__all__ = ["Spoken", "detect", "language_of"]

_FRENCH_LETTERS = frozenset("àâæçéèêëîïôœùûüÿ")
_ACCENTED = 0.6  # as much as most words of a phrase known to the dictionary
_EQUAL = frozenset({Why.EXACT, Why.FOLDED, Why.INFLECTED})
_ALIKE = frozenset({*_EQUAL, Why.TYPO, Why.WORDS, Why.PREFIX})
_CLOSE = 0.8  # closeness from which a term that only looks alike tells the language
_TIERS = tuple(Why)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The language of a query. `sure`: it was given, or the query is a term of that language alone.

    Only then do words of the other language count for less: a misspelt word fools any detector.
    """

    language: Language
    sure: bool


def language_of(query: Query, matches: Iterable[tuple[WordMatch, Language]]) -> Spoken:
    """`matches`: what words found, each with the language of its term."""
    if query.source is not None:
        return Spoken(query.source, sure=True)
    alike = [item for item in matches if item[0].why in _ALIKE and item[0].closeness >= _CLOSE]
    if not alike:
        return Spoken(detect(query.text), sure=False)
    best = min(_nearness(match) for match, _ in alike)
    languages = {language for match, language in alike if _nearness(match) == best}
    if len(languages) > 1:
        return Spoken(detect(query.text), sure=False)
    return Spoken(languages.pop(), sure=_TIERS[best[0]] in _EQUAL)


def _nearness(match: WordMatch) -> tuple[int, float]:
    return _TIERS.index(match.why), -match.closeness


def detect(text: str) -> Language:
    """By letters and dictionary; French when nothing tells, as everywhere in the house."""
    lowered = text.lower()
    score = dict(simplemma.langdetect(lowered, lang=("fr", "en")))
    french, english = score.get("fr", 0.0), score.get("en", 0.0)
    # The dictionary counts whole words: "lettre de créanse", with its slip, still has its accent.
    french += _ACCENTED * any(letter in _FRENCH_LETTERS for letter in lowered)
    return Language.EN if english > french else Language.FR
