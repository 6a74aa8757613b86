"""Candidates for a text misspelt more than once: which texts share most of its trigrams. Pure.

Postings in numpy arrays, the rarest trigrams first, and never more than a fixed number of them: the time does
not grow with the bank. Each word is padded by itself, so words in another order share all their trigrams.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from terminology.search.keys import NONE, Rows
from terminology.search.lemmas import words

__all__ = ["TrigramIndex"]

# Where the query's own trigrams are this common, reading more of them changes the order no longer.
_POSTINGS_READ = 30_000
_PART = 50_000  # texts taken apart at once: a million at a time would need a gigabyte
_BITS = (
    10  # of a character: all Latin letters have their own number, two signs of other scripts may share one
)
_ROW_BITS = 32

_Codes = NDArray[np.uint32]


class TrigramIndex:
    """Immutable. Row i of every answer is the i-th text given, folded."""

    def __init__(self, folded: Sequence[str]) -> None:
        pairs = np.concatenate([*_parts(folded), np.empty(0, dtype=np.uint64)])
        pairs.sort()
        fresh = np.ones(len(pairs), dtype=bool)
        np.not_equal(pairs[1:], pairs[:-1], out=fresh[1:])
        pairs = pairs[fresh]
        self._rows: Rows = pairs.astype(np.uint32).astype(np.int32)
        self._codes, starts = np.unique((pairs >> np.uint64(_ROW_BITS)).astype(np.uint32), return_index=True)
        self._bounds = np.append(starts, len(pairs))
        self._trigrams_in_row = np.bincount(self._rows, minlength=len(folded)).astype(np.uint16)

    def candidates(self, folded: str, limit: int, allowed: NDArray[np.bool_] | None = None) -> Rows:
        """At most `limit` rows, of those allowed, that share trigrams with the text, the most alike first."""
        postings = self._postings(np.unique(_trigrams_of([folded])[0]))
        if not postings:
            return NONE
        found, shared = np.unique(np.concatenate(postings), return_counts=True)
        if allowed is not None:
            mine = allowed[found]
            found, shared = found[mine], shared[mine]
        # What counts is the share of the *query* found; among equals, the text with least else in it.
        alike = shared - 0.2 * np.log1p(self._trigrams_in_row[found].astype(np.float32))
        if len(found) > limit:
            best = np.argpartition(-alike, limit)[:limit]
            found, alike = found[best], alike[best]
        return found[np.argsort(-alike, kind="stable")]

    def _postings(self, wanted: _Codes) -> list[Rows]:
        at = np.searchsorted(self._codes, wanted)
        at = at[at < len(self._codes)]
        known = at[np.isin(self._codes[at], wanted)]
        lengths = self._bounds[known + 1] - self._bounds[known]
        order = np.argsort(lengths, kind="stable")
        read = np.cumsum(lengths[order]) - lengths[order] < _POSTINGS_READ
        return [self._rows[self._bounds[i] : self._bounds[i + 1]] for i in known[order][read]]


def _parts(texts: Sequence[str]) -> Iterator[NDArray[np.uint64]]:
    """Trigram and row in one number each, so that sorting them is one step without an array beside."""
    for start in range(0, len(texts), _PART):
        codes, rows = _trigrams_of(texts[start : start + _PART])
        yield (codes.astype(np.uint64) << np.uint64(_ROW_BITS)) | (rows.astype(np.uint64) + np.uint64(start))


def _trigrams_of(texts: Sequence[str]) -> tuple[_Codes, Rows]:
    """Codes of the trigrams of all texts, and the row each stands in.

    All texts become one array of code points: the trigrams of 68,000 terms take two shifts, not a loop.
    """
    # Two spaces before a word weigh its beginning, where people seldom err; one after it marks its end.
    padded = ["".join(f"  {word} " for word in words(text)) for text in texts]
    encoded = "".join(padded).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(encoded, dtype=np.uint32) & np.uint32((1 << _BITS) - 1)
    rows = np.repeat(np.arange(len(padded), dtype=np.int32), [len(text) for text in padded])
    if len(points) < 3:  # noqa: PLR2004 - a trigram has three
        return np.empty(0, dtype=np.uint32), NONE
    codes = points[:-2] << np.uint32(2 * _BITS) | points[1:-1] << np.uint32(_BITS) | points[2:]
    # Not those that lie across two words or two texts: they end in a space and its neighbour is one too.
    space = points == ord(" ")
    within = (rows[:-2] == rows[2:]) & ~(space[1:-1] & ~space[:-2]) & ~(space[:-2] & space[1:-1] & space[2:])
    return codes[within], rows[:-2][within]
