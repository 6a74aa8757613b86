"""One search over HTTP, against a server process of its own, beside the bare cost of the same query.

The bare cost is what nobody can avoid: encode the query, one matrix product over all terms. Both are taken in
turns, so that what else the machine does weighs on both.
"""

import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from api import schema
from bench import crowd
from bench.figures import Figure
from bench.pairs import Pair
from kit.audit import SYSTEM
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from terminology.concepts import ConceptStatus, Language
from terminology.exchange import import_file
from terminology.ports import Encoder

__all__ = ["figures"]

_NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_BOTH = (Language.FR, Language.EN)
_QUERIES, _WARM = 300, 30
_START_SECONDS = 300.0
_MOST, _MOST_REPEATED = 2.0, 0.2  # times the bare cost


def figures(data: Path | None) -> Iterator[Figure]:
    name, found = crowd.largest(data)
    encoder = crowd.load_encoder()
    stand_in = crowd.StandIn(encoder, found)
    matrix = stand_in.encode([text for pair in found for text in pair.terms.values()])
    asked = crowd.misspelt(found, _QUERIES + _WARM)
    bare, first, again = [], [], []
    with _serving(found, stand_in) as client:
        for number, query in enumerate(asked):
            seconds = [_bare(encoder, matrix, query), _asked(client, query), _asked(client, query)]
            if number >= _WARM:
                for column, value in zip((bare, first, again), seconds, strict=True):
                    column.append(value)
    cost = float(np.median(bare))
    yield Figure(f"bare cost, {name}, {len(matrix):,} terms, p50", f"{cost * 1000:.1f} ms")
    for what, seconds, most in (("a query never seen", first, _MOST), ("repeated", again, _MOST_REPEATED)):
        p50, p95 = (float(np.percentile(seconds, at)) * 1000 for at in (50, 95))
        yield Figure(f"one search over HTTP, {what}, p50 / p95", f"{p50:.1f} / {p95:.1f} ms")
        yield Figure.at_most(f"… p50 beside the bare cost, {what}", p50 / 1000 / cost, most, unit=" ×")


def _bare(encoder: Encoder, matrix: NDArray[np.float32], query: str) -> float:
    start = time.perf_counter()
    np.argmax(matrix @ encoder.encode_query(query))
    return time.perf_counter() - start


def _asked(client: HTTPConnection, query: str) -> float:
    start = time.perf_counter()
    answer, body = _get(client, query)
    seconds = time.perf_counter() - start
    if answer.status != HTTPStatus.OK or "hits" not in json.loads(body):
        raise AssertionError(body)
    return seconds


def _get(client: HTTPConnection, query: str) -> tuple[HTTPResponse, bytes]:
    """By the plainest client there is: what a client adds is not the server's."""
    client.request("GET", f"/api/v1/terms/search?{urlencode({'q': query})}")
    answer = client.getresponse()
    return answer, answer.read()


@contextmanager
def _serving(found: Sequence[Pair], encoder: crowd.StandIn) -> Iterator[HTTPConnection]:
    """`truchement serve`, as in production, on a bank of these pairs."""
    with (
        tempfile.TemporaryDirectory(prefix="truchement-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder)) as server,
        socket.socket() as free,
    ):
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        _fill(server.url(), found, encoder)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        settings = {
            "DATABASE_URL": server.url(),
            "TRUCHEMENT_DATA_DIR": folder,
            "TRUCHEMENT_PORT": str(port),
            "TRUCHEMENT_WORKER": "none",
            "OMP_NUM_THREADS": "1",
        }
        command = [sys.executable, "-m", "api.cli", "serve"]
        process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
        try:
            client = HTTPConnection("127.0.0.1", port, timeout=60)
            _wait(client, process)
            yield client
            client.close()
        finally:
            process.terminate()
            process.wait()


def _fill(url: str, found: Sequence[Pair], encoder: crowd.StandIn) -> None:
    database = Database(url)
    schema.upgrade(database.engine)
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["fr", "en", "definition_fr", "definition_en"])
        rows.writerows(
            [pair.terms[of] for of in _BOTH] + [pair.definitions[of] for of in _BOTH] for pair in found
        )
        file.flush()
        with database.transaction() as session:
            import_file(
                session,
                Path(file.name),
                status=ConceptStatus.VALIDATED,
                actor=SYSTEM,
                now=_NOW,
                encoder=encoder,
            )
    database.close()


def _wait(client: HTTPConnection, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if _get(client, "visa")[0].status == HTTPStatus.OK:
                return
        except (OSError, HTTPException):
            client.close()
        time.sleep(0.2)
    raise TimeoutError("the search did not become ready")
