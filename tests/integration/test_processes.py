"""Nothing a system starts outlives it, however it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from kit.processes import Child

ROOT = Path(__file__).resolve().parents[2]
# A stubborn process tree: a shell whose child ignores SIGTERM.
STUBBORN = "trap '' TERM; sleep 300 & echo $! > {pids}; echo $$ >> {pids}; wait; sleep 300"


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def start(folder: Path, script: str) -> Child:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return Child(
        "test",
        ["sh", "-c", script],
        log=folder / "log",
        environment=environment,
        folder=folder,
    )


def read_pids(path: Path) -> list[int]:
    wait_for(lambda: path.exists() and len(path.read_text().split()) == 2)
    return [int(pid) for pid in path.read_text().split()]


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_child_reports_how_it_ended(tmp_path: Path) -> None:
    child = start(tmp_path, "echo last words; exit 3")
    wait_for(lambda: child.exit_status() is not None)
    assert child.exit_status() == 3
    assert child.last_words() == "last words"
    child.stop()


def test_a_stubborn_child_and_its_own_children_are_stopped(tmp_path: Path) -> None:
    child = start(tmp_path, STUBBORN.format(pids=tmp_path / "pids"))
    pids = read_pids(tmp_path / "pids")
    child.stop(grace_seconds=0.2)
    wait_for(lambda: all(gone(pid) for pid in pids))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_parent_leaves_no_orphan(tmp_path: Path, number: signal.Signals) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from kit.processes import Child;"
        "folder = Path(sys.argv[1]); command = ['sh', '-c', sys.argv[2]];"
        "Child('x', command, log=folder / 'log', environment=os.environ, folder=folder); time.sleep(300)"
    )
    script = STUBBORN.format(pids=tmp_path / "pids").replace("trap '' TERM; ", "")
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path), script], env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    pids = read_pids(tmp_path / "pids")
    parent.send_signal(number)
    parent.wait()
    wait_for(lambda: all(gone(pid) for pid in pids))
