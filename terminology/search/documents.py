"""What is searched: concepts as the index needs them, and their vectors. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import ConceptStatus, Language, Reliability, TermStatus
from terminology.embeddings import Part
from terminology.search.dense import Matrix, VectorIndex

__all__ = [
    "Collection",
    "IndexedConcept",
    "IndexedDefinition",
    "IndexedTerm",
    "IndexedVectors",
    "Part",
    "VectorSet",
]


@dataclass(frozen=True, slots=True)
class IndexedTerm:
    text: str
    language: Language
    status: TermStatus = TermStatus.PREFERRED
    acronym: bool = False
    reliability: int = Reliability.RELIABLE


@dataclass(frozen=True, slots=True)
class IndexedDefinition:
    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class IndexedConcept:
    number: int
    version: int
    status: ConceptStatus
    terms: Sequence[IndexedTerm]
    definitions: Sequence[IndexedDefinition] = ()
    domains: Sequence[str] = ()


def _no_vectors() -> Matrix:
    return np.empty((0, 0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class VectorSet:
    """Row i of `matrix` belongs to text number `rows[i]`, counting the texts of all concepts in order."""

    rows: Sequence[int] = ()
    matrix: Matrix = field(default_factory=_no_vectors)


@dataclass(frozen=True, slots=True)
class IndexedVectors:
    """The same, placed and indexed already; `rows` is -1 where the vector's text is gone."""

    rows: NDArray[np.int64]
    index: VectorIndex


@dataclass(frozen=True, slots=True)
class Collection:
    """Concepts read together. A text may have no vector (made by another model, or none yet)."""

    concepts: Sequence[IndexedConcept] = ()
    term_vectors: VectorSet | IndexedVectors = field(default_factory=VectorSet)
    definition_vectors: VectorSet | IndexedVectors = field(default_factory=VectorSet)
