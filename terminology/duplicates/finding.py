"""Which concepts may be one: candidates by shared keys and near vectors, weighed by what else they say. Pure.

    shared keys      a term equal but for accents and case, or for its inflection, in either language
    near vectors     concepts whose terms mean alike, across languages (a k-nearest search)
    definitions      near-equal wordings speak for one concept, different ones against it

587 laws define "Act / Loi", each in its way: a key that many concepts share says little, so there only those
whose definitions are worded alike become candidates.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from terminology.concepts import Language
from terminology.folding import fold
from terminology.search.lemmas import content_words, stem, words

__all__ = ["Evidence", "Known", "Nearest", "Pair", "find_pairs", "term_keys", "weigh"]

Matrix = NDArray[np.float32]
Nearest = Callable[[Matrix, Matrix, int], tuple[NDArray[np.int64], Matrix]]
"""(vectors, queries, k) → rows and cosines, both (queries, k)."""

_NEIGHBOURS = 4  # the concept itself is one of them
_LARGEST_GROUP = 12  # concepts that share a key; more are told apart by their definitions
_OPENING = 60  # characters of a definition that those of a large group are sorted by
_WINDOW = 6  # neighbours in that order that are compared
_LONGEST_COMPARED = 600  # characters of a definition
_PAIRS_A_CONCEPT = 4
_LEAST = 0.5  # score of a pair worth showing
_NEAR = 0.8  # relevance from which meaning alone makes a candidate


@dataclass(frozen=True, slots=True)
class Known:
    """A concept as it is compared: `terms` are (language, text)."""

    number: int
    terms: Sequence[tuple[Language, str]]
    definitions: Mapping[Language, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a pair is suspected. `shared` and `inflected` are terms of the first concept that the second has
    too; `meaning` is how near their terms are (0 strangers, 1 the same), None without vectors; `definitions`
    how alike they are worded, None if they do not define in one language; `apart`: languages in which both
    have terms and none in common; `narrower`: a term of one is a term of the other with words added, as
    narrower concepts are named.
    """

    shared: tuple[tuple[Language, str], ...] = ()
    inflected: tuple[tuple[Language, str], ...] = ()
    apart: tuple[Language, ...] = ()
    narrower: bool = False
    meaning: float | None = None
    definitions: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` < `second`."""

    first: int
    second: int
    score: float
    evidence: Evidence


def find_pairs(
    concepts: Sequence[Known],
    vectors: Matrix,
    nearest: Nearest,
    *,
    focus: Collection[int] | None = None,
    limit: int = 5_000,
) -> list[Pair]:
    """The likeliest pairs first. `vectors` has a row a concept, of length 1, or 0 for one that has none.

    With a `focus` (numbers), only pairs with one of those in them.
    """
    rows = None if focus is None else {row for row, item in enumerate(concepts) if item.number in focus}
    keys = [term_keys(item.terms) for item in concepts]
    candidates = set(_sharing(concepts, keys, rows))
    candidates |= set(_near(vectors, nearest, rows))
    found = []
    for one, other in candidates:
        first, second = sorted((one, other), key=lambda row: concepts[row].number)
        has_vectors = bool(vectors[first].any() and vectors[second].any())
        meaning = float(vectors[first] @ vectors[second]) if has_vectors else None
        pair = _compared(concepts[first], concepts[second], keys[first], keys[second], meaning)
        if pair.score >= _LEAST:
            found.append(pair)
    found.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    return _spread(found)[:limit]


def _spread(ranked: Iterable[Pair]) -> list[Pair]:
    """Forty-six equal entries are a thousand pairs: a few of each entry show the same, and leave room."""
    times: Counter[int] = Counter()
    kept = []
    for pair in ranked:
        if max(times[pair.first], times[pair.second]) < _PAIRS_A_CONCEPT:
            times.update((pair.first, pair.second))
            kept.append(pair)
    return kept


def term_keys(terms: Iterable[tuple[Language, str]]) -> dict[tuple[Language, str], dict[str, str]]:
    """For each language and key, the term's text: folded keys begin with "=", inflected ones with "~"."""
    found: dict[tuple[Language, str], dict[str, str]] = {}
    for language, text in terms:
        inflected = " ".join(stem(word, language) for word in words(text.lower()))
        found[language, text] = {"=": fold(text), "~": inflected}
    return found


def weigh(evidence: Evidence, languages: Collection[Language]) -> float:
    """0…1. `languages`: those in which either concept has terms."""
    agreeing = {language for language, _ in (*evidence.shared, *evidence.inflected)}
    by_words = len(agreeing) / max(1, len(languages) if not evidence.apart else len(Language))
    if evidence.shared or evidence.inflected:
        score = 0.45 + 0.3 * by_words - 0.15 * len(evidence.apart)
        score -= 0.05 * (not evidence.shared)
        if evidence.apart and evidence.meaning is not None:
            score += 0.2 * max(0.0, evidence.meaning - 0.4)
    else:
        score = 0.75 * (evidence.meaning or 0.0) - 0.1 * len(evidence.apart) - 0.15 * evidence.narrower
    if evidence.definitions is not None:
        score += 0.5 * (evidence.definitions - 0.5)
    return round(min(1.0, max(0.0, score)), 3)


def _compared(
    one: Known,
    other: Known,
    one_keys: Mapping[tuple[Language, str], Mapping[str, str]],
    other_keys: Mapping[tuple[Language, str], Mapping[str, str]],
    meaning: float | None,
) -> Pair:
    theirs = {(language, kind + key[kind]) for (language, _), key in other_keys.items() for kind in key}
    shared = tuple(term for term, key in one_keys.items() if (term[0], "=" + key["="]) in theirs)
    inflected = tuple(
        term for term, key in one_keys.items() if term not in shared and (term[0], "~" + key["~"]) in theirs
    )
    mine, its = {language for language, _ in one.terms}, {language for language, _ in other.terms}
    agreeing = {language for language, _ in (*shared, *inflected)}
    evidence = Evidence(
        shared,
        inflected,
        tuple(language for language in Language if language in (mine & its) - agreeing),
        narrower=not agreeing and _narrower(one, other),
        meaning=meaning,
        definitions=_alike(one, other),
    )
    return Pair(one.number, other.number, weigh(evidence, mine | its), evidence)


def _narrower(one: Known, other: Known) -> bool:
    """Or numbered differently: "method 7" and "method 7E" are two."""
    for language in Language:
        mine, its = (
            [set(content_words(fold(text), language)) for code, text in item.terms if code is language]
            for item in (one, other)
        )
        for these in mine:
            for those in its:
                differing = these ^ those
                if these < those or those < these or all(map(_is_numbered, differing)):
                    return True
    return False


def _is_numbered(word: str) -> bool:
    return any(map(str.isdigit, word))


def _alike(one: Known, other: Known) -> float | None:
    """Of what the definitions say beside the terms themselves: "Minister means the Minister of Health" and
    "… of National Defence" have most letters in common and nothing else.
    """
    own = {word for item in (one, other) for _, text in item.terms for word in words(fold(text))}
    ratios = [
        fuzz.ratio(_said(one.definitions[language], own), _said(other.definitions[language], own)) / 100
        for language in Language
        if language in one.definitions and language in other.definitions
    ]
    return sum(ratios) / len(ratios) if ratios else None


def _said(definition: str, own: Collection[str]) -> str:
    folded = fold(definition[:_LONGEST_COMPARED])
    return " ".join(word for word in content_words(folded) if word not in own)


def _sharing(
    concepts: Sequence[Known],
    keys: Sequence[Mapping[tuple[Language, str], Mapping[str, str]]],
    rows: set[int] | None,
) -> Iterator[tuple[int, int]]:
    groups: defaultdict[tuple[Language, str], set[int]] = defaultdict(set)
    for row, found in enumerate(keys):
        for (language, _), key in found.items():
            for kind, text in key.items():
                if text:
                    groups[language, kind + text].add(row)
    for group in groups.values():
        if rows is not None and group.isdisjoint(rows):
            continue
        for one, other in _within(sorted(group), concepts):
            if rows is None or one in rows or other in rows:
                yield one, other


def _within(group: list[int], concepts: Sequence[Known]) -> Iterator[tuple[int, int]]:
    if len(group) <= _LARGEST_GROUP:
        yield from combinations(group, 2)
        return
    for language in Language:
        defined = [row for row in group if language in concepts[row].definitions]
        defined.sort(key=lambda row: fold(concepts[row].definitions[language])[:_OPENING])
        for place, row in enumerate(defined):
            for other in defined[place + 1 : place + 1 + _WINDOW]:
                yield min(row, other), max(row, other)


def _near(vectors: Matrix, nearest: Nearest, rows: set[int] | None) -> Iterator[tuple[int, int]]:
    asked = np.flatnonzero(vectors.any(axis=1)) if len(vectors) else np.empty(0, dtype=np.int64)
    if rows is not None:
        asked = np.array([row for row in asked if row in rows], dtype=np.int64)
    if not len(asked):
        return
    found, cosines = nearest(vectors, vectors[asked], _NEIGHBOURS)
    for place, row in enumerate(asked):
        for other, cosine in zip(found[place], cosines[place], strict=True):
            if other not in {row, -1} and cosine >= _NEAR:
                yield min(int(row), int(other)), max(int(row), int(other))
