"""All sequences of word numbers in one trie of numpy arrays, walked for all places of a text at once. Pure.

An edge is a number (node above, word), found by hashing with open addressing: at 1,000,000 terms one step
takes some 50 ns a place, a sorted array's binary search ten times that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOWHERE", "Found", "Trie"]

NOWHERE = -1
_WORD_BITS = np.uint64(32)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / the golden ratio: neighbours fall far apart
_64_BITS = (1 << 64) - 1
_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)

_Number = TypeVar("_Number", bound=np.generic)
_Integers = NDArray[np.int64]
_Keys = NDArray[np.uint64]


class _Edges:
    """From (node, word) to the node below."""

    def __init__(self, keys: _Keys, nodes: NDArray[np.int32]) -> None:
        bits = max(4, int(2 * len(keys)).bit_length())
        self._shift = np.uint64(64 - bits)
        self._mask = np.uint64((1 << bits) - 1)
        self._keys = np.full(1 << bits, _EMPTY, dtype=np.uint64)
        self._nodes = np.full(1 << bits, NOWHERE, dtype=np.int32)
        places = self._first(keys)
        while len(keys):
            free = self._keys[places] == _EMPTY
            self._keys[places[free]] = keys[free]  # of those that want one place, the last stays there
            settled = self._keys[places] == keys
            self._nodes[places[settled]] = nodes[settled]
            keys, nodes, places = keys[~settled], nodes[~settled], self._next(places[~settled])

    def below(self, keys: _Keys) -> NDArray[np.int32]:
        """The node of each key, NOWHERE for one that is not there."""
        found = np.full(len(keys), NOWHERE, dtype=np.int32)
        rows, places = np.arange(len(keys)), self._first(keys)
        while len(rows):
            there = self._keys[places]
            hit = there == keys[rows]
            found[rows[hit]] = self._nodes[places[hit]]
            on = ~hit & (there != _EMPTY)
            rows, places = rows[on], self._next(places[on])
        return found

    def one_below(self, key: int) -> int:
        """The same for one key: without arrays, ten times as fast."""
        place = (key * int(_SPREAD) & _64_BITS) >> int(self._shift)
        while (there := int(self._keys[place])) != key:
            if there == int(_EMPTY):
                return NOWHERE
            place = (place + 1) & int(self._mask)
        return int(self._nodes[place])

    def _first(self, keys: _Keys) -> _Keys:
        places: _Keys = (keys * _SPREAD) >> self._shift
        return places

    def _next(self, places: _Keys) -> _Keys:
        following: _Keys = (places + np.uint64(1)) & self._mask
        return following


@dataclass(frozen=True, slots=True)
class Found:
    """Sequence ends: `starts` and `lengths` in words of the stream, `nodes` of the trie; of equal length."""

    starts: _Integers
    lengths: _Integers
    nodes: _Integers


class Trie:
    """Immutable. Built from sequences of word numbers (from 0), the words of all one after the other.

    `rows_at(node)` are the positions of the sequences that end there.
    """

    def __init__(self, words: NDArray[np.int32], lengths: NDArray[np.int32], word_count: int) -> None:
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])[:-1]
        self._root = np.full(max(word_count, 1), NOWHERE, dtype=np.int32)
        self._words = max(word_count, 1)
        self.depth = int(lengths.max()) if len(lengths) else 0
        last_node = np.full(len(lengths), NOWHERE, dtype=np.int64)
        rows = np.flatnonzero(lengths > 0)
        keys: list[_Keys] = []
        nodes: list[NDArray[np.int32]] = []
        count = 0
        above = np.zeros(len(lengths), dtype=np.uint64)
        for depth in range(self.depth):
            rows = rows[lengths[rows] > depth]
            word = words[starts[rows] + depth].astype(np.uint64)
            edge = word if depth == 0 else above[rows] << _WORD_BITS | word
            fresh, which = np.unique(edge, return_inverse=True)
            numbers = np.arange(count, count + len(fresh), dtype=np.int32)
            count += len(fresh)
            if depth == 0:
                self._root[fresh.astype(np.int64)] = numbers
            else:
                keys.append(fresh)
                nodes.append(numbers)
            above[rows] = numbers[which].astype(np.uint64)
            ends = lengths[rows] == depth + 1
            last_node[rows[ends]] = numbers[which[ends]]
        self._edges = _Edges(_joined(keys, np.uint64), _joined(nodes, np.int32))
        self._has_more = np.zeros(count, dtype=bool)
        if keys:
            self._has_more[(_joined(keys, np.uint64) >> _WORD_BITS).astype(np.int64)] = True
        ending = np.flatnonzero(last_node >= 0)
        self._rows = ending[np.argsort(last_node[ending], kind="stable")].astype(np.int32)
        self._bounds = np.searchsorted(last_node[self._rows], np.arange(count + 1)).astype(np.int32)

    def rows_at(self, node: int) -> list[int]:
        rows: list[int] = self._rows[self._bounds[node] : self._bounds[node + 1]].tolist()
        return rows

    def node_of(self, words: Sequence[int]) -> int:
        """Where a sequence of words leads; NOWHERE when no sequence begins so."""
        if not words or not 0 <= words[0] < self._words:
            return NOWHERE
        node = int(self._root[words[0]])
        for word in words[1:]:
            if node == NOWHERE or word < 0:
                return NOWHERE
            node = self._edges.one_below(node << int(_WORD_BITS) | word)
        return node

    def find(self, stream: NDArray[np.int32]) -> Found:
        """Every place where a sequence ends on the stream; a word that no sequence has is negative."""
        places = np.flatnonzero(stream >= 0)
        nodes = self._root[stream[places]].astype(np.int64)
        starts: list[_Integers] = []
        lengths: list[_Integers] = []
        ends: list[_Integers] = []
        for depth in range(1, self.depth + 1):
            alive = nodes >= 0
            places, nodes = places[alive], nodes[alive]
            here = self._bounds[nodes + 1] > self._bounds[nodes]
            starts.append(places[here])
            lengths.append(np.full(int(here.sum()), depth, dtype=np.int64))
            ends.append(nodes[here])
            on = self._has_more[nodes] & (places + depth < len(stream))
            places, nodes = places[on], nodes[on]
            word = stream[places + depth]
            places, nodes, word = places[word >= 0], nodes[word >= 0], word[word >= 0]
            nodes = self._edges.below(nodes.astype(np.uint64) << _WORD_BITS | word.astype(np.uint64)).astype(
                np.int64
            )
        return Found(_joined(starts, np.int64), _joined(lengths, np.int64), _joined(ends, np.int64))


def _joined(parts: Sequence[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)
