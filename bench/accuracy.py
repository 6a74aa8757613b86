"""How often the right concept comes first, beside the character TF-IDF baseline of the same run."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from bench import pairs as bilingual
from bench.pairs import Pair
from bench.vectors import VectorCache
from terminology.concepts import ConceptStatus, Language
from terminology.folding import fold
from terminology.search.dense import FlatIndex
from terminology.search.documents import (
    Collection,
    IndexedConcept,
    IndexedDefinition,
    IndexedTerm,
    VectorSet,
)
from terminology.search.query import LONGEST_QUERY, Query
from terminology.search.snapshot import Snapshot
from terminology.search.spaces import Spaces

__all__ = ["Asked", "Bank", "Measure", "Score", "measure", "measure_across", "slip_kinds", "slips"]

FR, EN = Language.FR, Language.EN
SEED = 20261120
_DEPTH = 50  # hits looked at; beyond, a concept counts as not found
_SHORTEST_DESCRIPTION = 12  # words


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the folded terms that are right: every concept with one of them is."""

    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    at_1: float
    at_10: float
    reciprocal: float

    @classmethod
    def of(cls, ranks: Sequence[int | None]) -> "Score":
        found = [rank for rank in ranks if rank]
        count = max(1, len(ranks))
        return cls(
            found.count(1) / count,
            sum(rank <= 10 for rank in found) / count,  # noqa: PLR2004 - recall@10
            sum(1 / rank for rank in found) / count,
        )


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    count: int
    ours: Score
    baseline: Score


class Bank:
    """The pairs as an index, with the terms and definitions of some languages only."""

    def __init__(
        self,
        found: Sequence[Pair],
        vectors: VectorCache,
        languages: Sequence[Language],
        *,
        definitions: bool,
    ) -> None:
        self.concepts = list(_concepts(found, languages, definitions=definitions))
        terms = [term.text for concept in self.concepts for term in concept.terms]
        described = [item.text for concept in self.concepts for item in concept.definitions]
        self.matrix = vectors.of(terms)
        placed = (
            VectorSet(range(len(terms)), self.matrix),
            VectorSet(range(len(described)), vectors.of(described)),
        )
        spaces = _spaces(found, vectors)
        self.snapshot = Snapshot.of(Collection(self.concepts, *placed), FlatIndex, spaces=spaces)
        self._vectors = vectors

    def score(self, asked: Sequence[Asked], source: Language | None) -> Score:
        queries = [Query(item.text[:LONGEST_QUERY], source, limit=_DEPTH).cleaned() for item in asked]
        vectors = self._vectors.of([query.text for query in queries])
        ranks = []
        for item, query, vector in zip(asked, queries, vectors, strict=True):
            hits = self.snapshot.search(query, vector).hits
            right = (
                rank
                for rank, hit in enumerate(hits, 1)
                if any(fold(term.text) in item.right for term in (*hit.source_terms, *hit.target_terms))
            )
            ranks.append(next(right, None))
        return Score.of(ranks)


def measure(found: Sequence[Pair], vectors: VectorCache, count: int) -> Iterator[Measure]:
    """Across languages first, then slips within one language."""
    defined = any(text for pair in found for text in pair.definitions.values())
    yield from measure_across(found, vectors, count, defined=defined)
    bank = Bank(found, vectors, [FR, EN], definitions=defined)
    baseline = _Baseline(pair.terms[language] for pair in found for language in Language)
    for name, make in slip_kinds().items():
        asked = slips(found, count, make)
        yield Measure(name, len(asked), bank.score(asked, None), baseline.score(asked))


def measure_across(
    found: Sequence[Pair], vectors: VectorCache, count: int, *, defined: bool
) -> Iterator[Measure]:
    """A term of one language among those of the other: by labels, and if `defined` by definitions too."""
    for source, target in ((FR, EN), (EN, FR)):
        baseline = _Baseline(pair.terms[target] for pair in found)
        asked = _across(found, source, target, count)
        theirs = baseline.score(asked)
        bank = Bank(found, vectors, [target], definitions=False)
        yield Measure(f"{source} → {target}, labels only", len(asked), bank.score(asked, source), theirs)
        if defined:
            bank = Bank(found, vectors, [target], definitions=True)
            yield Measure(
                f"{source} → {target}, definitions too", len(asked), bank.score(asked, source), theirs
            )
            asked = _described(found, source, target, count)
            theirs = baseline.score(asked)
            yield Measure(f"{source} definition → {target}", len(asked), bank.score(asked, source), theirs)


def _spaces(found: Sequence[Pair], vectors: VectorCache) -> Spaces:
    """Where both languages lie, as a bank that has both knows it, though one alone is searched."""
    parts: list[tuple[VectorSet, NDArray[np.str_]]] = []
    for texts in ([pair.terms for pair in found], [pair.definitions for pair in found]):
        known = sorted({(text, language.value) for of in texts for language, text in of.items() if text})
        matrix = vectors.of([text for text, _ in known])
        parts.append(
            (VectorSet(range(len(known)), matrix), np.array([code for _, code in known], dtype=np.str_))
        )
    (terms, term_languages), (definitions, definition_languages) = parts
    return Spaces.measure(terms, term_languages, definitions, definition_languages)


class _Baseline:
    """Characters 2–4 within words, accents folded, cosine: what can be done without a model."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._place = {text: place for place, text in enumerate(dict.fromkeys(map(fold, texts)))}
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
        self._matrix = self._vectorizer.fit_transform(list(self._place)).tocsc()

    def score(self, asked: Sequence[Asked]) -> Score:
        return Score.of([self._rank(item) for item in asked])

    def _rank(self, asked: Asked) -> int | None:
        scores = (self._matrix @ self._vectorizer.transform([fold(asked.text)]).T).toarray()[:, 0]
        right = max(scores[self._place[text]] for text in asked.right)
        rank = 1 + int((scores > right).sum())
        return rank if right > 0 and rank <= _DEPTH else None


def _concepts(
    found: Sequence[Pair], languages: Sequence[Language], *, definitions: bool
) -> Iterator[IndexedConcept]:
    """Pairs with the same terms make one concept: the pool holds each label once."""
    contents: dict[tuple[str, ...], dict[IndexedDefinition, None]] = {}
    for pair in found:
        described = contents.setdefault(tuple(pair.terms[language] for language in languages), {})
        for language in languages if definitions else ():
            if pair.definitions[language]:
                described[IndexedDefinition(pair.definitions[language], language)] = None
    for number, (texts, described) in enumerate(contents.items()):
        terms = [IndexedTerm(text, language) for text, language in zip(texts, languages, strict=True)]
        yield IndexedConcept(number, 1, ConceptStatus.VALIDATED, terms, list(described))


def _across(found: Sequence[Pair], source: Language, target: Language, count: int) -> list[Asked]:
    """Terms that have no equivalent spelt like them, each once; any of its equivalents is right."""
    equivalents: dict[str, set[str]] = {}
    for pair in found:
        equivalents.setdefault(pair.terms[source], set()).add(fold(pair.terms[target]))
    questions = [
        Asked(text, frozenset(right)) for text, right in equivalents.items() if fold(text) not in right
    ]
    return _sample(questions, count)


def _described(found: Sequence[Pair], source: Language, target: Language, count: int) -> list[Asked]:
    questions = [
        Asked(text, frozenset({fold(pair.terms[target])}))
        for pair in found
        if len((text := _bare(pair.definitions[source], pair.terms[source])).split()) >= _SHORTEST_DESCRIPTION
    ]
    return _sample(questions, count)


def _bare(definition: str, term: str) -> str:
    """A definition without the term it defines, and without its equivalent in brackets at the end."""
    text = definition.removeprefix(term).strip()
    return text[: text.rindex("(")].strip() if text.endswith(")") and "(" in text else text


_Slip = Callable[[str, Language], str | None]


def slip_kinds() -> dict[str, _Slip]:
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    return {
        "the term itself": lambda text, _: f"{text} ",
        "accents left out": lambda text, _: bilingual.without_accents(text),
        "one typing error": lambda text, _: bilingual.misspelt(text, chance),
        "inflected": bilingual.inflected,
    }


def slips(found: Sequence[Pair], count: int, make: _Slip) -> list[Asked]:
    questions = [
        Asked(slip, frozenset({fold(pair.terms[language])}))
        for pair in found
        for language in Language
        if (slip := make(pair.terms[language], language)) and slip != pair.terms[language]
    ]
    # A slip that makes another term of the bank is that term.
    known = {fold(pair.terms[language]) for pair in found for language in Language}
    told_apart = [
        item for item in questions if (folded := fold(item.text)) not in known or folded in item.right
    ]
    return _sample(told_apart, count)


def _sample(questions: Iterable[Asked], count: int) -> list[Asked]:
    listed = list(dict.fromkeys(questions))
    return random.Random(SEED).sample(listed, min(count, len(listed)))  # noqa: S311 - a sample, not a secret
