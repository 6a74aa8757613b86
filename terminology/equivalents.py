"""The bank's own equivalents as vectors: what an adapter is learnt from."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from terminology.concepts import ConceptStatus, Language, TermStatus
from terminology.embeddings import Part, text_hash
from terminology.folding import fold
from terminology.search.documents import IndexedConcept, IndexedTerm
from terminology.search.reader import read_concepts
from terminology.search.vector_rows import read_vectors

__all__ = ["Equivalents", "read_equivalents"]

_IN_USE = {TermStatus.PREFERRED, TermStatus.ADMITTED}


@dataclass(frozen=True, slots=True)
class Equivalents:
    """Row i of each is one concept. Names are numbers: equal for labels that are equal when folded."""

    french: NDArray[np.float32]
    english: NDArray[np.float32]
    french_names: NDArray[np.int64]
    english_names: NDArray[np.int64]


def read_equivalents(session: Session, model: str) -> Equivalents:
    """The first term in use of each language, of every validated concept that has both, spelt differently.

    Concepts whose terms have no vector of `model` are left out.
    """
    stored = read_vectors(session, model, Part.TERM, None)
    rows: list[tuple[int, int, str, str]] = []
    for concept in read_concepts(session):
        if concept.status is not ConceptStatus.VALIDATED:
            continue
        french, english = (_first(concept, language) for language in (Language.FR, Language.EN))
        if french is None or english is None or fold(french.text) == fold(english.text):
            continue
        places = [stored.places.get(_key(concept.number, term), -1) for term in (french, english)]
        if min(places) >= 0:
            rows.append((*places, fold(french.text), fold(english.text)))  # type: ignore[arg-type]
    distinct = list({(row[2], row[3]): row for row in rows}.values())
    return Equivalents(
        stored.matrix[[row[0] for row in distinct]],
        stored.matrix[[row[1] for row in distinct]],
        _numbered(row[2] for row in distinct),
        _numbered(row[3] for row in distinct),
    )


def _first(concept: IndexedConcept, language: Language) -> IndexedTerm | None:
    mine = (term for term in concept.terms if term.language is language and term.status in _IN_USE)
    return min(mine, key=lambda term: term.status is not TermStatus.PREFERRED, default=None)


def _key(concept: int, term: IndexedTerm) -> tuple[int, str, bytes]:
    return concept, term.language.value, text_hash(term.text)


def _numbered(names: Iterable[str]) -> NDArray[np.int64]:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)
