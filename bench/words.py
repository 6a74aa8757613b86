"""Search by words alone: slips of every kind on real terms, and its speed beside PostgreSQL's pg_trgm.

Both sides of the race have the same 100,000 terms and the same queries, in turns, so that what else the
machine does weighs on both; pg_trgm is asked for less: ten texts by likeness.
"""

import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psycopg

from bench import pairs as bilingual
from bench.accuracy import SEED, Asked, slip_kinds, slips
from bench.figures import Figure
from bench.pairs import Pair
from kit.embedded import EmbeddedPostgres
from terminology.concepts import ConceptStatus, Language
from terminology.folding import fold
from terminology.search.dense import FlatIndex
from terminology.search.documents import Collection, IndexedConcept, IndexedTerm
from terminology.search.query import Query
from terminology.search.slips import SlipIndex
from terminology.search.snapshot import Snapshot

__all__ = ["figures"]

_Search = Callable[[str], list[str]]

_TERMS = 100_000
_QUERIES, _WARM = 500, 20
_DEPTH = 10
_LEAST_RECALL, _LEAST_ERROR_RECALL, _LEAST_FASTER = 0.97, 0.94, 8.0
_ASK = """
    SELECT folded FROM word WHERE folded %% %(text)s
    ORDER BY similarity(folded, %(text)s) DESC, folded LIMIT %(depth)s
"""


def figures(data: Path | None) -> Iterator[Figure]:
    found = bilingual.collections(data)
    for name, pairs in found.items():
        yield from _of_slips(name, pairs)
    yield from _of_race(max(found.values(), key=len))


def _of_slips(name: str, found: Sequence[Pair]) -> Iterator[Figure]:
    terms = [IndexedTerm(pair.terms[language], language) for pair in found for language in Language]
    search = _ours(terms)
    near = SlipIndex(sorted({fold(term.text) for term in terms}))
    for kind, make in slip_kinds().items():
        asked = slips(found, 2 * _QUERIES, make)
        recall = _recall([search(item.text) for item in asked], asked)
        yield Figure.at_least(f"{name}, words alone, {kind}: recall@1", recall, _LEAST_RECALL)
        # One slip away from several terms, no search can tell which one was meant.
        torn = sum(len(list(near.near(fold(item.text)))) > 1 for item in asked) / max(1, len(asked))
        if kind == "one typing error":
            yield Figure(f"{name}, {kind}: queries as near to another term", f"{torn:.3f}")


def _of_race(found: Sequence[Pair]) -> Iterator[Figure]:
    terms = _enough(found)
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    asked = slips(
        [Pair(dict.fromkeys(Language, term.text), {}) for term in terms],
        _QUERIES + _WARM,
        lambda text, _: bilingual.misspelt(text, chance),
    )
    ours = _ours(terms)
    seconds: dict[str, list[float]] = {"ours": [], "theirs": []}
    answers: dict[str, list[list[str]]] = {"ours": [], "theirs": []}
    with _theirs(terms) as theirs:
        for item in asked:
            for side, search in (("ours", ours), ("theirs", theirs)):
                start = time.perf_counter()
                answers[side].append(search(item.text))
                seconds[side].append(time.perf_counter() - start)
    p50 = {side: float(np.median(taken[_WARM:])) * 1000 for side, taken in seconds.items()}
    p95 = {side: float(np.percentile(taken[_WARM:], 95)) * 1000 for side, taken in seconds.items()}
    name = f"one typing error, {len(terms):,} terms"
    for side, who in (("ours", "words alone"), ("theirs", "pg_trgm (GIN)")):
        yield Figure(f"{name}, {who}: p50 / p95", f"{p50[side]:.2f} / {p95[side]:.2f} ms")
    yield Figure.at_least(
        f"{name}: times as fast as pg_trgm", p50["theirs"] / p50["ours"], _LEAST_FASTER, digits=1
    )
    yield Figure.at_least(
        f"{name}, words alone: recall@1", _recall(answers["ours"], asked), _LEAST_ERROR_RECALL
    )
    yield Figure(f"{name}, pg_trgm (GIN): recall@1", f"{_recall(answers['theirs'], asked):.3f}")


def _recall(answers: Sequence[Sequence[str]], asked: Sequence[Asked]) -> float:
    right = sum(bool(found) and found[0] in item.right for found, item in zip(answers, asked, strict=True))
    return right / max(1, len(asked))


def _enough(found: Sequence[Pair]) -> list[IndexedTerm]:
    """The real terms, and more of them made of the beginning of one and the end of another."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    texts = {pair.terms[language]: language for pair in found for language in Language}
    of_words = {
        language: [
            words for text, other in texts.items() if other is language and len(words := text.split()) > 1
        ]
        for language in Language
    }
    while len(texts) < _TERMS:
        language = chance.choice(list(Language))
        first, second = chance.choice(of_words[language]), chance.choice(of_words[language])
        begun, ended = chance.randrange(1, len(first)), chance.randrange(1, len(second))
        texts.setdefault(" ".join([*first[:begun], *second[ended:]]), language)
    return [IndexedTerm(text, language) for text, language in texts.items()][:_TERMS]


def _ours(terms: Sequence[IndexedTerm]) -> _Search:
    """All that a search does, but for its vector."""
    concepts = [
        IndexedConcept(number, 1, ConceptStatus.VALIDATED, [term]) for number, term in enumerate(terms)
    ]
    snapshot = Snapshot.of(Collection(concepts), FlatIndex)

    def search(text: str) -> list[str]:
        hits = snapshot.search(Query(text, limit=_DEPTH).cleaned(), None).hits
        return [fold(terms[hit.concept].text) for hit in hits]

    return search


@contextmanager
def _theirs(terms: Sequence[IndexedTerm]) -> Iterator[_Search]:
    with (
        tempfile.TemporaryDirectory(prefix="truchement-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder)) as server,
        psycopg.connect(server.url(), autocommit=True) as connection,
    ):
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("CREATE TABLE word (folded text NOT NULL)")
        with connection.cursor().copy("COPY word FROM STDIN") as copy:
            for term in terms:
                copy.write_row([fold(term.text)])
        connection.execute("CREATE INDEX ON word USING gin (folded gin_trgm_ops)")
        connection.execute("VACUUM ANALYZE word")

        def search(text: str) -> list[str]:
            asked = {"text": fold(text), "depth": _DEPTH}
            return [row[0] for row in connection.execute(_ASK, asked, prepare=True)]

        yield search
