"""A text against the whole bank: which terms stand where. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.recognition.agreement import Agreement
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.tokens import pieces_of
from terminology.recognition.vocabulary import SIGNS, Vocabulary

__all__ = ["Match", "Matcher", "Part"]

_MOST_REMEMBERED = 200_000  # stretches of texts, with what they are
_Terms = tuple[tuple[KnownTerm, Agreement], ...]


class Match(NamedTuple):
    """`text[start:end]` is each of these terms of the bank, with how it agrees.

    A tuple: a book has some hundred thousand, and a frozen dataclass takes three times as long to make.
    """

    start: int
    end: int
    terms: _Terms


class Part:
    """A glossary with its vocabularies, built when a text of their language is first met."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._vocabularies: dict[Language, Vocabulary] = {}

    def vocabulary(self, language: Language) -> Vocabulary:
        known = self._vocabularies.get(language)
        if known is None:
            known = self._vocabularies[language] = Vocabulary(self.glossary, language)
        return known

    def stretches(self, pieces: list[str], ends: NDArray[np.int64], language: Language) -> NDArray[np.int64]:
        """(n, 3): words, start and end in characters of what may be a term."""
        kept, found = self.vocabulary(language).find(pieces)
        starts = (ends - np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)))[kept]
        last = found.starts + found.lengths - 1
        return np.stack([found.lengths, starts[found.starts], ends[kept][last]], axis=1)


def _empty() -> Part:
    return Part(Glossary(()))


@dataclass(frozen=True, slots=True)
class Matcher:
    """The bank as it was last read: `base`, but for the concepts `changed` since, which are in `delta`."""

    base: Part = field(default_factory=_empty)
    delta: Part = field(default_factory=_empty)
    changed: frozenset[int] = frozenset()
    _resolved: dict[tuple[str, str, Language], _Terms] = field(default_factory=dict)

    def match(self, text: str, language: Language) -> list[Match]:
        """Longest first (in words), then leftmost; in order of the text, none over another."""
        pieces = pieces_of(text)
        ends = np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)))
        found = np.concatenate([part.stretches(pieces, ends, language) for part in self._parts()])
        order = np.lexsort((found[:, 1], -found[:, 0]))
        return sorted(self._chosen(text, language, *found[order, 1:].T.tolist()), key=itemgetter(0))

    def of_concept(self, number: int) -> list[KnownTerm]:
        """The validated terms of a concept, in the order of the entry."""
        part = self.delta if number in self.changed else self.base
        return part.glossary.of_concept(number)

    def _parts(self) -> tuple[Part, ...]:
        return (self.base, self.delta) if self.changed else (self.base,)

    def _chosen(
        self, text: str, language: Language, starts: Sequence[int], ends: Sequence[int]
    ) -> Iterator[Match]:
        taken = bytearray(len(text))
        for start, end in zip(starts, ends, strict=True):
            # What was taken before has as many words or more: it cannot lie inside.
            if taken[start] or taken[end - 1]:
                continue
            following = text[end : end + 1]
            key = (text[start:end], following if following in SIGNS else "", language)
            terms = self._resolved.get(key)
            if terms is None:
                terms = self._resolve(key)
            if terms:
                taken[start:end] = b"\x01" * (end - start)
                yield Match(start, end, terms)

    def _resolve(self, key: tuple[str, str, Language]) -> _Terms:
        found, following, language = key
        if len(self._resolved) > _MOST_REMEMBERED:
            self._resolved.clear()
        terms: list[tuple[KnownTerm, Agreement]] = []
        for part in self._parts():
            for candidate in part.vocabulary(language).resolve(found, following):
                term = part.glossary[candidate.row]
                if part is self.delta or term.concept not in self.changed:
                    terms.append((term, candidate.how))
        self._resolved[key] = _nearest(terms)
        return self._resolved[key]


def _nearest(terms: Sequence[tuple[KnownTerm, Agreement]]) -> _Terms:
    """The nearest term of each concept, the nearest concept first.

    Where one is written as in the text, those that only fold alike or share a stem are other words.
    """
    best: dict[int, tuple[KnownTerm, Agreement]] = {}
    for term, how in terms:
        known = best.get(term.concept)
        if known is None or how < known[1]:
            best[term.concept] = (term, how)
    ordered = sorted(best.values(), key=lambda item: item[1])
    return tuple(item for item in ordered if item[1] <= max(Agreement.FOLDED, ordered[0][1]))
