"""Files: what an import costs beside its vectors, and how much memory a big one takes.

    python -m bench.exchange [FILE] [--rows N] [--megabytes N]

FILE is what is imported with the real model (the project's own concepts if none is given), `--rows` its
first lines only. The big file is TBX, made here, and imported with a model that costs nothing: its time is
that of reading, matching and writing.
"""

import gzip
import io
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from api import schema
from bench import pairs as bilingual
from bench.figures import Figure
from kit.audit import SYSTEM
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from kit.settings import Settings
from models import joint
from terminology.concepts import ConceptStatus
from terminology.exchange import ImportReport, import_file
from terminology.ports import Encoder

__all__ = ["figures"]

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_MEGABYTE = 1_000_000
_DIMENSION = 384
_BIG = 50  # megabytes
_MOST_REST = 20  # per cent of an import's time that is not the model's
_MOST_MEGABYTES = 600  # of memory, that a file of 500 MB may take
_BEFORE = """<?xml version="1.0" encoding="utf-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>bench</p></sourceDesc></fileDesc></tbxHeader><text><body>
"""
_CONCEPT = """<conceptEntry id="c{number}">
<descrip type="subjectField">Domain {domain}</descrip>
<ref type="crossReference" target="c{other}">see</ref>
<langSec xml:lang="fr"><descripGrp><descrip type="definition">Définition numéro {number} : acte par lequel une
autorité publique arrête ce qui vaut désormais pour le dossier {number}, son suivi et ses suites.</descrip>
<admin type="source">Journal officiel, page {number}</admin></descripGrp>
<termSec><term>acte administratif de série {number}</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
<langSec xml:lang="en"><descripGrp><descrip type="definition">Definition number {number}: an act by which
a public authority settles what holds from then on for file {number}, its course and its outcome.</descrip>
<admin type="source">Official gazette, page {number}</admin></descripGrp>
<termSec><term>administrative act of series {number}</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec></langSec>
</conceptEntry>
"""
_AFTER = "</body></text></tbx>\n"


class _TimedEncoder:
    """The real model, and how long it was at work."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.dimension = encoder.name, encoder.dimension
        self.seconds = 0.0
        self.texts = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        start = time.perf_counter()
        vectors = self._encoder.encode(texts)
        self.seconds += time.perf_counter() - start
        self.texts += len(texts)
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode_query(text)


class _FreeEncoder:
    name, dimension = "bench-constant", _DIMENSION
    _row = np.full(_DIMENSION, _DIMENSION**-0.5, dtype=np.float32)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(self._row, (len(texts), 1))

    def encode_query(self, _text: str) -> NDArray[np.float32]:
        return self._row


def run(
    file: Annotated[
        Path, typer.Argument(help="CSV or TSV of concepts, or a folder of them.")
    ] = bilingual.SEED,
    rows: Annotated[int, typer.Option(help="First lines of the file only; 0: all.")] = 0,
    megabytes: Annotated[int, typer.Option(help="Size of the big file; 0: none.")] = _BIG,
) -> None:
    for figure in _measured(file, rows, megabytes):
        Console().print(f"{figure.name}: {figure.value}")


def figures(_data: Path | None) -> Iterator[Figure]:
    """Encoding other data takes many minutes: `python -m bench.exchange FILE` measures those."""
    return _measured(bilingual.SEED, 0, _BIG)


def _measured(file: Path, rows: int, megabytes: int) -> Iterator[Figure]:
    with _database() as url:
        yield from _share(url, file, rows)
    if megabytes:
        with _database() as url:
            yield from _big(url, megabytes)


def _share(url: str, path: Path, rows: int) -> Iterator[Figure]:
    encoder = _TimedEncoder(joint.load(joint.ensure(Settings().cache_dir, lambda *_: None)))
    encoder.encode(["bonjour"])  # the first use of a model is its slowest
    encoder.seconds, encoder.texts = 0.0, 0
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    database = Database(url)
    start = time.perf_counter()
    read = sum(_import(database, _first_lines(each, rows), encoder, each.name).read for each in files)
    seconds = time.perf_counter() - start
    database.close()
    rest = 1 - encoder.seconds / seconds
    name = f"import of {read:,} concepts with vectors of {encoder.texts:,} texts"
    yield Figure(name, f"{seconds:.1f} s, of which the model {encoder.seconds:.1f} s")
    yield Figure.at_most(f"{name}, everything but the model", 100 * rest, _MOST_REST, unit=" %")


def _first_lines(path: Path, rows: int) -> io.BytesIO:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as content:
        return io.BytesIO(b"".join(islice(content, rows + 1 if rows else None)))


def _import(database: Database, source: Path | io.BytesIO, encoder: Encoder, name: str) -> ImportReport:
    with database.transaction() as session:
        return import_file(
            session,
            source,
            status=ConceptStatus.VALIDATED,
            actor=SYSTEM,
            now=_NOW,
            encoder=encoder,
            name=name.removesuffix(".gz"),
        )


def _big(url: str, megabytes: int) -> Iterator[Figure]:
    """In a process of its own, so that nothing else counts in its peak."""
    with tempfile.TemporaryDirectory(prefix="truchement-bench-") as folder:
        path = Path(folder, "big.tbx")
        _make(path, megabytes * _MEGABYTE)
        context = multiprocessing.get_context("spawn")
        receiving, sending = context.Pipe(duplex=False)
        process = context.Process(target=_import_big, args=(url, path, sending))
        process.start()
        sending.close()  # so that a process that dies is an end of the pipe, and no wait for ever
        concepts, seconds, peak_bytes = receiving.recv()
        process.join()
    name = f"import of {megabytes} MB of TBX, {concepts:,} concepts, vectors free"
    yield Figure(name, f"{seconds:.0f} s")
    yield Figure.at_most(
        f"{name}, peak of memory", peak_bytes / _MEGABYTE, _MOST_MEGABYTES, unit=" MB", digits=0
    )


def _make(path: Path, size_bytes: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_BEFORE)
        number = 0
        while file.tell() < size_bytes:
            for _ in range(1000):
                number += 1
                # Each refers to the one before: forwards and backwards cost the same.
                file.write(_CONCEPT.format(number=number, domain=number % 25, other=max(1, number - 1)))
        file.write(_AFTER)


def _import_big(url: str, path: Path, sending: Connection) -> None:
    database = Database(url)
    start = time.perf_counter()
    report = _import(database, path, _FreeEncoder(), path.name)
    seconds = time.perf_counter() - start
    database.close()
    sending.send((report.added, seconds, _peak_bytes()))


def _peak_bytes() -> int:
    """Of this program alone: `getrusage` would count what its parent had before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) * 1024


@contextmanager
def _database() -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="truchement-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder)) as server,
    ):
        database = Database(server.url())
        schema.upgrade(database.engine)
        database.close()
        yield server.url()


if __name__ == "__main__":
    typer.run(run)
