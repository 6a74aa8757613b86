"""From signals to one order of concepts: what words make certain first, then words and meaning. Pure.

Reciprocal rank fusion would mix both blindly and lowers cross-language recall@1 from .74 to .40: a signal
counts here by how sure it is, not by its place in a list.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from terminology.search.query import Why

__all__ = ["Ranked", "Signal", "rank"]

# Tiers in which the query *is* the term: no meaning, however near, stands above. A single slip in what is no
# word of either language, and a term but for its last letter, are among them (`lexical` says when).
_CERTAIN = {
    Why.EXACT: 1.0,
    Why.FOLDED: 0.99,
    Why.ACRONYM: 0.98,
    Why.INFLECTED: 0.97,
    Why.WORDS: 0.95,
    Why.PREFIX: 0.94,
    Why.TYPO: 0.94,
}
_SURE = 0.965  # closeness from which a match of such a tier is that certain
_SOFT_CEILING = 0.9  # of everything else
_OTHER_LANGUAGE = 0.02  # an equal term of the other language comes just behind
_CLOSER_IS_BETTER = 0.01  # among equals, meaning decides
_NOT_TO_USE = 0.004  # a deprecated term finds its concept, but behind the one that prefers the term

# Tuned with bench/search.py on legal terms; see there for how each figure moves.
_WORD_WEIGHT = {Why.TYPO: 0.95, Why.WORDS: 0.9, Why.PREFIX: 0.9, Why.ACRONYM: 0.6}
_COGNATE = 0.3  # words that look alike in the other language: "credence" for "créance", but "location" too
# A query of few words is most like a term; a sentence describes, and is most like a definition.
# With the first weights for all, the definition in the other language finds its legal term first in .44 of
# the cases, with the second .82; with the second for all, FR→EN terms fall from .69 to .51.
_MEANING_OF_TERM = {Why.MEANING_TERM: 0.95, Why.MEANING_DEFINITION: 0.9}
_MEANING_OF_SENTENCE = {Why.MEANING_TERM: 0.1, Why.MEANING_DEFINITION: 1.0}
_LONGEST_TERM, _SHORTEST_SENTENCE = 4, 9  # content words
_LEAST = 0.12  # strength below which a signal alone is noise

_ORDER = tuple(Why)


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to show concept `concept`. `strength` in 0…1 within its kind; `text` is what matched.

    `same_language`: the text is in the language of the query. `discouraged`: a deprecated or superseded term.
    """

    concept: int
    why: Why
    strength: float
    text: str
    same_language: bool = True
    discouraged: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    concept: int
    score: float
    why: tuple[Why, ...]
    text: str


def rank(signals: Iterable[Signal], limit: int, words: int = 1) -> list[Ranked]:
    """The best concepts, highest score first; equal scores in the order of their numbers.

    `words`: how many content words the query has.
    """
    weights = _meaning_weights(words)
    by_concept: defaultdict[int, list[Signal]] = defaultdict(list)
    for signal in signals:
        by_concept[signal.concept].append(signal)
    kept = sorted(
        (-_score(found, weights), concept)
        for concept, found in by_concept.items()
        if any(signal.strength >= _LEAST for signal in found)
    )
    # Reasons only for those that are shown: they cost as much as the score.
    return [_explained(concept, -score, by_concept[concept], weights) for score, concept in kept[:limit]]


def _meaning_weights(words: int) -> dict[Why, float]:
    sentence = (words - _LONGEST_TERM) / (_SHORTEST_SENTENCE - _LONGEST_TERM)
    sentence = min(1.0, max(0.0, sentence))
    return {
        why: (1 - sentence) * weight + sentence * _MEANING_OF_SENTENCE[why]
        for why, weight in _MEANING_OF_TERM.items()
    }


def _explained(concept: int, score: float, signals: list[Signal], weights: dict[Why, float]) -> Ranked:
    weighed = sorted(signals, key=lambda signal: _share(signal, weights), reverse=True)
    why = tuple(dict.fromkeys(signal.why for signal in weighed))
    return Ranked(concept, score, why, weighed[0].text)


def _score(signals: list[Signal], weights: dict[Why, float]) -> float:
    meaning = _either(_best_of_each(signals, weights))
    certain = max(map(_certainty, signals))
    if certain:
        return round(min(1.0, certain - _CLOSER_IS_BETTER * (1 - meaning)), 4)
    return round(_SOFT_CEILING * _either([max(map(_likeness, signals)), meaning]), 4)


def _share(signal: Signal, weights: dict[Why, float]) -> tuple[float, float, float, int]:
    """How much a signal tells: reasons are named in that order, words first, which a reader can check."""
    meaning = weights.get(signal.why, 0.0) * signal.strength
    return _certainty(signal), _likeness(signal), meaning, -_ORDER.index(signal.why)


def _certainty(signal: Signal) -> float:
    if signal.strength < _SURE or signal.why not in _CERTAIN:
        return 0.0
    loss = _OTHER_LANGUAGE * (not signal.same_language) + _NOT_TO_USE * signal.discouraged
    return _CERTAIN[signal.why] * signal.strength - loss


def _likeness(signal: Signal) -> float:
    weight = _WORD_WEIGHT.get(signal.why, 0.0) * (1.0 if signal.same_language else _COGNATE)
    return weight * signal.strength - _NOT_TO_USE * signal.discouraged if weight else 0.0


def _best_of_each(signals: list[Signal], weights: dict[Why, float]) -> list[float]:
    return [
        max((weight * signal.strength for signal in signals if signal.why is why), default=0.0)
        for why, weight in weights.items()
    ]


def _either(chances: list[float]) -> float:
    """How likely one of several independent signs is right."""
    wrong = 1.0
    for chance in chances:
        wrong *= 1.0 - chance
    return 1.0 - wrong
