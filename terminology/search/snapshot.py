"""The whole bank at one moment, as searches see it. Immutable: a search keeps the one it started with.

A large segment and a small one that holds what changed since: a validation is visible without indexing the
whole bank again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language, TermStatus
from terminology.folding import fold
from terminology.search.dense import IndexBuilder, Matrix
from terminology.search.documents import Collection, IndexedConcept
from terminology.search.languages import language_of
from terminology.search.lexical import WordQuery
from terminology.search.query import Degradation, FoundTerm, Hit, Query, SearchResult
from terminology.search.ranking import Ranked, rank
from terminology.search.segment import Segment

__all__ = ["Snapshot", "SubjectField"]

_STATUS_ORDER = tuple(TermStatus)


@dataclass(frozen=True, slots=True)
class SubjectField:
    code: str
    names: tuple[str, ...]
    parent: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`base_live`: one flag a concept of `base`, false for those that `delta` holds in a newer state."""

    base: Segment
    delta: Segment
    base_live: NDArray[np.bool_]
    fields: Sequence[SubjectField] = ()

    @classmethod
    def of(
        cls, collection: Collection, build: IndexBuilder, fields: Sequence[SubjectField] = ()
    ) -> "Snapshot":
        base = Segment(collection, build)
        empty = Segment(Collection(), build, base.spaces)
        return cls(base, empty, np.ones(len(base.concepts), dtype=bool), fields)

    def with_changes(
        self, changed: Collection, build: IndexBuilder, fields: Sequence[SubjectField]
    ) -> "Snapshot":
        """The same base, and all that changed since it was built."""
        live = np.ones(len(self.base.concepts), dtype=bool)
        numbers = [concept.number for concept in changed.concepts]
        live[[row for number in numbers if (row := self.base.row_of.get(number)) is not None]] = False
        return Snapshot(self.base, Segment(changed, build, self.base.spaces), live, fields)

    def __len__(self) -> int:
        return int(self.base_live.sum()) + len(self.delta.concepts)

    def search(self, query: Query, vector: Matrix | None) -> SearchResult:
        """`query` is cleaned; `vector` is its own, of the same model as the bank's, or None: words alone."""
        words = WordQuery.of(query.text)
        domains = None if query.domain is None else self._domains(query.domain)
        parts = [(self.base, self.base.allowed(query.statuses, domains) & self.base_live)]
        parts.append((self.delta, self.delta.allowed(query.statuses, domains)))
        found = [(segment, segment.word_matches(words, allowed)) for segment, allowed in parts]
        spoken = language_of(
            query, ((match, segment.language_of(match)) for segment, matches in found for match in matches)
        )
        signals = [signal for segment, matches in found for signal in segment.word_signals(matches, spoken)]
        if vector is not None:
            for segment, allowed in parts:
                signals.extend(segment.meaning_signals(vector, spoken, allowed))
        hits = [
            self._hit(item, spoken.language, query.target)
            for item in rank(signals, query.limit, len(words.content))
        ]
        return SearchResult(query.text, spoken.language, hits, self._degraded(query.text, vector))

    def _degraded(self, text: str, vector: Matrix | None) -> tuple[Degradation, ...]:
        if vector is None:
            # Signs alone ("?!", an emoji) have no meaning to compare, encoder or not.
            return (Degradation.ENCODER_UNAVAILABLE,) if any(map(str.isalnum, text)) else ()
        if self.base.lacks_vectors or self.delta.lacks_vectors:
            return (Degradation.VECTORS_MISSING,)
        return ()

    def _domains(self, wanted: str) -> frozenset[str]:
        """The codes of a subject field, given by code or by name, and of all that lie below it."""
        folded = fold(wanted)
        codes = {item.code for item in self.fields if folded in {fold(item.code), *map(fold, item.names)}}
        grown = -1
        while grown != len(codes):
            grown = len(codes)
            codes |= {item.code for item in self.fields if item.parent in codes}
        return frozenset(codes)

    def _concept(self, number: int) -> IndexedConcept:
        segment = self.delta if number in self.delta.row_of else self.base
        return segment.concepts[segment.row_of[number]]

    def _hit(self, found: Ranked, language: Language, target: Language | None) -> Hit:
        concept = self._concept(found.concept)
        other = target or next(item for item in Language if item is not language)
        return Hit(
            concept=concept.number,
            source_terms=_shown(concept, language),
            target_terms=_shown(concept, other),
            definition=_definition(concept, (language, other)),
            score=found.score,
            why=found.why,
            matched=found.text,
        )


def _shown(concept: IndexedConcept, language: Language) -> tuple[FoundTerm, ...]:
    terms = [
        FoundTerm(term.text, term.language, term.status)
        for term in concept.terms
        if term.language is language
    ]
    return tuple(sorted(terms, key=lambda term: _STATUS_ORDER.index(term.status)))


def _definition(concept: IndexedConcept, languages: Iterable[Language]) -> str:
    texts: Mapping[Language, str] = {item.language: item.text for item in reversed(concept.definitions)}
    return next((texts[language] for language in (*languages, *Language) if language in texts), "")
