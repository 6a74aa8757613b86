"""Which of several concepts the words mean here: the one whose other texts are nearest to the sentence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from terminology.concepts import Language
from terminology.embeddings import Part
from terminology.ports import Encoder
from terminology.search.dense import Matrix
from terminology.search.vector_rows import read_vectors

__all__ = ["Doubt", "likelihoods"]

_MOST_SENTENCES = 64  # encoded for one text: half a second; a doubt beyond them keeps the bank's order
_REACH = 200  # characters of a sentence on each side of the words
_SENTENCE_END = re.compile(r"[.!?…]\s|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Doubt:
    """`text[start:end]` may be any of these concepts."""

    start: int
    end: int
    concepts: Sequence[int]


def likelihoods(
    session: Session, encoder: Encoder, text: str, doubts: Sequence[Doubt], spoken: Language
) -> list[Mapping[int, float]]:
    """For each doubt, how near each concept is to the sentence (a cosine); empty beyond the limit.

    The word itself says nothing of which concept is meant, but its definition and its other terms do.
    `spoken`: the language of the text, whose terms are left out.
    """
    considered = doubts[:_MOST_SENTENCES]
    numbers = sorted({number for doubt in considered for number in doubt.concepts})
    vectors = _vectors(session, encoder.name, numbers, spoken)
    sentences = encoder.encode([_sentence(text, doubt.start, doubt.end) for doubt in considered])
    found: list[Mapping[int, float]] = [
        {number: float(np.max(vectors[number] @ sentence)) for number in doubt.concepts if number in vectors}
        for doubt, sentence in zip(considered, sentences, strict=True)
    ]
    return found + [{} for _ in doubts[_MOST_SENTENCES:]]


def _vectors(session: Session, model: str, numbers: Iterable[int], spoken: Language) -> dict[int, Matrix]:
    rows: dict[int, list[Matrix]] = {}
    wanted = list(numbers)
    for part in (Part.DEFINITION, Part.TERM):
        stored = read_vectors(session, model, part, wanted)
        for (number, language, _), place in stored.places.items():
            if part is Part.DEFINITION or language != spoken.value:
                rows.setdefault(number, []).append(stored.matrix[place])
    return {number: np.stack(vectors) for number, vectors in rows.items()}


def _sentence(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _REACH) : start]
    after = text[end : end + _REACH]
    begins = max((found.end() for found in _SENTENCE_END.finditer(before)), default=0)
    stop = _SENTENCE_END.search(after)
    return f"{before[begins:]}{text[start:end]}{after[: stop.start() + 1] if stop else after}".strip()
