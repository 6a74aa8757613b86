"""Search by words: tiers from an equal text down to a typing error."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.folding import fold
from terminology.search.documents import IndexedTerm
from terminology.search.lemmas import content_words, lemma, stem, words
from terminology.search.likeness import closeness, overlaps
from terminology.search.query import Why
from terminology.search.trigrams import TrigramIndex

_Key = Callable[[str, Language], str]

__all__ = ["LexicalIndex", "WordMatch", "WordQuery"]

_CANDIDATES = 200
_PREFIXES = 100
_SHORTEST_PREFIX = 2
_DISORDER = 0.01  # closeness lost by words in another order
_MOST_WORDS = 8  # more than that is a sentence: its words lie in other terms by chance
_LONGEST_ACRONYM = 10
_FEWEST_INITIALS = 3
_COARSE = 0.97  # a key without gender and number also joins words that differ


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Term number `row` matched; `closeness` in 0…1 compares matches of one tier."""

    row: int
    why: Why
    closeness: float


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A cleaned query, taken apart once for all tiers and segments."""

    text: str
    folded: str
    sorted_content: str
    content: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "WordQuery":
        folded = fold(text)
        content = content_words(folded)
        return cls(text, folded, " ".join(sorted(content)), tuple(content))


class LexicalIndex:
    """Immutable. Rows are the positions of the terms given."""

    def __init__(self, terms: Sequence[IndexedTerm]) -> None:
        self._terms = terms
        self._folded = [fold(term.text) for term in terms]
        self._content = [content_words(folded) for folded in self._folded]
        self._sorted_content = [" ".join(sorted(content)) for content in self._content]
        self._by_text = _group(term.text for term in terms)
        self._by_folded = _group(self._folded)
        self._by_lemmas = {language: self._group_keys(_lemma_key, language) for language in Language}
        self._by_stems = {language: self._group_keys(_stem_key, language) for language in Language}
        self._by_words = _group(self._sorted_content)
        self._by_letters = _group(_letters(term) for term in terms)
        self._by_initials = _group(_initials(content) for content in self._content)
        self._in_order = sorted(range(len(terms)), key=self._folded.__getitem__)
        self._ordered = [self._folded[row] for row in self._in_order]
        self._trigrams = TrigramIndex(self._folded)

    def match(self, query: WordQuery, allowed: NDArray[np.bool_]) -> list[WordMatch]:
        """The best match of each term that words find."""
        best: dict[int, WordMatch] = {}
        for found in self._all_tiers(query, allowed):
            # Tiers come in order, so the first to find a term is the one to name.
            if allowed[found.row]:
                best.setdefault(found.row, found)
        return list(best.values())

    def _all_tiers(self, query: WordQuery, allowed: NDArray[np.bool_]) -> Iterator[WordMatch]:
        if not query.folded:
            return
        yield from _each(self._by_text.get(query.text, ()), Why.EXACT)
        yield from _each(self._by_folded.get(query.folded, ()), Why.FOLDED)
        yield from self._acronyms(query)
        for language in Language:
            yield from _each(
                self._by_lemmas[language].get(_lemma_key(query.text, language), ()), Why.INFLECTED
            )
        for language in Language:
            rows = self._by_stems[language].get(_stem_key(query.text, language), ())
            yield from _each(rows, Why.INFLECTED, _COARSE)
        yield from _each(self._by_words.get(query.sorted_content, ()), Why.WORDS)
        yield from self._prefixes(query)
        yield from self._alike(query, allowed)

    def _acronyms(self, query: WordQuery) -> Iterator[WordMatch]:
        letters = "".join(words(query.folded))
        if len(letters) > _LONGEST_ACRONYM:
            return
        yield from _each(self._by_letters.get(letters, ()), Why.ACRONYM)
        yield from _each(self._by_initials.get(letters, ()), Why.ACRONYM, 0.6)

    def _prefixes(self, query: WordQuery) -> Iterator[WordMatch]:
        if len(query.folded) < _SHORTEST_PREFIX:
            return
        start = bisect_left(self._ordered, query.folded)
        for place in range(start, min(start + _PREFIXES, len(self._ordered))):
            if not self._ordered[place].startswith(query.folded):
                return
            share = 2 * len(query.folded) / (len(query.folded) + len(self._ordered[place]))
            yield WordMatch(self._in_order[place], Why.PREFIX, 0.5 + share / 2)

    def _alike(self, query: WordQuery, allowed: NDArray[np.bool_]) -> Iterator[WordMatch]:
        rows = self._trigrams.candidates(query.folded, _CANDIDATES, allowed)
        if not len(rows):
            return
        overlapping = self._overlapping(query, rows)
        yield from (match for match in overlapping if match.why is Why.WORDS)
        whole = closeness(query.folded, [self._folded[row] for row in rows])
        any_order = closeness(query.sorted_content, [self._sorted_content[row] for row in rows])
        alike = np.maximum(whole, any_order - _DISORDER)
        for place in np.flatnonzero(alike > 0):
            yield WordMatch(int(rows[place]), Why.TYPO, float(alike[place]))
        yield from overlapping

    def _overlapping(self, query: WordQuery, rows: NDArray[np.int64]) -> list[WordMatch]:
        """Terms that hold all the words of the query, misspelt ones too, among others of their own."""
        if not 0 < len(query.content) <= _MOST_WORDS:
            return []
        found = overlaps(query.content, [self._content[row] for row in rows])
        return [
            WordMatch(int(rows[item.place]), Why.WORDS if item.same else Why.TYPO, item.closeness)
            for item in found
        ]

    def _group_keys(self, key: _Key, language: Language) -> dict[str, list[int]]:
        rows = [row for row, term in enumerate(self._terms) if term.language is language]
        grouped = _group(key(self._terms[row].text, language) for row in rows)
        return {text: [rows[place] for place in places] for text, places in grouped.items()}


def _group(keys: Iterable[str]) -> dict[str, list[int]]:
    """Positions of each key; the empty key is nobody's."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        if key:
            groups[key].append(position)
    return dict(groups)


def _each(rows: Iterable[int], why: Why, closeness: float = 1.0) -> Iterator[WordMatch]:
    return (WordMatch(row, why, closeness) for row in rows)


def _lemma_key(text: str, language: Language) -> str:
    return " ".join(lemma(word, language) for word in words(text.lower()))


def _stem_key(text: str, language: Language) -> str:
    return " ".join(stem(word, language) for word in words(text.lower()))


def _letters(term: IndexedTerm) -> str:
    """The letters of an acronym, however it is dotted or spaced; empty for another term."""
    is_short = term.acronym or (term.text.isupper() and " " not in term.text)
    return "".join(words(fold(term.text))) if is_short else ""


def _initials(content: Sequence[str]) -> str:
    return "".join(word[0] for word in content) if len(content) >= _FEWEST_INITIALS else ""
