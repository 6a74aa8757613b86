"""Child processes of one system: leashed to this one, with a log file each."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from kit import leash

__all__ = ["Child", "Interrupted", "interrupt_on_signals"]

_LOG_LIMIT_BYTES = 10_000_000


class Interrupted(BaseException):
    """Somebody asked this process to stop: a Ctrl-C, or SIGTERM."""


def interrupt_on_signals() -> None:
    """Turn the first SIGINT, SIGTERM or SIGHUP into Interrupted; ignore further ones while we tidy up."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_IGN)
        raise Interrupted

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, interrupt)


class Child:
    """One command, started on a leash (see `kit.leash`); its output goes to `log`."""

    def __init__(
        self, name: str, command: Sequence[str], *, log: Path, environment: Mapping[str, str], folder: Path
    ) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".old.log"))
        reading, self._pipe = os.pipe()
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, leash.__file__, str(reading), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**environment, "PYTHONUNBUFFERED": "1"},
                cwd=folder,
                pass_fds=[reading],
            )
        os.close(reading)

    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    def stop(self, grace_seconds: float = 10.0) -> None:
        """Ask it to end; make it end when it takes longer than `grace_seconds`."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(grace_seconds)
            except subprocess.TimeoutExpired:
                self._process.terminate()
                self._process.wait()
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1

    def last_words(self, lines: int = 8) -> str:
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except OSError:
            return ""
