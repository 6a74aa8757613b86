"""The terms of one language, indexed so that a text is gone through once, whatever its words' forms. Pure.

Words that may be forms of one word (the same letters, dictionary entry, or stem) get one number. The trie
finds sequences of numbers; whether the words of a find really agree with those of the term is looked at
afterwards, for finds only. So one pass does what three would, and a coarse number costs time, never a wrong
mark.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.recognition.agreement import Agreement, agreement, keys
from terminology.recognition.glossary import Glossary
from terminology.recognition.tokens import joins, pieces_of
from terminology.recognition.trie import NOWHERE, Found, Trie
from terminology.search.lemmas import is_grammar

__all__ = ["SIGNS", "Candidate", "Vocabulary"]

_JOINT, _UNKNOWN, _BREAK = -2, -1, 0
_LONGEST_WORD = 64  # characters; longer ones are keys, not words
_MOST_REMEMBERED = 400_000  # words of texts; some 40 MB
SIGNS = frozenset("#%@+")  # what tells two terms apart at their end: C and C#
_DOT = "."
_LONGEST_ACRONYM = 10  # letters
_NAME = 5  # letters from which an acronym is also written as a name


@dataclass(frozen=True, slots=True)
class Candidate:
    """Term `row` of the glossary, as found."""

    row: int
    how: Agreement


class _Numbers(dict[str, int]):
    """From a piece of text to the number of its word; worked out when first met."""

    def __init__(self, of_key: dict[str, int], language: Language) -> None:
        super().__init__()
        self._of_key = of_key
        self._language = language

    def __missing__(self, piece: str) -> int:
        if len(piece) > _LONGEST_WORD:
            return self._of(piece) if not piece[:1].isalnum() else _UNKNOWN
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        number = self._of(piece)
        self[piece] = number
        return number

    def _of(self, piece: str) -> int:
        if not piece[:1].isalnum():
            return _JOINT if joins(piece) else _BREAK
        if self._language is Language.EN and piece == "s":
            return _JOINT  # the mark of the possessive: "the diplomat's passport", "diplomats' passports"
        of_key = self._of_key
        return next((of_key[key] for key in keys(piece, self._language) if key in of_key), _UNKNOWN)


class Vocabulary:
    """Immutable, but for what it remembers of words met."""

    def __init__(self, glossary: Glossary, language: Language) -> None:
        self.language = language
        self._glossary = glossary
        rows, forms = [], []
        for row in glossary.rows(language):
            for form in _forms(glossary.text(row), language):
                rows.append(row)
                forms.append(form)
        self._rows = np.array(rows, dtype=np.int32)
        of_key = _numbered({word for form in forms for word in form if word[:1].isalnum()}, language)
        self.numbers = _Numbers(of_key, language)
        sequences = [self._sequence(form) for form in forms]
        self._trie = Trie(
            np.fromiter((word for one in sequences for word in one), dtype=np.int32),
            np.fromiter(map(len, sequences), dtype=np.int32, count=len(sequences)),
            max(of_key.values(), default=0) + 1,
        )
        self.numbers.clear()

    def find(self, pieces: list[str]) -> tuple[NDArray[np.int64], Found]:
        """Places (among the pieces) of the words kept, and what was found on them."""
        numbers = np.fromiter(map(self.numbers.__getitem__, pieces), dtype=np.int32, count=len(pieces))
        kept = np.flatnonzero(numbers != _JOINT)
        return kept, self._trie.find(numbers[kept])

    def resolve(self, found: str, following: str) -> Iterator[Candidate]:
        """The terms that a stretch of text is. `following`: the sign right after it, if any."""
        pieces = [piece for piece in pieces_of(found)[1:-1] if piece]
        node = self._trie.node_of(self._sequence(pieces))
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

    def _sequence(self, pieces: Iterable[str]) -> list[int]:
        return [number for number in map(self.numbers.__getitem__, pieces) if number != _JOINT]


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
