"""A part of the bank, indexed once and never changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.search.dense import IndexBuilder, Matrix, VectorIndex
from terminology.search.documents import (
    Collection,
    IndexedConcept,
    IndexedDefinition,
    IndexedTerm,
    IndexedVectors,
    Part,
    VectorSet,
)
from terminology.search.filters import FilterIndex
from terminology.search.languages import Spoken
from terminology.search.lexical import LexicalIndex, WordMatch, WordQuery
from terminology.search.query import DISCOURAGED, Why
from terminology.search.ranking import Signal
from terminology.search.spaces import Space, Spaces

__all__ = ["Admitted", "Segment"]

_NEAREST = 60  # vectors asked for; a concept may have several, and the best of each counts


class _Vectors:
    """The vectors of one kind of text, placed in their space, and the text and concept each belongs to."""

    def __init__(
        self,
        vectors: VectorSet | IndexedVectors,
        owners: NDArray[np.int64],
        languages: NDArray[np.str_],
        space: Space,
        build: IndexBuilder,
    ) -> None:
        self.space = space
        self.rows = np.asarray(vectors.rows, dtype=np.int64)
        self.index: VectorIndex | None = None
        if isinstance(vectors, IndexedVectors):
            self.index = vectors.index
        elif len(self.rows):
            self.index = build(space.place(vectors.matrix, languages[self.rows]))
        # A vector that belongs to no text any more (row -1) has an owner that no filter lets pass.
        self._in_use = self.rows >= 0
        self._owners = owners[self.rows] if len(owners) else np.zeros(len(self.rows), dtype=np.int64)

    def allowed(self, concepts: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
        """One flag a vector; None: every one."""
        if not len(self.rows) or (self._in_use.all() and concepts.all()):
            return None
        return concepts[self._owners] & self._in_use

    def nearest(
        self, vector: Matrix, language: Language, allowed: NDArray[np.bool_] | None
    ) -> Iterator[tuple[int, float]]:
        """(text number, relevance in 0…1), nearest first."""
        index = self.index
        if index is None:
            return
        found, cosines = index.nearest(self.space.place_query(vector, language.value), _NEAREST, allowed)
        for place, relevance in zip(found, self.space.relevance(cosines), strict=True):
            yield int(self.rows[place]), float(relevance)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What of a segment a search may show: one flag a term, one a vector (None: every one)."""

    any: bool
    terms: NDArray[np.bool_]
    vectors: Mapping[Part, NDArray[np.bool_] | None]


class Segment:
    """`spaces`: those to place the vectors in; measured on the collection where none are given."""

    def __init__(self, collection: Collection, build: IndexBuilder, spaces: Spaces | None = None) -> None:
        self.concepts: Sequence[IndexedConcept] = collection.concepts
        self.row_of = {concept.number: row for row, concept in enumerate(self.concepts)}
        self._terms = [term for concept in self.concepts for term in concept.terms]
        self._definitions = [item for concept in self.concepts for item in concept.definitions]
        self._term_owner = _owners([len(concept.terms) for concept in self.concepts])
        self._definition_owner = _owners([len(concept.definitions) for concept in self.concepts])
        self.lexical = LexicalIndex(self._terms)
        self.filters = FilterIndex(self.concepts)
        self.lacks_vectors = isinstance(collection.term_vectors, VectorSet) and len(
            collection.term_vectors.rows
        ) < len(self._terms)
        term_languages = np.array([term.language.value for term in self._terms], dtype=np.str_)
        definition_languages = np.array([item.language.value for item in self._definitions], dtype=np.str_)
        terms, definitions = collection.term_vectors, collection.definition_vectors
        if spaces is None:
            assert isinstance(terms, VectorSet)
            assert isinstance(definitions, VectorSet)
            spaces = Spaces.measure(terms, term_languages, definitions, definition_languages)
        self.spaces = spaces
        self._vectors = {
            Part.TERM: _Vectors(terms, self._term_owner, term_languages, spaces.terms, build),
            Part.DEFINITION: _Vectors(
                definitions, self._definition_owner, definition_languages, spaces.definitions, build
            ),
        }

    def admit(self, concepts: NDArray[np.bool_]) -> Admitted:
        """From one flag a concept. Not cheap in a large bank: worth keeping for the next search."""
        vectors = {part: found.allowed(concepts) for part, found in self._vectors.items()}
        return Admitted(bool(concepts.any()), concepts[self._term_owner], vectors)

    def word_matches(self, words: WordQuery, admitted: Admitted) -> list[WordMatch]:
        """Terms of the admitted concepts that words find, with their rows in this segment."""
        return self.lexical.match(words, admitted.terms) if admitted.any else []

    def language_of(self, match: WordMatch) -> Language:
        return self._terms[match.row].language

    def word_signals(self, matches: Iterable[WordMatch], spoken: Spoken) -> Iterator[Signal]:
        for match in matches:
            yield self._of_term(match.row, match.why, match.closeness, spoken)

    def meaning_signals(self, vector: Matrix, spoken: Spoken, admitted: Admitted) -> Iterator[Signal]:
        if not admitted.any:
            return
        for row, relevance in self._nearest(Part.TERM, vector, spoken, admitted):
            yield self._of_term(row, Why.MEANING_TERM, relevance, spoken)
        for row, relevance in self._nearest(Part.DEFINITION, vector, spoken, admitted):
            number = self.concepts[self._definition_owner[row]].number
            yield Signal(number, Why.MEANING_DEFINITION, relevance, self._definitions[row].text)

    def index_of(self, part: Part) -> VectorIndex | None:
        """None without a vector."""
        return self._vectors[part].index

    def replace_index(self, part: Part, index: VectorIndex) -> None:
        """By one over the same vectors in the same order; searches go on with the one they began with."""
        self._vectors[part].index = index

    def texts_of_vectors(self, part: Part) -> Iterator[tuple[int, Language, str] | None]:
        """Concept, language and text of each vector in order; None where the text is gone."""
        texts: Sequence[IndexedTerm | IndexedDefinition] = (
            self._terms if part is Part.TERM else self._definitions
        )
        owners = self._term_owner if part is Part.TERM else self._definition_owner
        numbers = [concept.number for concept in self.concepts]
        for row in self._vectors[part].rows.tolist():
            text = texts[row] if row >= 0 else None
            yield None if text is None else (numbers[owners[row]], text.language, text.text)

    def _nearest(
        self, part: Part, vector: Matrix, spoken: Spoken, admitted: Admitted
    ) -> Iterator[tuple[int, float]]:
        return self._vectors[part].nearest(vector, spoken.language, admitted.vectors[part])

    def _of_term(self, row: int, why: Why, strength: float, spoken: Spoken) -> Signal:
        term = self._terms[row]
        number = self.concepts[self._term_owner[row]].number
        same = term.language is spoken.language or not spoken.sure
        return Signal(number, why, strength, term.text, same, term.status in DISCOURAGED)


def _owners(counts: list[int]) -> NDArray[np.int64]:
    return np.repeat(np.arange(len(counts), dtype=np.int64), counts)
