"""How much alike two texts are, letter by letter and word by word. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from terminology.concepts import Language
from terminology.search.lemmas import stem

__all__ = ["Overlap", "closeness", "overlaps"]

_ALIKE = 80.0  # rapidfuzz ratio: from here on, a word hit is worth more than a meaning one (engines.md)
_SAME = 100.0
_SHORTEST_TYPO = 4  # below, one wrong letter makes another word


@dataclass(frozen=True, slots=True)
class Overlap:
    """Text number `place` holds all the words asked; `same`: each one as it is, or inflected."""

    place: int
    same: bool
    closeness: float


def closeness(text: str, others: Sequence[str]) -> NDArray[np.float32]:
    """0…1 for each of the others, 0 for those that are not alike.

    The ratio decides who is alike; alone it takes two slips in a row for as near as one, so edits count too.
    """
    ratios = process.cdist([text], others, scorer=fuzz.ratio, score_cutoff=_ALIKE, dtype=np.float32)[0]
    edits = process.cdist([text], others, scorer=OSA.normalized_similarity, dtype=np.float32)[0]
    both: NDArray[np.float32] = np.where(ratios > 0, (ratios / _SAME + edits) / 2, 0)
    return both


def overlaps(asked: Sequence[str], contents: Sequence[Sequence[str]]) -> Iterator[Overlap]:
    """All are folded words without grammar. A text with words to spare is less close."""
    vocabulary = sorted({word for content in contents for word in content})
    likeness = _word_likeness(asked, vocabulary)
    known = [
        {vocabulary[column]: float(row[column]) for column in np.flatnonzero(row >= _ALIKE)}
        for row in likeness
    ]
    lengths = [len(word) for word in asked]
    for place, content in enumerate(contents):
        if any(alike.keys().isdisjoint(content) for alike in known):
            continue
        best = [max(alike.get(word, 0.0) for word in content) for alike in known]
        share = min(1.0, sum(lengths) / sum(map(len, content)))
        mean = sum(map(float.__mul__, best, map(float, lengths))) / sum(lengths) / _SAME
        yield Overlap(place, min(best) == _SAME, mean * (0.5 + share / 2))


def _word_likeness(asked: Sequence[str], vocabulary: Sequence[str]) -> NDArray[np.float32]:
    """(asked, vocabulary) in 0…100. An inflected word is the same; one slip in a word counts as alike."""
    ratios = process.cdist(asked, vocabulary, scorer=fuzz.ratio, dtype=np.float32)
    slips = process.cdist(asked, vocabulary, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
    ratios[slips == 1] = np.maximum(ratios[slips == 1], _ALIKE)
    ratios[~np.outer(_long(asked), _long(vocabulary)) & (ratios < _SAME)] = 0
    for language in Language:
        rows = {stem(word, language): row for row, word in enumerate(asked)}
        for column, word in enumerate(vocabulary):
            if (row := rows.get(stem(word, language))) is not None:
                ratios[row, column] = _SAME
    return ratios


def _long(words: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([len(word) >= _SHORTEST_TYPO for word in words], dtype=bool)
