"""The whole bank at one moment, as searches see it. Immutable: a search keeps the one it started with.

A large segment and small ones that hold what changed since: a validation is visible without indexing the
whole bank again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language, TermStatus
from terminology.folding import fold
from terminology.search.dense import IndexBuilder, Matrix
from terminology.search.documents import Collection, IndexedConcept
from terminology.search.languages import language_of
from terminology.search.lexical import WordQuery
from terminology.search.noise import telling
from terminology.search.query import Degradation, FoundTerm, Hit, Query, SearchResult
from terminology.search.ranking import Ranked, rank
from terminology.search.recent import Recent
from terminology.search.segment import Admitted, Segment
from terminology.search.spaces import Spaces

__all__ = ["Snapshot", "SubjectField"]

_STATUS_ORDER = tuple(TermStatus)
_MOST_PARTS = 5
_FEW_CHANGES, _MOST_CHANGED = 1_000, 0.2  # concepts; a share of the large part
_FILTERS_REMEMBERED = 16  # at a million terms each takes some 4 MB


@dataclass(frozen=True, slots=True)
class SubjectField:
    code: str
    names: tuple[str, ...]
    parent: str | None


@dataclass(frozen=True)
class Snapshot:
    """`parts`: the large one first. A concept of several parts is what the last of them says it is."""

    parts: tuple[Segment, ...]
    fields: Sequence[SubjectField] = ()

    @classmethod
    def of(
        cls,
        collection: Collection,
        build: IndexBuilder,
        fields: Sequence[SubjectField] = (),
        spaces: Spaces | None = None,
    ) -> "Snapshot":
        """One part. `spaces`: those its vectors lie in, if they are placed already."""
        return cls((Segment(collection, build, spaces),), fields)

    def with_changes(
        self,
        changed: Collection,
        build: IndexBuilder,
        fields: Sequence[SubjectField],
        *,
        after: int | None = None,
    ) -> "Snapshot":
        """The first `after` parts (None: all of them), and what changed since they were built."""
        kept = self.parts[:after]
        return Snapshot((*kept, Segment(changed, build, self.spaces)), fields)

    @property
    def spaces(self) -> Spaces:
        """Where the vectors of every part lie."""
        return self.parts[0].spaces

    def crowded_from(self) -> int | None:
        """The first of the parts that should become one: each part costs a search a fraction of a ms."""
        changed = sum(len(part.concepts) for part in self.parts[1:])
        if changed > max(_FEW_CHANGES, _MOST_CHANGED * len(self.parts[0].concepts)):
            return 0
        return 1 if len(self.parts) > _MOST_PARTS else None

    def __len__(self) -> int:
        return sum(int(live.sum()) for live in self._live)

    @cached_property
    def _live(self) -> tuple[NDArray[np.bool_], ...]:
        """For each part one flag a concept: no later part has it."""
        newer: set[int] = set()
        found = []
        for part in reversed(self.parts):
            flags = np.ones(len(part.concepts), dtype=bool)
            flags[[row for number in newer if (row := part.row_of.get(number)) is not None]] = False
            found.append(flags)
            # The first part comes last, and nothing asks what is newer than it.
            if part is not self.parts[0]:
                newer.update(part.row_of)
        return tuple(reversed(found))

    @cached_property
    def _admitted(self) -> Recent[Query, tuple[Admitted, ...]]:
        return Recent(_FILTERS_REMEMBERED)

    def _admit(self, query: Query) -> tuple[Admitted, ...]:
        """For each part. People filter by few things, and finding the flags takes longer than using them."""
        filters = replace(query, text="", source=None, target=None, limit=1)
        known = self._admitted.get(filters)
        if known is None:
            domains = None if query.domain is None else self._domains(query.domain)
            known = tuple(
                part.admit(part.filters.admit(query, domains) & live)
                for part, live in zip(self.parts, self._live, strict=True)
            )
            self._admitted.put(filters, known)
        return known

    def search(self, query: Query, vector: Matrix | None) -> SearchResult:
        """`query` is cleaned; `vector` is its own, of the same model as the bank's, or None: words alone."""
        words = WordQuery.of(query.text)
        parts = list(zip(self.parts, self._admit(query), strict=True))
        found = [(part, part.word_matches(words, admitted)) for part, admitted in parts]
        spoken = language_of(
            query, ((match, part.language_of(match)) for part, matches in found for match in matches)
        )
        signals = [signal for part, matches in found for signal in part.word_signals(matches, spoken)]
        if vector is not None:
            meant = [
                signal
                for part, admitted in parts
                for signal in part.meaning_signals(vector, spoken, admitted)
            ]
            signals.extend(telling(meant, query.text, sum(len(part.concepts) for part in self.parts)))
        hits = [
            self._hit(item, spoken.language, query.target)
            for item in rank(signals, query.limit, len(words.content))
        ]
        return SearchResult(query.text, spoken.language, hits, self._degraded(query.text, vector))

    def _degraded(self, text: str, vector: Matrix | None) -> tuple[Degradation, ...]:
        if vector is None:
            # Signs alone ("?!", an emoji) have no meaning to compare, encoder or not.
            return (Degradation.ENCODER_UNAVAILABLE,) if any(map(str.isalnum, text)) else ()
        if any(part.lacks_vectors for part in self.parts):
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
        part = next(part for part in reversed(self.parts) if number in part.row_of)
        return part.concepts[part.row_of[number]]

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
            status=concept.status,
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
