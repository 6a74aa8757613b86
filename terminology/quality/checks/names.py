"""Names and acronyms: what is written the same in both languages must be there."""

import re
from collections.abc import Iterator
from functools import cache

import simplemma
from babel import Locale
from rapidfuzz import fuzz

from terminology.folding import fold
from terminology.quality.checks.quantities import is_unit
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair

__all__ = ["check"]

_ACRONYM = re.compile(r"(?<![\w.-])[A-Z][A-Z0-9]{1,9}(?![\w-])")
_NAME = re.compile(r"(?<=[^\W\d_,] )[A-ZÀ-Þ][\w’'-]*[^\W\d_](?!\w)")
_ALIKE = 75  # rapidfuzz ratio; "Cameroun" and "Cameroon" have 75
_SHORTEST_NAME = 4
_ROMAN = re.compile(r"[IVXLC]+\Z")


def check(pair: Pair, known: str) -> Iterator[Finding]:
    """`known`: the source without the terms that the bank knows, whose equivalents are another check's."""
    if pair.source.isupper() or not pair.target.strip():
        return
    target = fold(pair.target)
    words = set(re.findall(r"\w+", target))
    for acronym in dict.fromkeys(_ACRONYM.findall(known)):
        # Its letters may stand in another order: OTAN, NATO; SIDA, AIDS.
        turned = any(sorted(word) == sorted(acronym.lower()) for word in words)
        told = acronym.lower() in words or turned
        if not told and not _ROMAN.match(acronym) and not is_unit(acronym):
            yield pair.finding("acronym_missing", Category.ACCURACY, Severity.MINOR, name=acronym)
    for name in dict.fromkeys(_NAME.findall(known)):
        if len(name) >= _SHORTEST_NAME and not name.isupper() and not _is_word(name, pair):
            folded = fold(name).partition(" ")[0]  # a hyphen parts: "Dupont-type"
            if not any(fuzz.ratio(folded, word) >= _ALIKE for word in words) and folded not in target:
                yield pair.finding("name_missing", Category.ACCURACY, Severity.MINOR, name=name)


@cache
def _countries() -> frozenset[str]:
    """Words of the names of countries, which each language has its own for (CLDR, by Babel)."""
    names = (name for language in ("fr", "en") for name in Locale(language).territories.values())
    return frozenset(word for name in names for word in re.findall(r"[\w-]+", fold(name)))


def _is_word(name: str, pair: Pair) -> bool:
    """A word of the dictionary is translated ("Ministère", "Monday"), a country too; a name is not."""
    if fold(name) in _countries() or fold(name).partition(" ")[0] in _countries():
        return True
    return any(
        simplemma.is_known(name.lower(), lang=language.value) or simplemma.is_known(name, lang=language.value)
        for language in (pair.source_language, pair.target_language)
    )
