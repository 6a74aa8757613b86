"""`make run`, as a newcomer and as the machine's accidents would have it."""

import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import psutil
import pytest

from tests import running
from tests.running import RunningSystem


@pytest.fixture(scope="module")
def system() -> Iterator[RunningSystem]:
    with running.scratch_folder() as folder:
        system = running.start(folder)
        yield system
        running.stop(system)


def all_gone(processes: list[psutil.Process], seconds: float = 20.0) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def test_the_first_start_gives_an_address_and_a_one_time_password(system: RunningSystem) -> None:
    assert system.one_time_password
    assert httpx.get(f"{system.address}/readyz").status_code == 200
    secrets = system.data_dir / "secrets.json"
    assert secrets.stat().st_mode & 0o777 == 0o600


def test_a_second_start_beside_it_is_refused_with_the_address(system: RunningSystem) -> None:
    second = system.command("run")
    assert second.returncode == 1
    assert system.address in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_said_plainly(system: RunningSystem) -> None:
    with closing(socket.socket()) as taken, running.scratch_folder() as folder:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = running.run_command("run", environment=running.environment_for(folder, TRUCHEMENT_PORT=port))
    assert result.returncode == 1
    assert port in result.stderr
    assert "Traceback" not in result.stderr


def action_servers(system: RunningSystem) -> list[psutil.Process]:
    return [one for one in running.processes_of(system) if running.is_part(one, "actions.server")]


def test_a_part_that_dies_is_started_again(system: RunningSystem) -> None:
    [killed] = action_servers(system)
    killed.kill()
    deadline = time.monotonic() + 60
    while not [one for one in action_servers(system) if one.pid != killed.pid]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_after_a_kill_nothing_is_left_and_the_next_start_recovers(system: RunningSystem) -> None:
    tree = psutil.Process(system.process.pid).children(recursive=True)
    assert tree
    system.process.kill()
    system.process.wait()
    assert all_gone(tree)
    again = running.start(system.data_dir)
    try:
        assert again.one_time_password is None  # the first administrator is there already
        assert httpx.get(f"{again.address}/readyz").status_code == 200
    finally:
        processes = running.processes_of(again)
        again.process.send_signal(signal.SIGINT)
        assert again.process.wait(60) == 130
    assert all_gone(processes)
    assert running.processes_of(again) == []
