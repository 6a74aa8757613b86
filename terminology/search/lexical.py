"""Search by words: tiers from an equal text down to a typing error."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from terminology.concepts import Language
from terminology.folding import fold
from terminology.search.documents import IndexedTerm
from terminology.search.keys import KeyIndex, Rows
from terminology.search.lemmas import content_words, infinitive, is_known, lemma, stem, words
from terminology.search.likeness import closeness
from terminology.search.query import Why
from terminology.search.slips import SlipIndex
from terminology.search.trigrams import TrigramIndex
from terminology.search.vocabulary import BEGUN, SAME, WordIndex

__all__ = ["LexicalIndex", "WordMatch", "WordQuery"]

_CANDIDATES = 100  # texts compared letter by letter
_OVERLAPPING = 100  # terms shown that hold the words asked
_PREFIXES = 100
_PREFIXES_SEEN = 2_000  # of which some may not be allowed
_SHORTEST_PREFIX = 2
_DISORDER = 0.01  # closeness lost by words in another order
_MOST_WORDS = 8  # more than that is a sentence: its words lie in other terms by chance
_LONGEST_ACRONYM = 10
_FEWEST_INITIALS = 3
_INITIALS = 0.6
_COARSE = 0.975  # a key without gender and number also joins words that differ
_OTHER_GRAMMAR = 0.965  # the same words but for "de", "du", "of the"
_UNLIKE = 0.01  # closeness that terms of one tier lose for other letters
_CERTAIN = frozenset({Why.EXACT, Why.FOLDED, Why.INFLECTED, Why.ACRONYM})

# One slip. A word that no dictionary knows, or a phrase, was meant to be the term beside it; "trait" was not
# meant to be "traité", and of three letters one changed leaves little.
_SURE_SLIP = 0.01  # closeness lost by the most unlikely slip
_SHORTEST_SURE = 4
_SHORTEST_PHRASE = 10
_UNTYPED = 0.3  # cost of each accent or capital of the query that the term has not: people seldom add them
_SPACE = 0.4  # cost of each space or hyphen too many, missing or displaced
_MOST_COST = 3.0


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Term number `row` matched; `closeness` in 0…1 compares matches of one tier."""

    row: int
    why: Why
    closeness: float


@dataclass(frozen=True, slots=True)
class WordQuery:
    """A cleaned query, taken apart once for all tiers and segments."""

    text: str
    folded: str
    words: tuple[str, ...]
    content: tuple[str, ...]
    lemmas: tuple[str, ...]  # keys, one a language
    stems: tuple[str, ...]
    verb: str  # the folded text, participles in the infinitive

    @classmethod
    def of(cls, text: str) -> "WordQuery":
        folded = fold(text)
        return cls(
            text,
            folded,
            tuple(words(folded)),
            tuple(content_words(folded)),
            tuple(_lemma_key(text, language) for language in Language),
            tuple(_stem_key(text, language) for language in Language),
            " ".join(infinitive(word) for word in words(text.lower())),
        )

    def is_doubtful(self) -> bool:
        """Whether a slip is more likely than a word or phrase that the bank has not."""
        if len(self.folded) < _SHORTEST_SURE:
            return False
        is_phrase = len(self.words) > 1 and len(self.folded) >= _SHORTEST_PHRASE
        return is_phrase or not all(is_known(word) for word in words(self.text.lower()))


@dataclass(slots=True)
class _Found:
    """The matches of one query so far: the first tier to find a term names it."""

    allowed: NDArray[np.bool_]
    by_row: dict[int, WordMatch] = field(default_factory=dict)

    def add(self, rows: Rows, why: Why, closeness: float | NDArray[np.float32] = 1.0) -> None:
        if not len(rows):
            return
        mine = self.allowed[rows]
        near = np.broadcast_to(closeness, rows.shape)[mine]
        for row, each in zip(rows[mine].tolist(), near.tolist(), strict=True):
            self.by_row.setdefault(row, WordMatch(row, why, each))

    @property
    def is_certain(self) -> bool:
        return any(match.why in _CERTAIN and match.closeness > _INITIALS for match in self.by_row.values())


class LexicalIndex:
    """Immutable. Rows are the positions of the terms given."""

    def __init__(self, terms: Sequence[IndexedTerm]) -> None:
        self._terms = terms
        self._folded = [_shared(term.text, fold(term.text)) for term in terms]
        self._by_text = KeyIndex(term.text for term in terms)
        self._by_folded = KeyIndex(self._folded)
        self._by_lemmas = [KeyIndex(_keys(terms, _lemma_key, language)) for language in Language]
        self._by_stems = [KeyIndex(_keys(terms, _stem_key, language)) for language in Language]
        self._by_words = KeyIndex(_in_any_order(words(folded)) for folded in self._folded)
        self._by_content = KeyIndex(_in_any_order(content_words(folded)) for folded in self._folded)
        self._by_letters = KeyIndex("".join(words(folded)) for folded in self._folded)
        self._by_initials = KeyIndex(_initials(content_words(folded)) for folded in self._folded)
        in_order = sorted(range(len(terms)), key=self._folded.__getitem__)
        self._in_order: Rows = np.array(in_order, dtype=np.int32)
        self._slips = SlipIndex(self._folded)
        self._vocabulary = WordIndex(content_words(folded) for folded in self._folded)
        self._trigrams = TrigramIndex(self._folded)

    def match(self, query: WordQuery, allowed: NDArray[np.bool_]) -> list[WordMatch]:
        """The best match of each term that words find. `allowed`: one flag a row."""
        found = _Found(allowed)
        if not query.folded:
            return []
        self._equal(query, found)
        certain = found.is_certain
        is_slip = self._slipped(query, found, sure=not certain and query.is_doubtful())
        self._among_others(query, found)
        self._begun(query, found)
        if not certain and not is_slip:
            self._alike(query, found)
        return list(found.by_row.values())

    def _equal(self, query: WordQuery, found: _Found) -> None:
        """The query is the term, but for case, accents, inflection, dots or the order of its words."""
        found.add(self._by_text.rows(query.text), Why.EXACT)
        self._add_near(query, found, self._by_folded.rows(query.folded), Why.FOLDED)
        self._acronyms(query, found)
        for verb in {query.verb} - {query.folded}:
            self._add_near(query, found, self._by_folded.rows(verb), Why.INFLECTED, _COARSE)
        for most, keys, indexes in (
            (1.0, query.lemmas, self._by_lemmas),
            (_COARSE, query.stems, self._by_stems),
        ):
            for key, index in zip(keys, indexes, strict=True):
                self._add_near(query, found, index.rows(key), Why.INFLECTED, most)
        found.add(self._by_words.rows(_in_any_order(query.words)), Why.WORDS)
        content = self._by_content.rows(_in_any_order(query.content))
        self._add_near(query, found, content, Why.WORDS, _OTHER_GRAMMAR + _UNLIKE)

    def _add_near(self, query: WordQuery, found: _Found, rows: Rows, why: Why, most: float = 1.0) -> None:
        """Of terms with the same key the one written most like the query comes first."""
        near = [
            most - _UNLIKE * OSA.normalized_distance(query.text, self._terms[row].text)
            for row in rows.tolist()
        ]
        found.add(rows, why, np.array(near, dtype=np.float32))

    def _acronyms(self, query: WordQuery, found: _Found) -> None:
        letters = "".join(query.words)
        if len(letters) > _LONGEST_ACRONYM:
            return
        rows = self._by_letters.rows(letters)
        short = np.array([_is_short(self._terms[row]) for row in rows.tolist()], dtype=bool)
        found.add(rows[short], Why.ACRONYM)
        found.add(self._by_initials.rows(letters), Why.ACRONYM, _INITIALS)

    def _slipped(self, query: WordQuery, found: _Found, *, sure: bool) -> bool:
        """Terms one slip away, or with other spaces; true where that is what was meant."""
        if len(query.folded) < _SHORTEST_SURE and found.by_row:
            return False
        near = {
            row: self._respaced(query, row) for row in self._by_letters.rows("".join(query.words)).tolist()
        }
        near |= dict(self._slips.near(query.folded))
        new = [row for row in near if row not in found.by_row]
        for row in new:
            cost = min(_MOST_COST, near[row] + self._untyped(query, row))
            closeness = 1 - _SURE_SLIP * cost if sure else 1 - (1 + cost / 5) / (len(query.folded) + 1)
            goes_on = self._folded[row].startswith(query.folded)
            why = Why.PREFIX if goes_on else Why.TYPO
            found.add(np.array([row], dtype=np.int32), why, closeness)
        return sure and any(row in found.by_row for row in new)

    def _respaced(self, query: WordQuery, row: int) -> float:
        return _SPACE * OSA.distance(query.folded, self._folded[row])

    def _untyped(self, query: WordQuery, row: int) -> float:
        """What the query has beyond its plain letters speaks for the terms that have it too."""
        if query.text == query.folded:
            return 0.0
        slips: int = OSA.distance(query.text, self._terms[row].text)
        return _UNTYPED * max(0, slips - 1)

    def _among_others(self, query: WordQuery, found: _Found) -> None:
        """Terms that hold all the words of the query, misspelt or begun ones too, and others."""
        if not 0 < len(query.content) <= _MOST_WORDS:
            return
        overlaps = self._vocabulary.overlaps(query.content, begun=query.content[-1] == query.words[-1])
        best = np.argsort(-overlaps.closeness, kind="stable")
        best = best[found.allowed[overlaps.rows[best]]][:_OVERLAPPING]
        rows, near, worst = overlaps.rows[best], overlaps.closeness[best], overlaps.worst[best]
        for why, mine in _by_likeness(worst):
            found.add(rows[mine], why, near[mine])

    def _begun(self, query: WordQuery, found: _Found) -> None:
        if len(query.folded) < _SHORTEST_PREFIX:
            return
        start = bisect_left(self._in_order, query.folded, key=self._folded.__getitem__)
        rows = self._in_order[start : start + _PREFIXES_SEEN]
        rows = rows[found.allowed[rows]][:_PREFIXES]
        mine = [row for row in rows.tolist() if self._folded[row].startswith(query.folded)]
        length = len(query.folded)
        near = [0.5 + length / (length + len(self._folded[row])) for row in mine]
        found.add(np.array(mine, dtype=np.int32), Why.PREFIX, np.array(near, dtype=np.float32))

    def _alike(self, query: WordQuery, found: _Found) -> None:
        """Terms misspelt more than once."""
        rows = self._trigrams.candidates(query.folded, _CANDIDATES, found.allowed)
        if not len(rows):
            return
        texts = [self._folded[row] for row in rows.tolist()]
        whole = closeness(query.folded, texts)
        ordered = [_in_any_order(content_words(text)) for text in texts]
        alike = np.maximum(whole, closeness(_in_any_order(query.content), ordered) - _DISORDER)
        found.add(rows[alike > 0], Why.TYPO, alike[alike > 0])


def _by_likeness(worst: NDArray[np.float32]) -> Iterator[tuple[Why, NDArray[np.bool_]]]:
    yield Why.WORDS, worst >= SAME
    yield Why.PREFIX, (worst < SAME) & (worst >= BEGUN)
    yield Why.TYPO, worst < BEGUN


def _shared(text: str, folded: str) -> str:
    """One object where both are equal: a million terms have a million folded texts."""
    return text if text == folded else folded


def _keys(
    terms: Iterable[IndexedTerm], key: Callable[[str, Language], str], language: Language
) -> Iterator[str]:
    return (key(term.text, language) if term.language is language else "" for term in terms)


def _lemma_key(text: str, language: Language) -> str:
    return " ".join(lemma(word, language) for word in words(text.lower()))


def _stem_key(text: str, language: Language) -> str:
    return " ".join(stem(word, language) for word in words(text.lower()))


def _in_any_order(found: Iterable[str]) -> str:
    return " ".join(sorted(found))


def _is_short(term: IndexedTerm) -> bool:
    """An acronym, however it is dotted or spaced."""
    return term.acronym or (term.text.isupper() and " " not in term.text)


def _initials(content: Sequence[str]) -> str:
    return "".join(word[0] for word in content) if len(content) >= _FEWEST_INITIALS else ""
