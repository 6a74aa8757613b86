"""Numbers, dates, amounts, units, percentages, references to articles: what they say must be the same."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from terminology.folding import fold
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair

__all__ = ["check", "is_unit"]

_SPACES = " \u00a0\u202f"
_NUMBER = rf"\d+(?:[{_SPACES}.,’']\d{{3}})*(?:[.,]\d+)?"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january jan",
            "fevrier february feb",
            "mars march mar",
            "avril april apr",
            "mai may",
            "juin june jun",
            "juillet july jul",
            "aout august aug",
            "septembre september sept",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        1,
    )
    for name in names.split()
}
_DAY_MONTH = re.compile(
    rf"(?<![\w-])(\d{{1,2}})(?:er|st|nd|rd|th)?[{_SPACES}](?:of[{_SPACES}])?([^\W\d_]{{3,9}})\.?,?(?:[{_SPACES}](\d{{4}}))?(?!\w)"
)
_MONTH_DAY = re.compile(
    rf"(?<![\w])([^\W\d_]{{3,9}})\.?[{_SPACES}](\d{{1,2}})(?:st|nd|rd|th)?(?!\w)(?:,?[{_SPACES}](\d{{4}}))?"
)
_ARTICLE = re.compile(
    rf"(?<!\w)(?:articles?|art\.|paragraphes?|paragraphs?|sections?|alin[ée]as?|§)[{_SPACES}]*(\d+)",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(
    rf"({_NUMBER})[{_SPACES}]*(?:%|pour[{_SPACES}]cent|per[{_SPACES}]?cent)", re.IGNORECASE
)
_UNITS = {
    name: unit
    for unit, names in {
        "€": "€ eur euro euros",
        "$": "$ usd dollar dollars",
        "FCFA": "fcfa xaf cfa",
        "£": "£ gbp livre livres pound pounds",
        "km": "km kilometre kilometres kilometer kilometers",
        "m": "m metre metres meter meters",
        "cm": "cm",
        "kg": "kg kilo kilos kilogramme kilogrammes kilogram kilograms",
        "g": "g gramme grammes gram grams",
        "l": "l litre litres liter liters",
        "ha": "ha hectare hectares",
        "°C": "°c",
        "day": "jour jours day days",
        "month": "mois month months",
        "year": "an ans annee annees year years",
        "week": "semaine semaines week weeks",
        "hour": "heure heures hour hours",
        "minute": "minute minutes min",
    }.items()
    for name in names.split()
}
_GROUPED = re.compile(r"\d+\Z|\d{1,3}(?:[.,]\d{3})+\Z")
_MONEY = frozenset({"€", "$", "FCFA", "£"})
_MEASURE = re.compile(rf"([€$£])?[{_SPACES}]?({_NUMBER})[{_SPACES}-]*(°C|[€$£]|[^\W\d_]+)?")
_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "zero zéro",
            "one un une",
            "two deux",
            "three trois",
            "four quatre",
            "five cinq",
            "six",
            "seven sept",
            "eight huit",
            "nine neuf",
            "ten dix",
            "eleven onze",
            "twelve douze",
        )
    )
    for word in words.split()
}
_WORD_NUMBER = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Quantity:
    """`value` in one form for both languages; `readings` are all numbers it may mean (1.234, 1,234)."""

    kind: str
    shown: str
    readings: frozenset[float]
    unit: str = ""


def check(pair: Pair) -> Iterator[Finding]:
    source, target = _quantities(pair.source), _quantities(pair.target)
    missing, added = _unmatched(source, target)
    # "3" may be said "three".
    missing = [one for one in missing if not one.readings & _spelled(pair.target)]
    added = [one for one in added if not one.readings & _spelled(pair.source)]
    yield from (_finding(pair, one, "missing") for one in missing)
    if not missing:  # a changed number is both; it is told once
        yield from (_finding(pair, one, "added") for one in added)
    if not missing and not added:
        yield from _units(pair, source, target)


def is_unit(word: str) -> bool:
    """Also a currency's: "FCFA" is no acronym to look for."""
    return fold(word) in _UNITS


def _finding(pair: Pair, one: _Quantity, how: str) -> Finding:
    return pair.finding(f"{one.kind}_{how}", Category.ACCURACY, Severity.MAJOR, value=one.shown)


def _unmatched(
    source: Iterable[_Quantity], target: Iterable[_Quantity]
) -> tuple[list[_Quantity], list[_Quantity]]:
    left, missing = list(target), []
    for one in source:
        # The same kind first: "article 5" should not use up the "5 %" of the other side.
        alike = [other for other in left if other.readings & one.readings]
        found = next((other for other in alike if other.kind == one.kind), alike[0] if alike else None)
        if found is None:
            missing.append(one)
        else:
            left.remove(found)
    return missing, left


def _units(pair: Pair, source: list[_Quantity], target: list[_Quantity]) -> Iterator[Finding]:
    """A number that both sides have, but one as a percentage, in another currency or unit."""
    for kind in ("percentage", "article"):
        lost = [one for one in source if one.kind == kind and not _has(target, one, kind)]
        yield from (_finding(pair, one, "missing") for one in lost)
    for one in source:
        if one.unit and one.kind in {"amount", "unit"}:
            theirs = {other.unit for other in target if other.readings & one.readings and other.unit}
            if theirs and one.unit not in theirs:
                yield _finding(pair, one, "missing")


def _has(quantities: Iterable[_Quantity], wanted: _Quantity, kind: str) -> bool:
    return any(one.kind == kind and one.readings & wanted.readings for one in quantities)


def _quantities(text: str) -> list[_Quantity]:
    """Dates, then articles and percentages, then what is left; each figure is one quantity only."""
    found: list[_Quantity] = []
    left = list(text)
    for day_first, pattern in ((True, _DAY_MONTH), (False, _MONTH_DAY)):
        for match in pattern.finditer("".join(left)):
            month = _MONTHS.get(fold(match[2] if day_first else match[1]))
            if month is None:
                continue
            day = int(match[1] if day_first else match[2])
            value = float(month * 100 + day) + (int(match[3]) * 10_000 if match[3] else 0)
            found.append(_Quantity("date", match[0].strip(), frozenset({value})))
            _blank(left, match)
    for kind, pattern in (("article", _ARTICLE), ("percentage", _PERCENTAGE)):
        for match in pattern.finditer("".join(left)):
            found.append(_Quantity(kind, match[0], _readings(match[1])))
            _blank(left, match)
    found.extend(map(_measure, _MEASURE.finditer("".join(left))))
    return found


def _measure(match: re.Match[str]) -> _Quantity:
    unit = _UNITS.get(fold(match[3] or "") or match[3] or "", "") or _UNITS.get(match[1] or "", "")
    unit = unit or _UNITS.get(match[3] or "", "")
    kind = "amount" if unit in _MONEY else "unit" if unit else "number"
    return _Quantity(kind, match[0].strip() if unit else match[2], _readings(match[2]), unit)


def _blank(characters: list[str], match: re.Match[str]) -> None:
    characters[match.start() : match.end()] = "\n" * (match.end() - match.start())


def _readings(figures: str) -> frozenset[float]:
    """12,5 is twelve and a half; 1,250 may be that many, or one and a quarter."""
    plain = re.sub(rf"[{_SPACES}’']", "", figures)
    found = {float(re.sub("[.,]", "", plain))} if _GROUPED.match(plain) else set()
    whole, _, part = plain.replace(",", ".").rpartition(".")
    found.add(float(f"{whole.replace('.', '')}.{part}") if whole else float(part))
    return frozenset(found)


def _spelled(text: str) -> frozenset[float]:
    counted = Counter(word.lower() for word in _WORD_NUMBER.findall(text))
    return frozenset(float(_WORDS[word]) for word in counted if word in _WORDS)
