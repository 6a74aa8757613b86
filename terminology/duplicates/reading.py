"""The concepts in use as duplicates are looked for among them: their texts, and one vector each."""

from collections.abc import Sequence
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from terminology.concepts import ConceptStatus, Language
from terminology.duplicates.finding import Known, Matrix
from terminology.embeddings import Part, text_hash
from terminology.search.documents import IndexedConcept
from terminology.search.reader import read_concepts
from terminology.search.vector_rows import StoredVectors, read_vectors

__all__ = ["nearest", "read_known"]

_FLAT_UP_TO = 60_000  # vectors compared with one another in a minute of one processor; cells above
_CELLS_PROBED = 16
_NO_VECTORS = StoredVectors({}, np.empty((0, 0), dtype=np.float32))
_FEWEST_TO_CENTRE = 100  # below, a mean says more about the subjects than about the language


def read_known(
    session: Session,
    model: str | None,
    coming: Sequence[IndexedConcept] = (),
    encoded: StoredVectors | None = None,
) -> tuple[list[Known], Matrix]:
    """All concepts that are not withdrawn, and a row for each: the direction its terms have in common once
    what the texts of a language share is taken away; 0 for a concept without vectors of this model, and for
    all if there is none. With concepts that are `coming` into the bank, and the vectors of their terms.
    """
    concepts = [
        item for item in read_concepts(session) if item.status is not ConceptStatus.WITHDRAWN and item.terms
    ]
    concepts += coming
    stored = read_vectors(session, model, Part.TERM, None) if model is not None else _NO_VECTORS
    if encoded is not None:
        stored = _both(stored, encoded)
    return [_known(item) for item in concepts], _directions(concepts, stored)


def nearest(vectors: Matrix, queries: Matrix, count: int) -> tuple[NDArray[np.int64], Matrix]:
    """For each query the rows of `vectors` that are nearest, and the cosines; -1 where there are fewer."""
    size, dimension = vectors.shape
    flat = faiss.IndexFlatIP(dimension)
    index: Any = flat
    if size > _FLAT_UP_TO:
        index = faiss.IndexIVFFlat(flat, dimension, int(4 * size**0.5), faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.nprobe = _CELLS_PROBED
    index.add(vectors)
    cosines, rows = index.search(queries, min(count, size))
    return rows, cosines


def _both(stored: StoredVectors, more: StoredVectors) -> StoredVectors:
    if not len(stored.matrix):
        return more
    shift = len(stored.matrix)
    places = stored.places | {key: place + shift for key, place in more.places.items()}
    return StoredVectors(places, np.vstack([stored.matrix, more.matrix]))


def _known(item: IndexedConcept) -> Known:
    definitions = {definition.language: definition.text for definition in reversed(item.definitions)}
    return Known(item.number, [(term.language, term.text) for term in item.terms], definitions)


def _directions(concepts: Sequence[IndexedConcept], stored: StoredVectors) -> Matrix:
    if not len(stored.matrix):
        return np.zeros((len(concepts), 1), dtype=np.float32)
    found: dict[Language, tuple[list[int], list[int]]] = {language: ([], []) for language in Language}
    for row, item in enumerate(concepts):
        for term in item.terms:
            place = stored.places.get((item.number, term.language.value, text_hash(term.text)))
            if place is not None:
                found[term.language][0].append(row)
                found[term.language][1].append(place)
    sums = np.zeros((len(concepts), stored.matrix.shape[1]), dtype=np.float32)
    for rows, places in found.values():
        vectors = stored.matrix[places]
        if len(vectors) >= _FEWEST_TO_CENTRE:
            vectors = _unit(vectors - vectors.mean(axis=0))
        np.add.at(sums, rows, vectors)
    return _unit(sums)


def _unit(vectors: Matrix) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Matrix = np.ascontiguousarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)
    return unit
