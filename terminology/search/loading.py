"""The whole bank as a snapshot: from the saved vectors and what changed since, or from the vectors stored."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from terminology.embeddings import text_hash
from terminology.search import reader, saved
from terminology.search.dense import IndexBuilder
from terminology.search.documents import Collection, IndexedConcept, IndexedVectors, Part, VectorSet
from terminology.search.saved import SavedBase
from terminology.search.snapshot import Snapshot
from terminology.search.vector_rows import HASH_BYTES, read_vectors

__all__ = ["Loaded", "read_snapshot"]

_log = logging.getLogger(__name__)

# A saved index is used while at most this share of its vectors is gone, or of the bank is not in it.
_MOST_GONE = 0.2
_MOST_NEW, _ALWAYS_NEW = 0.1, 1_000  # concepts; a share of the bank, or this many
_COMPARED = 32  # saved vectors a part that are compared with the database's before all are believed
_SAME = 0.999  # cosine; half precision costs less than .0001

_Key = tuple[int, str, bytes]


@dataclass(frozen=True, slots=True)
class Loaded:
    """`saved`: the first part came from the saved index."""

    snapshot: Snapshot
    saved: bool


def read_snapshot(session: Session, model: str | None, build: IndexBuilder, folder: Path | None) -> Loaded:
    """To be called in a transaction that sees one moment. `folder`: where an index may be saved."""
    found = saved.load(folder, model) if folder is not None and model is not None else None
    if found is not None and model is not None:
        caught_up = _catch_up(session, found, model, build)
        if caught_up is not None:
            return Loaded(caught_up, saved=True)
        _log.info("the saved search index does not fit the bank; it is built again")
    collection = reader.read_collection(session, model)
    return Loaded(Snapshot.of(collection, build, reader.read_fields(session)), saved=False)


def _catch_up(session: Session, found: SavedBase, model: str, build: IndexBuilder) -> Snapshot | None:
    """What the saved index covers, and in a part of its own what it does not; None when that is too much."""
    every = reader.read_concepts(session)
    texts = _SavedTexts(found)
    covered = [concept for concept in every if texts.cover(concept)]
    newer = len(every) - len(covered)
    if newer > max(_ALWAYS_NEW, _MOST_NEW * len(every)):
        return None
    indexed = {part: texts.vectors_of(covered, part) for part in found.vectors}
    if any((item.rows < 0).mean() > _MOST_GONE for item in indexed.values()):
        return None
    if not all(texts.agree(session, model, part) for part in found.vectors):
        return None
    fields = reader.read_fields(session)
    collection = Collection(
        covered, indexed.get(Part.TERM, VectorSet()), indexed.get(Part.DEFINITION, VectorSet())
    )
    snapshot = Snapshot.of(collection, build, fields, found.spaces)
    if newer:
        known = {concept.number for concept in covered}
        numbers = [concept.number for concept in every if concept.number not in known]
        snapshot = snapshot.with_changes(reader.read_collection(session, model, numbers), build, fields)
    return snapshot


class _SavedTexts:
    """Which texts the saved index has a vector of, and where."""

    def __init__(self, found: SavedBase) -> None:
        self._spaces = found.spaces
        self._vectors = found.vectors
        self._places = {part: _places(vectors.keys) for part, vectors in found.vectors.items()}

    def cover(self, concept: IndexedConcept) -> bool:
        return all(key in self._places.get(part, {}) for part in Part for key in _keys(concept, part))

    def vectors_of(self, covered: Sequence[IndexedConcept], part: Part) -> IndexedVectors:
        """A text that stands twice in a concept, as noun and as verb, is found by its last place."""
        rows = np.full(len(self._vectors[part].keys), -1, dtype=np.int64)
        keys = (key for concept in covered for key in _keys(concept, part))
        for row, key in enumerate(keys):
            rows[self._places[part][key]] = row
        return IndexedVectors(rows, self._vectors[part].index)

    def agree(self, session: Session, model: str, part: Part) -> bool:
        """Whether some saved vectors are those of the database, placed as this release places them."""
        keys, kept = self._vectors[part].keys, self._vectors[part].index.vectors
        chosen = np.linspace(0, len(keys) - 1, min(_COMPARED, len(keys))).astype(np.int64)
        stored = read_vectors(session, model, part, np.unique(keys["concept"][chosen]).tolist())
        shared = [key for key in stored.places if key in self._places[part]]
        raw = stored.matrix[[stored.places[key] for key in shared]]
        if not shared or raw.shape[1] != kept.shape[1]:
            return False
        placed = self._spaces.of(part).place(raw, np.array([key[1] for key in shared], dtype=np.str_))
        ours = kept[[self._places[part][key] for key in shared]].astype(np.float32)
        return bool(((placed * ours).sum(axis=1) > _SAME).all())


def _keys(concept: IndexedConcept, part: Part) -> Iterator[_Key]:
    for item in concept.terms if part is Part.TERM else concept.definitions:
        yield concept.number, item.language.value, text_hash(item.text)


def _places(keys: NDArray[np.void]) -> dict[_Key, int]:
    languages = keys["language"].astype(str).tolist()
    digests = keys["hash"].tobytes()
    size = HASH_BYTES
    return {
        (concept, languages[place], digests[place * size : (place + 1) * size]): place
        for place, concept in enumerate(keys["concept"].tolist())
    }
