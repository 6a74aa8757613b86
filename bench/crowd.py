"""A bank of any size to measure on: real labels and vectors, and more of them made from these.

Speed depends on how vectors lie, not on what they mean: a made one lies near a real one, as one more term of
the same subject would. No figure of how good an answer is comes from here.
"""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench import pairs as bilingual
from bench.pairs import Pair
from bench.vectors import VectorCache
from kit.settings import Settings
from models import joint
from terminology.concepts import ConceptStatus, Language
from terminology.ports import Encoder
from terminology.search.documents import Collection, IndexedConcept, IndexedTerm, VectorSet

__all__ = ["StandIn", "crowd", "largest", "load_encoder", "misspelt"]

_SEED = 20261122
_ENOUGH = 5_000  # pairs to make other vectors from
_JITTER = 0.6  # length of what is added to a vector: a made one has a cosine of .86 with its model
_CHUNK = 50_000


def load_encoder() -> Encoder:
    """The product's own."""
    return joint.load(joint.ensure(Settings().cache_dir, lambda *_: None))


def largest(data: Path | None) -> tuple[str, list[Pair]]:
    """Name and pairs of the largest real collection at hand."""
    return max(bilingual.collections(data).items(), key=lambda item: len(item[1]))


class StandIn:
    """In an encoder's place where a bank is filled: what was never encoded is made, near what was."""

    def __init__(self, encoder: Encoder, found: Sequence[Pair]) -> None:
        self.name, self.dimension = encoder.name, encoder.dimension
        self._cache = VectorCache(Settings().cache_dir / "bench", encoder)
        texts = [text for pair in found[:_ENOUGH] for text in pair.terms.values()]
        self._cache.prepare(texts)
        self._cache.save()
        self._real = self._cache.of(texts)
        self._chance = np.random.default_rng(_SEED)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = self.made(len(texts))
        for row, text in enumerate(texts):
            known = self._cache.known(text)
            if known is not None:
                vectors[row] = known
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def made(self, count: int) -> NDArray[np.float32]:
        """(count, dimension), of length 1."""
        vectors = np.empty((count, self.dimension), dtype=np.float32)
        for start in range(0, count, _CHUNK):
            some = vectors[start : start + _CHUNK]
            some[:] = self._chance.standard_normal(some.shape, dtype=np.float32)
            some *= np.float32(_JITTER / self.dimension**0.5)
            some += self._real[self._chance.integers(0, len(self._real), len(some))]
            some /= np.linalg.norm(some, axis=1, keepdims=True)
        return vectors


def crowd(found: Sequence[Pair], encoder: StandIn, terms: int) -> Collection:
    """Two terms a concept, without definitions: those of `found`, then made ones."""
    concepts = [
        _concept(number, found[number].terms if number < len(found) else _made(found, number))
        for number in range(terms // 2)
    ]
    labels = [term.text for concept in concepts[: len(found)] for term in concept.terms]
    matrix = encoder.made(2 * len(concepts))
    matrix[: len(labels)] = encoder.encode(labels)
    return Collection(concepts, VectorSet(range(len(matrix)), matrix))


def _concept(number: int, terms: dict[Language, str]) -> IndexedConcept:
    both = [IndexedTerm(terms[language], language) for language in (Language.FR, Language.EN)]
    return IndexedConcept(number, 1, ConceptStatus.VALIDATED, both)


def _made(found: Sequence[Pair], number: int) -> dict[Language, str]:
    """The beginning of one label, the end of another, a word of a third: hardly twice the same."""
    first, second, third = (found[number * prime % len(found)].terms for prime in (1, 7_919, 104_729))
    return {
        language: " ".join(
            [*first[language].split()[:2], *second[language].split()[-2:], third[language].split()[0]]
        )
        for language in Language
    }


def misspelt(found: Sequence[Pair], count: int) -> list[str]:
    """Terms with one typing error, each once: what people type, and no cache has."""
    chance = random.Random(_SEED)  # noqa: S311 - a sample, not a secret
    chosen = chance.sample(list(found), min(count, len(found)))
    slips = (bilingual.misspelt(pair.terms[chance.choice(list(Language))], chance) for pair in chosen)
    return list(dict.fromkeys(slip.strip() for slip in slips if slip.strip()))
