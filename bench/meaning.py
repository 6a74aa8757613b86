"""Across languages: how often the right concept is found, beside a TF-IDF baseline; and what nonsense finds.

In the folder of other data: `*/definitions_en_fr.tsv.gz` and `*/pairs_en_fr.tsv`. One language is asked, the
terms of the other are searched; where two concepts have the same label, either is right.
"""

import random
import string
from collections.abc import Iterator
from pathlib import Path

from bench import pairs as bilingual
from bench.accuracy import SEED, Bank, Measure, measure_across
from bench.figures import Figure
from bench.pairs import Pair
from bench.vectors import VectorCache
from kit.settings import Settings
from models import joint
from terminology.concepts import Language
from terminology.search.query import Query

__all__ = ["figures"]

_QUERIES = 1_000
_TIMES_FIRST, _TIMES_TEN = 2.0, 1.5
_DESCRIBED = 0.9
_SENSELESS = 300
_SOUNDS = "aeioubcdfglmnprst"


def figures(data: Path | None) -> Iterator[Figure]:
    cache_dir = Settings().cache_dir
    vectors = VectorCache(cache_dir / "bench", joint.load(joint.ensure(cache_dir, lambda *_: None)))
    for name, found in _sources(data):
        defined = any(all(pair.definitions.values()) for pair in found)
        for item in measure_across(found, vectors, _QUERIES, defined=defined):
            yield from _rows(name, item, described=name == "canada-laws" and "definition →" in item.name)
        yield _nonsense(name, found, vectors)
        vectors.save()


def _sources(data: Path | None) -> Iterator[tuple[str, list[Pair]]]:
    yield "seed", bilingual.read(bilingual.SEED)
    if data is not None:
        for path in sorted([*data.glob("*/definitions_en_fr.tsv*"), *data.glob("*/pairs_en_fr.tsv*")]):
            yield path.parent.name, bilingual.read(path)


def _rows(name: str, item: Measure, *, described: bool) -> Iterator[Figure]:
    title = f"{name}: {item.name} ({item.count} queries)"
    if "definition →" in item.name:
        value = f"{item.ours.at_1:.3f} / {item.ours.at_10:.3f}"
        target = f"@10 ≥ {_DESCRIBED}" if described else ""
        yield Figure(
            f"{title}, recall@1 / @10", value, target, item.ours.at_10 >= _DESCRIBED if described else None
        )
        return
    for rank, ours, theirs, times in (
        ("@1", item.ours.at_1, item.baseline.at_1, _TIMES_FIRST),
        ("@10", item.ours.at_10, item.baseline.at_10, _TIMES_TEN),
    ):
        most = " (more than all)" if times * theirs > 1 else ""
        value = f"{ours:.3f} = {ours / theirs:.2f} × {theirs:.3f}"
        yield Figure(f"{title}, recall{rank}", value, f"≥ {times:g} × TF-IDF{most}", ours >= times * theirs)
    value = f"{item.ours.reciprocal:.3f}, TF-IDF {item.baseline.reciprocal:.3f}"
    yield Figure(f"{title}, MRR", value)


def _nonsense(name: str, found: list[Pair], vectors: VectorCache) -> Figure:
    """Random letters, and random syllables that look like words."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    texts = [_of(chance, string.ascii_lowercase, 1) for _ in range(_SENSELESS // 2)]
    texts += [_of(chance, _SOUNDS, chance.randint(2, 4)) for _ in range(_SENSELESS // 2)]
    bank = Bank(found, vectors, list(Language), definitions=True)
    queries = [Query(text).cleaned() for text in texts]
    asked = zip(queries, vectors.of([query.text for query in queries]), strict=True)
    silent = sum(not bank.snapshot.search(query, vector).hits for query, vector in asked)
    return Figure(f"{name}: queries without sense that find nothing", f"{silent / len(texts):.3f}")


def _of(chance: random.Random, letters: str, words: int) -> str:
    return " ".join("".join(chance.choices(letters, k=chance.randint(4, 10))) for _ in range(words))
