"""The terms of one language, indexed so that a text is gone through once, whatever its words' forms. Pure.

Words that may be forms of one word (the same letters, dictionary entry, or stem) get one number. The trie
finds sequences of numbers; whether the words of a find really agree with those of the term is looked at
afterwards, for finds only. So one pass does what three would, and a coarse number costs time, never a wrong
mark.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.recognition.agreement import Agreement, agreement, keys
from terminology.recognition.glossary import Glossary
from terminology.recognition.tokens import joins, pieces_of
from terminology.recognition.trie import NOWHERE, Found, Trie
from terminology.recognition.words import BREAK, SIGNS
from terminology.search.lemmas import is_grammar

__all__ = ["Candidate", "Vocabulary"]

_JOINT, _UNKNOWN, _UNSEEN = -2, -1, -3
_LONGEST_WORD = 64  # characters; longer ones are keys, not words
_DOT = "."
_LONGEST_ACRONYM = 10  # letters
_NAME = 5  # letters from which an acronym is also written as a name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Term `row` of the glossary, as found."""

    row: int
    how: Agreement


class _Numbers(dict[str, int]):
    """From a piece of a text to the number of its word; worked out when first met."""

    def __init__(self, of_key: dict[str, int], language: Language) -> None:
        super().__init__()
        self._of_key = of_key
        self._language = language

    def __missing__(self, piece: str) -> int:
        number = self[piece] = self.of(piece)
        return number

    def of(self, piece: str) -> int:
        if not piece[:1].isalnum():
            return _JOINT if joins(piece) else BREAK
        if self._language is Language.EN and piece == "s":
            return _JOINT
        if len(piece) > _LONGEST_WORD:
            return _UNKNOWN
        of_key = self._of_key
        return next((of_key[key] for key in keys(piece, self._language) if key in of_key), _UNKNOWN)


class Vocabulary:
    """Immutable, but for what it remembers of words met. Threads may share it: they work out the same."""

    def __init__(self, glossary: Glossary, language: Language) -> None:
        self.language = language
        self._glossary = glossary
        self._of_key = _numbered(self._all_words(), language)
        self._rows, words, lengths = self._sequences()
        self._trie = Trie(words, lengths, max(self._of_key.values(), default=0) + 1)
        self._number = _Numbers(self._of_key, language)
        self._numbers: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self._numbered: list[str] = []

    def find(self, words: NDArray[np.int32], spelling: list[str]) -> Found:
        """On a stream of `Words`, whose numbers `spelling` explains."""
        numbers = self._of_spelling(spelling)
        met = np.unique(words[numbers[words] == _UNSEEN])
        for word in met.tolist():
            numbers[word] = self._number.of(spelling[word].rstrip("".join(SIGNS)))
        return self._trie.find(numbers[words])

    def _of_spelling(self, spelling: list[str]) -> NDArray[np.int32]:
        """The number here of each of those numbers, which are worked out as texts need them."""
        if self._numbered is not spelling:
            self._numbers, self._numbered = np.empty(0, dtype=np.int32), spelling
        if len(self._numbers) < len(spelling):
            grown = np.full(2 * len(spelling), _UNSEEN, dtype=np.int32)
            grown[: len(self._numbers)] = self._numbers
            grown[BREAK] = BREAK
            self._numbers = grown
        return self._numbers

    def _all_words(self) -> set[str]:
        found: set[str] = set()
        for _, form in self._all_forms():
            found.update(word for word in form if word[:1].isalnum())
        return found

    def _all_forms(self) -> Iterator[tuple[int, list[str]]]:
        for row in self._glossary.rows(self.language):
            for form in _forms(self._glossary.text(row), self.language):
                yield row, form

    def _sequences(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Term of each form, all its words after one another, and how many they are."""
        number = _Numbers(self._of_key, self.language)
        rows, words, lengths = array("i"), array("i"), array("i")
        for row, form in self._all_forms():
            sequence = [found for piece in form if (found := number[piece]) != _JOINT]
            rows.append(row)
            words.extend(sequence)
            lengths.append(len(sequence))
        return np.array(rows, np.int32), np.array(words, np.int32), np.array(lengths, np.int32)

    def resolve(self, found: str, following: str) -> Iterator[Candidate]:
        """The terms that a stretch of text is. `following`: the sign right after it, if any."""
        pieces = [piece for piece in pieces_of(found)[1:-1] if piece]
        node = self._trie.node_of([n for piece in pieces if (n := self._number[piece]) != _JOINT])
        if node == NOWHERE:
            return
        words = _words(pieces, self.language)
        for at in self._trie.rows_at(node):
            row = int(self._rows[at])
            how = self._agreement(words, self._glossary.text(row), found, following)
            if how is not None:
                yield Candidate(row, how)

    def _agreement(self, words: list[str], term: str, found: str, following: str) -> Agreement | None:
        if term == found:
            return Agreement.EXACT
        sign = _sign(term)
        if sign and following != sign:
            return None
        theirs = _words(pieces_of(term)[1:-1], self.language)
        if _is_short(term):
            return Agreement.FOLDED if _same_letters("".join(words), "".join(theirs)) else None
        farthest = Agreement.EXACT
        if len(words) != len(theirs):
            return None
        for mine, word in zip(words, theirs, strict=True):
            how = agreement(mine, word, self.language)
            if how is None:
                return None
            farthest = max(farthest, how)
        return farthest


def _forms(term: str, language: Language) -> Iterator[list[str]]:
    """The pieces of a term; an acronym is also written with full stops, or without its own."""
    pieces = pieces_of(term)[1:-1]
    words = pieces[::2]
    if not any(any(map(str.isalpha, word)) for word in words):
        return
    if len(words) == 1 and not _sign(term) and (len(term) == 1 or is_grammar(term, language)):
        return
    yield pieces
    if not _is_short(term):
        return
    letters = "".join(words)
    if len(words) == 1 and letters.isalpha():
        dotted = [letter for pair in zip(letters, _DOT * len(letters), strict=True) for letter in pair]
        yield dotted[:-1]
    elif all(len(word) == 1 for word in words):
        yield [letters]


def _is_short(term: str) -> bool:
    """An acronym by its letters: in small letters it would be another word."""
    letters = term.replace(".", "")
    return letters.isupper() and letters.isalpha() and 1 < len(letters) <= _LONGEST_ACRONYM


def _same_letters(mine: str, letters: str) -> bool:
    """Neither "who" nor "Who" is WHO, but "ONGs", "O.N.G." and "Unesco" are what they look like."""
    return mine in {letters, f"{letters}s"} or (len(letters) >= _NAME and mine == letters.capitalize())


def _sign(term: str) -> str:
    return term[-1] if term[-1:] in SIGNS else ""


def _words(pieces: Iterable[str], language: Language) -> list[str]:
    found = [piece for piece in pieces if piece[:1].isalnum()]
    return [word for word in found if word != "s"] if language is Language.EN else found


def _numbered(words: Iterable[str], language: Language) -> dict[str, int]:
    """A number for each key; keys of one word have the same (union of sets, by path halving)."""
    above: dict[str, str] = {}

    def root(key: str) -> str:
        while (parent := above.setdefault(key, key)) != key:
            above[key] = above[parent]
            key = parent
        return key

    for word in words:
        first, *others = (root(key) for key in keys(word, language))
        for other in others:
            above[root(other)] = root(first)
    numbers: dict[str, int] = {}
    return {key: numbers.setdefault(root(key), len(numbers) + 1) for key in list(above)}
