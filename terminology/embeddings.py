"""The vectors of a concept's terms and definitions, beside the concept, in its own transaction."""

import hashlib
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from terminology import bulk
from terminology.concepts import ConceptDraft, Language
from terminology.ports import Encoder
from terminology.tables import EmbeddingRow

__all__ = ["Part", "Passage", "add_missing", "passages_of", "text_hash"]

_BATCH = 64  # texts a call of the encoder
_HEADER = struct.Struct(">HH")  # pgvector's binary format: dimension, unused; then big-endian float32
_COLUMNS = ("concept", "model", "part", "language", "text_hash", "vector")
# A vector has no binary type of psycopg's: its bytes go as they are, as those of a bytea would.
_TYPES = ("int8", "text", "text", "varchar", "bytea", "bytea")


class Part(StrEnum):
    TERM = "term"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a concept that is found by meaning."""

    concept: int
    part: Part
    language: Language
    text: str


def text_hash(text: str) -> bytes:
    """16 bytes that stand for a text of the bank (normalised already)."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def passages_of(concept: int, draft: ConceptDraft) -> list[Passage]:
    """Once each: a term may be there twice, as noun and as verb."""
    terms = [Passage(concept, Part.TERM, term.language, term.text) for term in draft.terms]
    definitions = [Passage(concept, Part.DEFINITION, item.language, item.text) for item in draft.definitions]
    return list(dict.fromkeys(terms + definitions))


def add_missing(
    session: Session,
    encoder: Encoder,
    passages: Sequence[Passage],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the vectors that are not there yet for this model, drop those of texts that are gone.

    `passages` holds all the texts of each concept it names. Equal texts are encoded once. Returns how many
    texts were encoded; `progress(done, total)` counts them.
    """
    present = _present(session, encoder.name, {passage.concept for passage in passages})
    wanted = {_key(passage): passage for passage in passages}
    _drop(session, [key for key in present if key not in wanted])
    by_text: dict[str, list[Passage]] = {}
    for key, passage in wanted.items():
        if key not in present:
            by_text.setdefault(passage.text, []).append(passage)
    # Of like lengths together: a batch is padded to its longest text.
    texts = sorted(by_text, key=len)
    bulk.copy(session, "embedding", _COLUMNS, _encoded(encoder, texts, by_text, progress), _TYPES)
    return len(texts)


def _encoded(
    encoder: Encoder,
    texts: Sequence[str],
    by_text: dict[str, list[Passage]],
    progress: Callable[[int, int], None] | None,
) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        for text, vector in zip(batch, encoder.encode(batch), strict=True):
            packed = _HEADER.pack(len(vector), 0) + vector.astype(">f4").tobytes()
            for passage in by_text[text]:
                concept, part, language, digest = _key(passage)
                yield concept, encoder.name, part, language, digest, packed
        if progress is not None:
            progress(start + len(batch), len(texts))


_Key = tuple[int, str, str, bytes]


def _key(passage: Passage) -> _Key:
    return passage.concept, passage.part.value, passage.language.value, text_hash(passage.text)


def _present(session: Session, model: str, concepts: set[int]) -> set[_Key]:
    query = select(
        EmbeddingRow.concept, EmbeddingRow.part, EmbeddingRow.language, EmbeddingRow.text_hash
    ).where(EmbeddingRow.model == model, bulk.among(EmbeddingRow.concept, concepts))
    return {(row[0], row[1], row[2], row[3]) for row in session.execute(query)}


def _drop(session: Session, keys: list[_Key]) -> None:
    """For every model: the text itself is gone."""
    if keys:
        columns = (EmbeddingRow.concept, EmbeddingRow.part, EmbeddingRow.language, EmbeddingRow.text_hash)
        session.execute(delete(EmbeddingRow).where(tuple_(*columns).in_(keys)))
