"""A whole system, started as a newcomer starts it: `truchement run`, on a scratch folder and a free port."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 300


@dataclass
class RunningSystem:
    process: "subprocess.Popen[str]"
    address: str
    data_dir: Path
    login: str
    one_time_password: str | None
    environment: dict[str, str]

    def command(self, *arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
        """`truchement …` on the same system."""
        return run_command(*arguments, environment=self.environment, **options)


@contextmanager
def scratch_folder(name: str = "a system") -> Iterator[Path]:
    """A folder with a space in its name that every user may pass through (PostgreSQL runs as another one)."""
    parent = Path(tempfile.mkdtemp(prefix="truchement-"))
    parent.chmod(0o755)
    try:
        yield parent / name
    finally:
        shutil.rmtree(parent, ignore_errors=True)


def environment_for(data_dir: Path, **settings: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {
        "TRUCHEMENT_DATA_DIR": str(data_dir),
        "TRUCHEMENT_PORT": "0",
        "TRUCHEMENT_LANGUAGE": "en",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


def run_command(
    *arguments: str, environment: dict[str, str], stdin: str = ""
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        cwd=ROOT,
        env=environment,
        input=stdin,
        check=False,
        capture_output=True,
        text=True,
    )


def run_python(program: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


def start(data_dir: Path, **settings: str) -> RunningSystem:
    environment = environment_for(data_dir, **settings)
    data_dir.mkdir(parents=True, exist_ok=True)
    output = data_dir.parent / "output.txt"
    with output.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "run"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C" not in (text := output.read_text(encoding="utf-8")):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(f"the system did not start:\n{text}")
        time.sleep(0.1)
    address = re.search(r"http://\S+", text)
    password = re.search(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", text)
    assert address is not None, text
    return RunningSystem(
        process, address[0].rstrip("."), data_dir, "admin", password[0] if password else None, environment
    )


def stop(system: RunningSystem) -> None:
    if system.process.poll() is None:
        system.process.send_signal(signal.SIGINT)
        system.process.wait(60)


def processes_of(system: RunningSystem) -> list[psutil.Process]:
    """The system's processes: its tree, and PostgreSQL's, which is no child of it."""
    mark = str(system.data_dir)
    tree = (
        psutil.Process(system.process.pid).children(recursive=True) if system.process.poll() is None else []
    )
    others = [one for one in psutil.process_iter() if one not in tree and mark in _command_line(one)]
    return [one for one in tree + others if one.pid != os.getpid()]


def is_part(process: psutil.Process, word: str) -> bool:
    """Whether this is the child itself whose command has `word`, and not the leash that holds it."""
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    return word in command and not any(part.endswith("leash.py") for part in command)


def _command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
