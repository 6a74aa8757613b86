"""Terms that hold all the words asked among others: inflected, begun or misspelt words too. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.search.keys import NONE, KeyIndex, Rows
from terminology.search.lemmas import stem
from terminology.search.slips import SlipIndex

__all__ = ["BEGUN", "SAME", "Overlaps", "WordIndex"]

_Weights = NDArray[np.float32]

SAME = 1.0
BEGUN = 0.95  # the last word asked, still being typed
_SLIP = 0.9  # less the cost of the slip
_SLIP_COST = 0.1
_SHORTEST_SLIP = 4  # below, one wrong letter makes another word
_SHORTEST_BEGUN = 2
_MOST_BEGUN = 60  # words that begin alike
_MOST_ROWS = 60_000  # terms looked at for one word; "de la République" alone must not cost seconds


@dataclass(frozen=True, slots=True)
class Overlaps:
    """Rows and their closeness in 0…1, side by side. `worst` is the likeness of the least like word."""

    rows: Rows
    closeness: _Weights
    worst: _Weights


class WordIndex:
    """Immutable. Row i of every answer is the i-th list of content words given."""

    def __init__(self, contents: Iterable[Sequence[str]]) -> None:
        self._ids: dict[str, int] = {}
        ids, lengths, letters = [], [], []
        for content in contents:
            ids.extend([self._ids.setdefault(word, len(self._ids)) for word in content])
            lengths.append(len(content))
            letters.append(sum(map(len, content)))
        flat = np.array(ids, dtype=np.int32)
        order = np.argsort(flat, kind="stable")
        self._rows: Rows = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)[order]
        self._bounds = np.searchsorted(flat[order], np.arange(len(self._ids) + 1))
        self._letters = np.array(letters, dtype=np.int32)
        self._words = list(self._ids)
        self._stems = [KeyIndex(stem(word, language) for word in self._words) for language in Language]
        self._slips = SlipIndex(self._words)
        self._in_order = np.array(
            sorted(range(len(self._words)), key=self._words.__getitem__), dtype=np.int32
        )

    def __contains__(self, word: str) -> bool:
        return word in self._ids

    def overlaps(self, asked: Sequence[str], *, begun: bool) -> Overlaps:
        """Rows that hold all of `asked`. `begun`: the last word may go on.

        A word that the bank knows is taken at its word first, and for misspelt only where that finds nothing.
        """
        strict = [self._alike(word, slips=word not in self._ids) for word in asked]
        if begun:
            for word, weight in self._begun(asked[-1]).items():
                strict[-1][word] = max(weight, strict[-1].get(word, 0.0))
        found = self._with_all(asked, strict)
        if len(found.rows) or all(word not in self._ids for word in asked):
            return found
        return self._with_all(asked, [self._alike(word, slips=True) for word in asked])

    def _alike(self, word: str, *, slips: bool) -> dict[int, float]:
        """Words of the bank that stand for `word`, and how surely."""
        alike: dict[int, float] = {}
        if slips and len(word) >= _SHORTEST_SLIP:
            near = self._slips.near(word)
            alike.update((other, _SLIP - _SLIP_COST * cost) for other, cost in near)
        for language, stems in zip(Language, self._stems, strict=True):
            alike.update(dict.fromkeys(stems.rows(stem(word, language)).tolist(), SAME))
        if word in self._ids:
            alike[self._ids[word]] = SAME
        return alike

    def _begun(self, start: str) -> dict[int, float]:
        if len(start) < _SHORTEST_BEGUN:
            return {}
        first = bisect_left(self._in_order, start, key=self._words.__getitem__)
        words = (int(self._in_order[place]) for place in range(first, len(self._in_order)))
        return dict.fromkeys(islice(self._starting(words, start), _MOST_BEGUN), BEGUN)

    def _starting(self, words: Iterable[int], start: str) -> Iterator[int]:
        for word in words:
            if not self._words[word].startswith(start):
                return
            yield word

    def _with_all(self, asked: Sequence[str], alike: Sequence[dict[int, float]]) -> Overlaps:
        if not asked or not all(alike):
            return Overlaps(NONE, _weights(0), _weights(0))
        by_rarity = sorted(range(len(asked)), key=lambda place: self._frequency(alike[place]))
        rows: Rows | None = None
        mean = worst = _weights(0)
        total = sum(map(len, asked))
        for place in by_rarity:
            mine, weights = self._postings(alike[place])
            if rows is None:
                rows, worst = mine, weights
                mean = weights * (len(asked[place]) / total)
                continue
            at = np.minimum(np.searchsorted(mine, rows), len(mine) - 1)
            both = mine[at] == rows
            rows, at = rows[both], at[both]
            mean = mean[both] + weights[at] * (len(asked[place]) / total)
            worst = np.minimum(worst[both], weights[at])
        assert rows is not None
        share = np.minimum(1.0, total / self._letters[rows])
        return Overlaps(rows, (mean * (0.5 + share / 2)).astype(np.float32), worst)

    def _frequency(self, alike: Iterable[int]) -> int:
        return sum(int(self._bounds[word + 1] - self._bounds[word]) for word in alike)

    def _postings(self, alike: dict[int, float]) -> tuple[Rows, _Weights]:
        """Ascending rows that hold one of the words, with the weight of the best of them."""
        parts, weights, count = [], [], 0
        for word, weight in sorted(alike.items(), key=lambda item: -item[1]):
            part = self._rows[self._bounds[word] : self._bounds[word + 1]]
            parts.append(part)
            weights.append(np.full(len(part), weight, dtype=np.float32))
            count += len(part)
            if count > _MOST_ROWS:
                break
        rows, weight_of = np.concatenate(parts), np.concatenate(weights)
        # Stable, and the best word came first: of equal rows the first has the best weight.
        order = np.argsort(rows, kind="stable")
        rows, weight_of = rows[order], weight_of[order]
        fresh = np.ones(len(rows), dtype=bool)
        fresh[1:] = rows[1:] != rows[:-1]
        return rows[fresh], weight_of[fresh]


def _weights(count: int) -> _Weights:
    return np.zeros(count, dtype=np.float32)
