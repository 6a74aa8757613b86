"""The fault run: workers that are killed with SIGKILL again and again while they write and send reminders.

What must hold at the end: one ledger row a reminder, no message without its row, and where a message went
out twice, twice the same one under the same id.
"""

import asyncio
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlalchemy import func, select

from api import schema
from bench.fault_worker import OPENING
from bench.figures import Figure
from bench.relance import fill, make_due
from kit.database import Database
from kit.embedded import EmbeddedPostgres
from relance.tables import ReminderRow

__all__ = ["FaultReport", "figures", "run"]

_WORKERS = 4
_SLOWEST_ANSWER_SECONDS = 0.02
_LONGEST_RUN_SECONDS = 200
_REMINDERS, _KILLS = 1_000, 30


@dataclass(frozen=True, slots=True)
class FaultReport:
    """`ledger`: message ids of the rows; `received`: how often the mail server took which message id."""

    kills: int
    ledger: tuple[str, ...]
    received: Counter[str]
    contents: Counter[tuple[str, bytes]]

    def check(self, reminders: int) -> None:
        """Raises AssertionError with what does not hold."""
        faults = {
            "rows": len(self.ledger) != reminders,
            "ids": len(set(self.ledger)) != reminders,
            "without a row": set(self.received) - set(self.ledger),
            "never received": set(self.ledger) - set(self.received),
            "one id, two messages": len(self.contents) != len(self.received),
        }
        found = {name: fault for name, fault in faults.items() if fault}
        if found:
            raise AssertionError(found)


@dataclass
class _Mailbox:
    received: Counter[str] = field(default_factory=Counter)
    contents: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    lock: Lock = field(default_factory=Lock)

    async def handle_DATA(self, _server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - the library's name
        lines = bytes(envelope.content or b"").splitlines()
        (name,) = (line for line in lines if line.lower().startswith(b"message-id:"))
        body = b"\n".join(lines[lines.index(b"") :])
        key = name.split(b":")[1].strip().strip(b"<>").decode()
        with self.lock:
            self.received[key] += 1
            self.contents[key, body] += 1
        # Between taking a message and saying so lies the moment in which a kill hurts.
        await asyncio.sleep(random.uniform(0, _SLOWEST_ANSWER_SECONDS))  # noqa: S311 - no secret
        return "250 OK"


def run(database: Database, reminders: int, kills: int) -> FaultReport:
    """On a database of the present schema, which is emptied of dossiers first."""
    fill(database, reminders)
    with database.transaction() as session:
        make_due(session, reminders, OPENING)
    mailbox = _Mailbox()
    with _listening(mailbox) as port, _Workers(database.url, port) as workers:
        # Spread over the whole run: one kill each time so many more messages have come.
        for number in range(1, kills + 1):
            _wait_for(lambda due=number: len(mailbox.received) >= reminders * due // (kills + 1))
            workers.kill_one()
        _wait_for(lambda: _sent(database) == reminders)
    with database.transaction() as session:
        ledger = tuple(session.scalars(select(ReminderRow.message_id)))
    return FaultReport(kills, ledger, mailbox.received, mailbox.contents)


class _Workers:
    def __init__(self, url: str, port: int) -> None:
        self._arguments = [sys.executable, "-m", "bench.fault_worker", url, str(port), str(time.monotonic())]
        self._processes: list[subprocess.Popen[bytes]] = []

    def kill_one(self) -> None:
        victim = self._processes.pop(0)
        victim.kill()
        victim.wait()
        self._start()

    def _start(self) -> None:
        self._processes.append(subprocess.Popen(self._arguments))

    def __enter__(self) -> Self:
        for _ in range(_WORKERS):
            self._start()
        return self

    def __exit__(self, *_error: object) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@contextmanager
def _listening(mailbox: _Mailbox) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


def _sent(database: Database) -> int:
    with database.transaction() as session:
        return session.scalars(select(func.count()).where(ReminderRow.state == "sent")).one()


def _wait_for(reached: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_RUN_SECONDS
    while not reached():
        if time.monotonic() > end:
            raise AssertionError("the fault run does not come to its end")
        time.sleep(0.05)


def figures(_data: Path | None) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="truchement-bench-", ignore_cleanup_errors=True) as folder,
        EmbeddedPostgres(Path(folder)) as server,
    ):
        database = Database(server.url())
        schema.upgrade(database.engine)
        report = run(database, _REMINDERS, _KILLS)
        database.close()
    report.check(_REMINDERS)
    name = f"ledger rows for {_REMINDERS:,} reminders by {_WORKERS} workers killed {report.kills} times"
    yield Figure(name, f"{len(report.ledger):,}", f"{_REMINDERS:,}", len(report.ledger) == _REMINDERS)
    yield Figure("messages without a row, or another message under an id", "0", "0", True)
    repeated = sum(count - 1 for count in report.received.values())
    yield Figure("messages repeated under their own id", str(repeated))
