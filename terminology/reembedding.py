"""The vectors of the whole bank for another encoder, beside those in use: searches and edits go on."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kit.database import Database
from terminology import repository, writing
from terminology.bulk import among
from terminology.embeddings import Part, Passage, add_missing, lacking, passages_of, text_hash
from terminology.ports import DerivedEncoder, Encoder, present
from terminology.search.vector_rows import read_vectors
from terminology.tables import CHANGED_NOW, ConceptRow

__all__ = ["embed_bank"]

# Concepts a transaction: with definitions some ten seconds of encoding, none of them under a lock.
_AT_ONCE = 200


def embed_bank(
    database: Database,
    encoder: Encoder,
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    in_use: bool = False,
) -> int:
    """Add the vectors of this encoder that are not there; how many texts they were. May be killed and begun
    again: what is done stays. `progress(done, total)` counts concepts.

    `in_use`: searches go by this encoder and lack those vectors; they are told at the end.
    """
    pinned, added = present(encoder), 0
    with database.transaction() as session:
        numbers = list(session.scalars(select(ConceptRow.number).order_by(ConceptRow.number)))
    for start in range(0, len(numbers), _AT_ONCE):
        added += _embed(database, pinned, numbers[start : start + _AT_ONCE])
        progress(min(start + _AT_ONCE, len(numbers)), len(numbers))
    if added and in_use:
        with database.transaction() as session:
            session.execute(update(ConceptRow).values(changed=CHANGED_NOW))
            writing.notify(session)
    return added


def _embed(database: Database, encoder: Encoder, numbers: Sequence[int]) -> int:
    with database.transaction() as session:
        wanted = lacking(session, encoder.name, _passages(session, numbers))
        known = _derived(session, encoder, wanted) if isinstance(encoder, DerivedEncoder) else {}
    if not wanted:
        return 0
    texts = sorted({item.text for item in wanted} - known.keys(), key=len)
    known |= dict(zip(texts, encoder.encode(texts), strict=True))
    with database.transaction() as session:
        # Now that all is encoded, a moment's lock: whoever edits one of them comes before or after.
        session.execute(
            select(ConceptRow.number)
            .where(among(ConceptRow.number, numbers))
            .order_by(ConceptRow.number)
            .with_for_update()
        )
        return add_missing(session, _Known(encoder, known), _passages(session, numbers))


def _passages(session: Session, numbers: Sequence[int]) -> list[Passage]:
    views = repository.load(session, numbers)
    return [passage for number, view in views.items() for passage in passages_of(number, view.draft())]


def _derived(
    session: Session, encoder: DerivedEncoder, passages: Sequence[Passage]
) -> dict[str, NDArray[np.float32]]:
    """By text, what comes from the other encoder's stored vectors."""
    found: dict[str, NDArray[np.float32]] = {}
    numbers = sorted({passage.concept for passage in passages})
    for part in Part:
        stored = read_vectors(session, encoder.base.name, part, numbers)
        if not stored.places:
            continue
        derived = encoder.derive(stored.matrix)
        for passage in passages:
            key = (passage.concept, passage.language.value, text_hash(passage.text))
            if passage.part is part and (place := stored.places.get(key)) is not None:
                found[passage.text] = derived[place]
    return found


class _Known:
    """The encoder, with vectors it need not compute."""

    def __init__(self, encoder: Encoder, vectors: dict[str, NDArray[np.float32]]) -> None:
        self._encoder = encoder
        self._vectors = vectors

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        missing = [text for text in texts if text not in self._vectors]
        if missing:  # written since
            self._vectors |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self._vectors[text] for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode_query(text)
