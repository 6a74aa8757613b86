"""A text as numbers of its words, each with its place; what was read before is remembered.

Taking a text apart costs more than looking its words up. So it is cut at spaces, which costs next to nothing;
what stands between two spaces is taken apart once, and found again in a dictionary ever after.
"""

import threading
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.recognition.tokens import joins, pieces_of

__all__ = ["BREAK", "SIGNS", "Stream", "Words"]

BREAK = 0  # what parts words, as a word that no term has
SIGNS = frozenset("#%@+")  # what tells two terms apart at their end: C and C#
_MOST_REMEMBERED = 300_000  # chunks between spaces; some 60 MB
_LONGEST = 200  # characters of a chunk that is worth remembering


@dataclass(frozen=True, slots=True)
class Stream:
    """Words (and breaks) in order, each `text[start:end]`."""

    words: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


class Words:
    """The words of texts in one language, numbered as they are met; `spelling[number]` is how one is written,
    a sign of `SIGNS` right behind it included. Threads may share it.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._lock = threading.Lock()
        self._forget()

    def read(self, text: str) -> tuple[Stream, list[str]]:
        """The stream and the spellings its numbers stand for (a list that only grows)."""
        chunks = text.split(" ")
        with self._lock:
            if len(self._chunks) > _MOST_REMEMBERED:
                self._forget()
            known = self._chunks
            numbers = [known[chunk] if chunk in known else self._add(chunk) for chunk in chunks]
            firsts, words, starts, ends = map(np.array, (self._firsts, self._words, self._starts, self._ends))
            spelling = self.spelling
        at = np.array(numbers, dtype=np.int64)
        counts = firsts[at + 1] - firsts[at]
        total = int(counts.sum())
        # Row by row what each chunk holds: its first row, and so on for as many as it has.
        begun = np.cumsum(counts) - counts
        rows = np.arange(total) + np.repeat(firsts[at] - begun, counts)
        lengths = np.fromiter(map(len, chunks), dtype=np.int64, count=len(chunks)) + 1
        place = np.repeat(np.cumsum(lengths) - lengths, counts)
        return Stream(words[rows], place + starts[rows], place + ends[rows]), spelling

    def _forget(self) -> None:
        self._chunks: dict[str, int] = {}
        self._of_spelling: dict[str, int] = {"": BREAK}
        self.spelling = [""]
        self._firsts, self._words = array("q", [0]), array("i")
        self._starts, self._ends = array("q"), array("q")

    def _add(self, chunk: str) -> int:
        place = 0
        pieces = pieces_of(chunk)
        for number, piece in enumerate(pieces):
            if number % 2:
                following = pieces[number + 1][:1]
                self._add_word(piece, piece + following if following in SIGNS else piece, place)
            elif self._parts(piece, alone=len(pieces) == 1):
                self._append(BREAK, place, place + len(piece))
            place += len(piece)
        self._firsts.append(len(self._words))
        added = len(self._firsts) - 2
        if len(chunk) <= _LONGEST:
            self._chunks[chunk] = added
        return added

    def _add_word(self, word: str, spelled: str, place: int) -> None:
        if self._language is Language.EN and word == "s":
            return  # the mark of the possessive: "the diplomat's passport", "diplomats' passports"
        number = self._of_spelling.setdefault(spelled, len(self.spelling))
        if number == len(self.spelling):
            self.spelling.append(spelled)
        self._append(number, place, place + len(word))

    def _append(self, number: int, start: int, end: int) -> None:
        self._words.append(number)
        self._starts.append(start)
        self._ends.append(end)

    @staticmethod
    def _parts(between: str, *, alone: bool) -> bool:
        """A dash or a line between two spaces parts; two spaces do not."""
        return bool(between) and (alone or not joins(between))
