"""The vectors of a concept's terms and definitions, beside the concept, in its own transaction."""

import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from terminology import bulk
from terminology.concepts import ConceptDraft, Language
from terminology.ports import Encoder, present
from terminology.tables import EmbeddingRow

__all__ = ["Part", "Passage", "add_missing", "lacking", "passages_of", "text_hash"]

_BATCH = 64  # texts a call of the encoder
_BATCH_CHARACTERS = 16_000  # of a batch, padding included: 64 short terms, or eight long definitions
_COPIED = 512  # texts a COPY; with int8 on one core, some two seconds of encoding
_HEADER = struct.Struct(">HH")  # pgvector's binary format: dimension, unused; then big-endian float32
_COLUMNS = ("concept", "model", "part", "language", "text_hash", "vector")
# A vector has no binary type of psycopg's: its bytes go as they are, as those of a bytea would.
_TYPES = ("int8", "text", "text", "varchar", "bytea", "bytea")


_Key = tuple[int, str, str, bytes]


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

    `passages` holds all the texts of each concept it names. Equal texts are encoded once; returns how many
    were. `progress(done, total)` counts passages.
    """
    encoder = present(encoder)
    wanted = {_key(passage): passage for passage in passages}
    there = _present(session, {passage.concept for passage in passages})
    _drop(session, [key for key in there if key not in wanted])
    by_text: dict[str, list[_Key]] = {}
    for key, passage in wanted.items():
        if encoder.name not in there.get(key, ()):
            by_text.setdefault(passage.text, []).append(key)
    # Of like lengths together: a batch is padded to its longest text.
    texts = sorted(by_text, key=len)
    total = sum(map(len, by_text.values()))
    done = 0
    for start in range(0, len(texts), _COPIED):
        some = texts[start : start + _COPIED]
        bulk.copy(session, "embedding", _COLUMNS, _rows(encoder, some, by_text), _TYPES)
        done += sum(len(by_text[text]) for text in some)
        if progress is not None:
            progress(done, total)
    return len(texts)


def lacking(session: Session, model: str, passages: Sequence[Passage]) -> list[Passage]:
    """Those of which `model` has no vector yet."""
    there = _present(session, {passage.concept for passage in passages})
    return [passage for passage in passages if model not in there.get(_key(passage), ())]


def _rows(
    encoder: Encoder, texts: Sequence[str], by_text: Mapping[str, Sequence[_Key]]
) -> list[tuple[object, ...]]:
    """All encoded before any is sent: a COPY that waits for the model may meet the server's time limit."""
    rows: list[tuple[object, ...]] = []
    for batch in _batches(texts):
        for text, vector in zip(batch, encoder.encode(batch), strict=True):
            packed = _HEADER.pack(len(vector), 0) + vector.astype(">f4").tobytes()
            rows.extend(
                (concept, encoder.name, part, language, digest, packed)
                for concept, part, language, digest in by_text[text]
            )
    return rows


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Of texts sorted by length; the attention of a batch takes memory by the square of its longest text."""
    start = 0
    for end, text in enumerate(texts):
        count = end - start
        if count == _BATCH or (count and (count + 1) * len(text) > _BATCH_CHARACTERS):
            yield texts[start:end]
            start = end
    if start < len(texts):
        yield texts[start:]


def _key(passage: Passage) -> _Key:
    return passage.concept, passage.part.value, passage.language.value, text_hash(passage.text)


def _present(session: Session, concepts: set[int]) -> dict[_Key, set[str]]:
    """Models whose vector is there, by text."""
    found: dict[_Key, set[str]] = {}
    columns = (EmbeddingRow.concept, EmbeddingRow.part, EmbeddingRow.language, EmbeddingRow.text_hash)
    query = select(*columns, EmbeddingRow.model).where(bulk.among(EmbeddingRow.concept, concepts))
    for concept, part, language, digest, model in session.execute(query):
        found.setdefault((concept, part, language, digest), set()).add(model)
    return found


def _drop(session: Session, keys: Sequence[_Key]) -> None:
    """For every model: the text itself is gone."""
    columns = (EmbeddingRow.concept, EmbeddingRow.part, EmbeddingRow.language, EmbeddingRow.text_hash)
    for start in range(0, len(keys), _COPIED):
        session.execute(delete(EmbeddingRow).where(tuple_(*columns).in_(keys[start : start + _COPIED])))
