"""Search: how often the right concept comes first, and what one search costs.

    python -m bench.search [PAIRS] [--queries N]

Each accuracy stands beside the character TF-IDF baseline of the same run, each time beside the bare cost:
encode the query, then one matrix product over all terms.
"""

import os
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from bench import pairs as bilingual
from bench.accuracy import SEED, Bank, Measure, measure, slips
from bench.pairs import Pair
from bench.vectors import VectorCache
from kit.settings import Settings
from models import joint
from terminology.concepts import Language
from terminology.ports import Encoder
from terminology.search.query import Query

__all__ = ["main"]

_Value = TypeVar("_Value")


def run(
    pairs: Annotated[
        Path, typer.Argument(help="TSV or CSV of pairs (en, fr), or a folder.")
    ] = bilingual.SEED,
    queries: Annotated[int, typer.Option(help="Queries of each kind.")] = 1000,
) -> None:
    console = Console()
    cache_dir = Settings().cache_dir
    encoder = joint.load(joint.ensure(cache_dir, lambda *_: None))
    vectors = VectorCache(cache_dir / "bench", encoder)
    found = bilingual.read(pairs)
    console.print(f"{pairs.name}: {len(found)} pairs, {encoder.name}, {os.cpu_count()} processors")
    console.print(_accuracy_table(list(measure(found, vectors, queries))))
    console.print(_speed_table(found, vectors, encoder, min(queries, 300)))
    vectors.save()


def _accuracy_table(measures: Sequence[Measure]) -> Table:
    columns = ("query → found", "n", "recall@1", "recall@10", "MRR", "TF-IDF @1", "@10", "ratio @1", "@10")
    table = Table(*columns)
    for item in measures:
        ours, theirs = item.ours, item.baseline
        figures = (ours.at_1, ours.at_10, ours.reciprocal, theirs.at_1, theirs.at_10)
        ratios = (_ratio(ours.at_1, theirs.at_1), _ratio(ours.at_10, theirs.at_10))
        table.add_row(item.name, str(item.count), *(f"{figure:.3f}" for figure in figures), *ratios)
    return table


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "–"


def _speed_table(found: Sequence[Pair], vectors: VectorCache, encoder: Encoder, count: int) -> Table:
    bank = Bank(found, vectors, list(Language), definitions=True)
    chance = random.Random(SEED + 1)  # noqa: S311 - a sample, not a secret
    asked = slips(found, count, lambda text, _: bilingual.misspelt(text, chance))
    encoding, product, searching = [], [], []
    for item in asked:
        query = Query(item.text).cleaned()
        vector = _timed(encoding, lambda text=query.text: encoder.encode_query(text))
        _timed(product, lambda vector=vector: np.argmax(bank.matrix @ vector))
        _timed(searching, lambda query=query, vector=vector: bank.snapshot.search(query, vector))
    table = Table("one search, queries never seen", "p50 ms", "p95 ms")
    for name, seconds in {
        "encode": encoding,
        "matrix product over the terms": product,
        "search without encoding": searching,
        "bare: encode + product": np.add(encoding, product).tolist(),
        "search, encoding included": np.add(encoding, searching).tolist(),
    }.items():
        table.add_row(name, *(f"{float(np.percentile(seconds, at)) * 1000:.2f}" for at in (50, 95)))
    ratio = np.median(np.add(encoding, searching)) / np.median(np.add(encoding, product))
    table.add_row("ratio to bare", f"{float(ratio):.2f}", "")
    return table


def _timed(seconds: list[float], work: Callable[[], _Value]) -> _Value:
    start = time.perf_counter()
    value = work()
    seconds.append(time.perf_counter() - start)
    return value


def main() -> None:
    typer.run(run)


if __name__ == "__main__":
    main()
