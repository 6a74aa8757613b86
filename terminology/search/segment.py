"""A part of the bank, indexed once and never changed."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import ConceptStatus, Language, TermStatus
from terminology.search.dense import IndexBuilder, Matrix, VectorIndex
from terminology.search.documents import Collection, IndexedConcept, VectorSet
from terminology.search.languages import Spoken
from terminology.search.lexical import LexicalIndex, WordMatch, WordQuery
from terminology.search.query import Why
from terminology.search.ranking import Signal
from terminology.search.spaces import Space, Spaces

__all__ = ["Segment"]

_NEAREST = 60  # vectors asked for; a concept may have several, and the best of each counts
_DISCOURAGED = {TermStatus.DEPRECATED, TermStatus.SUPERSEDED}


class _Vectors:
    """The vectors of one kind of text, placed in their space, and the concept each belongs to."""

    def __init__(
        self,
        vectors: VectorSet,
        owners: NDArray[np.int64],
        languages: NDArray[np.str_],
        space: Space,
        build: IndexBuilder,
    ) -> None:
        self.rows = np.asarray(vectors.rows, dtype=np.int64)
        self.owners = owners[self.rows]
        self.space = space
        self.index: VectorIndex | None = None
        if len(self.rows):
            self.index = build(space.place(vectors.matrix, languages[self.rows]))

    def nearest(
        self, vector: Matrix, language: Language, allowed: NDArray[np.bool_] | None
    ) -> Iterator[tuple[int, float]]:
        """(text number, relevance in 0…1), nearest first."""
        if self.index is None:
            return
        mine = None if allowed is None else allowed[self.owners]
        found, cosines = self.index.nearest(self.space.place_query(vector, language.value), _NEAREST, mine)
        for place, relevance in zip(found, self.space.relevance(cosines), strict=True):
            yield int(self.rows[place]), float(relevance)


class Segment:
    def __init__(self, collection: Collection, build: IndexBuilder, spaces: Spaces | None = None) -> None:
        self.concepts: Sequence[IndexedConcept] = collection.concepts
        self.row_of = {concept.number: row for row, concept in enumerate(self.concepts)}
        self._terms = [term for concept in self.concepts for term in concept.terms]
        self._definitions = [item for concept in self.concepts for item in concept.definitions]
        self._term_owner = _owners([len(concept.terms) for concept in self.concepts])
        self._definition_owner = _owners([len(concept.definitions) for concept in self.concepts])
        self.lexical = LexicalIndex(self._terms)
        term_languages = np.array([term.language.value for term in self._terms], dtype=np.str_)
        definition_languages = np.array([item.language.value for item in self._definitions], dtype=np.str_)
        self.spaces = spaces or Spaces.measure(
            collection.term_vectors, term_languages, collection.definition_vectors, definition_languages
        )
        self._term_vectors = _Vectors(
            collection.term_vectors, self._term_owner, term_languages, self.spaces.terms, build
        )
        self._definition_vectors = _Vectors(
            collection.definition_vectors,
            self._definition_owner,
            definition_languages,
            self.spaces.definitions,
            build,
        )
        self._statuses = np.array([concept.status.value for concept in self.concepts], dtype=np.str_)
        self.lacks_vectors = len(collection.term_vectors.rows) < len(self._terms)

    def allowed(
        self, statuses: frozenset[ConceptStatus], domains: frozenset[str] | None
    ) -> NDArray[np.bool_]:
        """One flag a concept."""
        flags: NDArray[np.bool_] = np.isin(self._statuses, [status.value for status in statuses])
        if domains is not None:
            flags &= np.array(
                [not domains.isdisjoint(concept.domains) for concept in self.concepts], dtype=bool
            )
        return flags

    def word_matches(self, words: WordQuery, allowed: NDArray[np.bool_]) -> list[WordMatch]:
        """Terms of the allowed concepts that words find, with their rows in this segment."""
        return self.lexical.match(words, allowed[self._term_owner]) if allowed.any() else []

    def language_of(self, match: WordMatch) -> Language:
        return self._terms[match.row].language

    def word_signals(self, matches: Iterable[WordMatch], spoken: Spoken) -> Iterator[Signal]:
        for match in matches:
            yield self._of_term(match.row, match.why, match.closeness, spoken)

    def meaning_signals(self, vector: Matrix, spoken: Spoken, allowed: NDArray[np.bool_]) -> Iterator[Signal]:
        if not allowed.any():
            return
        filtered = None if allowed.all() else allowed
        for row, relevance in self._term_vectors.nearest(vector, spoken.language, filtered):
            yield self._of_term(row, Why.MEANING_TERM, relevance, spoken)
        for row, relevance in self._definition_vectors.nearest(vector, spoken.language, filtered):
            number = self.concepts[self._definition_owner[row]].number
            yield Signal(number, Why.MEANING_DEFINITION, relevance, self._definitions[row].text)

    def _of_term(self, row: int, why: Why, strength: float, spoken: Spoken) -> Signal:
        term = self._terms[row]
        number = self.concepts[self._term_owner[row]].number
        same = term.language is spoken.language or not spoken.sure
        return Signal(number, why, strength, term.text, same, term.status in _DISCOURAGED)


def _owners(counts: list[int]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(counts), dtype=np.int64), counts)
