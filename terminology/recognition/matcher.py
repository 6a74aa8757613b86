"""A text against the whole bank: which terms stand where. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import Language
from terminology.recognition.agreement import Agreement
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.vocabulary import Vocabulary
from terminology.recognition.words import SIGNS, Stream, Words

__all__ = ["Match", "Matcher", "Part"]

_MOST_REMEMBERED = 200_000  # stretches of texts, with what they are
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_NOTHING: Final = -1
_UNSEEN: Final = -2
_Terms = tuple[tuple[KnownTerm, Agreement], ...]


class Match(NamedTuple):
    """`text[start:end]` is each of these terms of the bank, with how it agrees.

    A tuple: a book has some hundred thousand, and a frozen dataclass takes three times as long to make.
    """

    start: int
    end: int
    terms: _Terms


class Part:
    """A glossary with its vocabularies, built when a text of their language is first met."""

    def __init__(self, glossary: Glossary) -> None:
        self.glossary = glossary
        self._vocabularies: dict[Language, Vocabulary] = {}

    def vocabulary(self, language: Language) -> Vocabulary:
        known = self._vocabularies.get(language)
        if known is None:
            known = self._vocabularies[language] = Vocabulary(self.glossary, language)
        return known


def _empty() -> Part:
    return Part(Glossary(()))


class _Remembered:
    """What stretches of texts in one language turned out to be: numbers in `terms`, or _NOTHING.

    A stretch of several words is known by 64 mixed bits of its words: of a million, two are the same once in
    forty million times.
    """

    def __init__(self, spelling: list[str]) -> None:
        self.spelling = spelling
        self.terms: list[_Terms] = []
        self.of_word: NDArray[np.int32] = np.empty(0, dtype=np.int32)
        self.of_stretch: dict[int, int] = {}

    def number(self, terms: _Terms) -> int:
        if not terms:
            return _NOTHING
        self.terms.append(terms)
        return len(self.terms) - 1

    def grow(self) -> None:
        if len(self.of_word) < len(self.spelling):
            grown = np.full(2 * len(self.spelling), _UNSEEN, dtype=np.int32)
            grown[: len(self.of_word)] = self.of_word
            self.of_word = grown


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Where on a stream a term may stand, and how many words it has."""

    text: str
    language: Language
    stream: Stream
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    remembered: _Remembered

    def part(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "_Stretches":
        return replace(self, starts=self.starts[chosen], lengths=self.lengths[chosen])

    @property
    def places(self) -> tuple[list[int], list[int]]:
        """Starts and ends in characters."""
        ends = self.stream.ends[self.starts + self.lengths - 1]
        return self.stream.starts[self.starts].tolist(), ends.tolist()


@dataclass(frozen=True, slots=True)
class Matcher:
    """The bank as it was last read: `base`, but for the concepts `changed` since, which are in `delta`."""

    base: Part = field(default_factory=_empty)
    delta: Part = field(default_factory=_empty)
    changed: frozenset[int] = frozenset()
    _words: dict[Language, Words] = field(default_factory=dict)
    _remembered: dict[Language, _Remembered] = field(default_factory=dict)

    def with_changes(self, delta: Part, changed: frozenset[int]) -> "Matcher":
        """The same bank, but for these concepts, which are in `delta`. Words read before stay known."""
        return Matcher(self.base, delta, changed, self._words)

    def match(self, text: str, language: Language) -> list[Match]:
        """Longest first (in words), then leftmost; in order of the text, none over another."""
        found = self._stretches(text, language)
        single = found.lengths == 1
        taken = np.zeros(len(found.stream.words), dtype=np.uint8)
        chosen = list(self._long(found.part(~single), taken))
        free = found.part(single & (taken[found.starts] == 0))
        verdicts = self._of_words(free)
        free, verdicts = free.part(verdicts >= 0), verdicts[verdicts >= 0]
        known = free.remembered.terms
        starts, ends = free.places
        chosen += map(Match, starts, ends, [known[number] for number in verdicts.tolist()])
        chosen.sort(key=itemgetter(0))
        return chosen

    def every(self, text: str, language: Language) -> list[Match]:
        """Every term that stands in the text, those inside longer ones and across others too."""
        found = self._stretches(text, language)
        starts, ends = found.places
        matches = (
            Match(start, end, self._terms(found, start, end)) for start, end in zip(starts, ends, strict=True)
        )
        return [match for match in matches if match.terms]

    def of_concept(self, number: int) -> list[KnownTerm]:
        """The validated terms of a concept, in the order of the entry."""
        part = self.delta if number in self.changed else self.base
        return part.glossary.of_concept(number)

    def _parts(self) -> tuple[Part, ...]:
        return (self.base, self.delta) if self.changed else (self.base,)

    def _stretches(self, text: str, language: Language) -> _Stretches:
        words = self._words.setdefault(language, Words(language))
        stream, spelling = words.read(text)
        remembered = self._remembered.get(language)
        if (
            remembered is None
            or remembered.spelling is not spelling
            or len(remembered.terms) > _MOST_REMEMBERED
        ):
            remembered = self._remembered[language] = _Remembered(spelling)
        remembered.grow()
        found = [part.vocabulary(language).find(stream.words, spelling) for part in self._parts()]
        starts, lengths = found[0].starts, found[0].lengths
        if len(found) > 1:
            both = np.concatenate([np.stack([one.starts, one.lengths], axis=1) for one in found])
            starts, lengths = np.unique(both, axis=0).T
        return _Stretches(text, language, stream, starts, lengths, remembered)

    def _long(self, found: _Stretches, taken: NDArray[np.uint8]) -> Iterator[Match]:
        """Of several words; `taken` is told which."""
        verdicts = self._of_stretches(found)
        order = np.lexsort((found.starts, -found.lengths))
        order = order[verdicts[order] >= 0]
        found, verdicts = found.part(order), verdicts[order]
        held, known = taken.data, found.remembered.terms
        rows = zip(
            found.starts.tolist(), found.lengths.tolist(), *found.places, verdicts.tolist(), strict=True
        )
        for first, length, start, end, verdict in rows:
            # What was taken before has as many words or more: it cannot lie inside.
            if not held[first] and not held[first + length - 1]:
                held[first : first + length] = b"\x01" * length
                yield Match(start, end, known[verdict])

    def _of_words(self, found: _Stretches) -> NDArray[np.int32]:
        words = found.stream.words[found.starts]
        of_word = found.remembered.of_word
        unseen = np.flatnonzero(of_word[words] == _UNSEEN)
        for word, at in zip(*np.unique(words[unseen], return_index=True), strict=True):
            ((start,), (end,)) = found.part(unseen[at : at + 1]).places
            of_word[word] = found.remembered.number(self._terms(found, start, end))
        verdicts: NDArray[np.int32] = of_word[words]
        return verdicts

    def _of_stretches(self, found: _Stretches) -> NDArray[np.int32]:
        mixed = found.stream.words[found.starts].astype(np.uint64)
        for depth in range(1, int(found.lengths.max(initial=1))):
            on = found.lengths > depth
            mixed[on] = (mixed[on] + np.uint64(1)) * _MIXER + found.stream.words[
                found.starts[on] + depth
            ].astype(np.uint64)
        codes, first, which = np.unique(mixed, return_index=True, return_inverse=True)
        known = found.remembered.of_stretch
        starts, ends = found.part(first).places
        verdicts = np.empty(len(codes), dtype=np.int32)
        for at, (code, start, end) in enumerate(zip(codes.tolist(), starts, ends, strict=True)):
            verdict = known.get(code, _UNSEEN)
            if verdict == _UNSEEN:
                verdict = known[code] = found.remembered.number(self._terms(found, start, end))
            verdicts[at] = verdict
        return verdicts[which]

    def _terms(self, found: _Stretches, start: int, end: int) -> _Terms:
        """What the stretch `text[start:end]` is."""
        following = found.text[end : end + 1]
        terms: list[tuple[KnownTerm, Agreement]] = []
        for part in self._parts():
            vocabulary = part.vocabulary(found.language)
            for candidate in vocabulary.resolve(
                found.text[start:end], following if following in SIGNS else ""
            ):
                term = part.glossary[candidate.row]
                if part is self.delta or term.concept not in self.changed:
                    terms.append((term, candidate.how))
        return _nearest(terms)


def _nearest(terms: Sequence[tuple[KnownTerm, Agreement]]) -> _Terms:
    """The nearest term of each concept, the nearest concept first.

    Where one is written as in the text, those that only fold alike or share a stem are other words.
    """
    best: dict[int, tuple[KnownTerm, Agreement]] = {}
    for term, how in terms:
        known = best.get(term.concept)
        if known is None or how < known[1]:
            best[term.concept] = (term, how)
    ordered = sorted(best.values(), key=lambda item: item[1])
    return tuple(item for item in ordered if item[1] <= max(Agreement.FOLDED, ordered[0][1]))
