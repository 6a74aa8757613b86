"""`truchement run`: the whole system as one foreground process tree (see docs/adr/0008).

PostgreSQL is held open by this process; the web server and the bot's two processes are its children. A child
that dies is started again; a Ctrl-C stops everything in order; a `kill -9` leaves no orphan.
"""

import contextlib
import os
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from api import bot_process
from api.security import accounts
from api.system import Progress, opened, read_secrets
from kit.errors import Conflict, Unavailable
from kit.locks import exclusive_or_none
from kit.processes import Child
from kit.settings import Settings

__all__ = ["AlreadyRunning", "Announcer", "PartDidNotStart", "PortTaken", "supervise"]

_ROOT = Path(__file__).resolve().parent.parent
_START_TIMEOUT_SECONDS = 180
_RESTART_PAUSES_SECONDS = (1, 2, 5, 10, 30)
_STEADY_SECONDS = 60  # a part that ran this long starts with a short pause again
_POLL_SECONDS = 0.1


class AlreadyRunning(Conflict):
    code = "already_running"


class PortTaken(Conflict):
    code = "port_taken"


class PartDidNotStart(Unavailable):
    code = "part_did_not_start"


class Announcer(Protocol):
    """Tells the person who started the system what there is to know."""

    def first_account(self, login: str, one_time_password: str) -> None:
        """At once when it is made: whatever fails after that, it is not told again."""
        ...

    def ready(self, address: str, data_dir: Path) -> None:
        """When everything answers."""
        ...


@dataclass(frozen=True, slots=True)
class _Ports:
    web: int
    rasa: int
    actions: int


def supervise(settings: Settings, progress: Progress, announcer: Announcer) -> None:
    """Run until interrupted. Raises AlreadyRunning, PortTaken or PartDidNotStart before it is ready."""
    address_file = settings.data_dir / "address"
    with ExitStack() as stack:
        if not stack.enter_context(exclusive_or_none(settings.data_dir / "run.lock")):
            raise AlreadyRunning(address=_read(address_file), data_dir=str(settings.data_dir))
        ports = _choose_ports(settings)
        settings = settings.model_copy(update={"port": ports.web})
        address_file.write_text(settings.base_url, encoding="utf-8")
        stack.callback(address_file.unlink, missing_ok=True)
        parts = _Parts(settings.data_dir / "logs")
        stack.callback(parts.stop)
        _start_bot(
            parts, settings, ports
        )  # first, since Rasa takes longest; the database is prepared meanwhile
        _prepare_database(settings, progress, announcer, stack)
        stack.callback(parts.stop)  # again, so that the parts end before the database they use
        parts.start("web", [sys.executable, "-m", "api.cli", "serve"], _web_environment(settings, ports))
        _wait_until_ready(settings, parts, progress)
        announcer.ready(settings.base_url, settings.data_dir)
        parts.watch()


class _Parts:
    """The children, in the order of their start."""

    def __init__(self, log_dir: Path) -> None:
        self._log_dir = log_dir
        self._commands: dict[str, tuple[Sequence[str], Mapping[str, str], Path]] = {}
        self._children: dict[str, Child] = {}
        self._started_at: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path = _ROOT
    ) -> None:
        self._commands[name] = (command, environment, folder)
        self._children[name] = Child(
            name, command, log=self._log_dir / f"{name}.log", environment=environment, folder=folder
        )
        self._started_at[name] = time.monotonic()

    def dead(self) -> Child | None:
        return next((child for child in self._children.values() if child.exit_status() is not None), None)

    def watch(self) -> None:
        """Start again what dies, after a pause that grows while it keeps dying. Ends by an interruption."""
        while True:
            child = self.dead()
            if child is None:
                time.sleep(_POLL_SECONDS)
                continue
            name = child.name
            if time.monotonic() - self._started_at[name] > _STEADY_SECONDS:
                self._failures[name] = 0
            failures = self._failures.get(name, 0)
            pause = _RESTART_PAUSES_SECONDS[min(failures, len(_RESTART_PAUSES_SECONDS) - 1)]
            sys.stderr.write(
                f"truchement: {name} ended ({child.exit_status()}), restart in {pause} s; {child.log}\n"
            )
            time.sleep(pause)
            child.stop()
            self._failures[name] = failures + 1
            self.start(name, *self._commands[name])

    def stop(self) -> None:
        for child in reversed(self._children.values()):
            child.stop()


def _choose_ports(settings: Settings) -> _Ports:
    """The promised web port, checked, and two free loopback ports, all different."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(3)]
        sockets[0].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sockets[0].bind((settings.host, settings.port))
        except OSError as error:
            raise PortTaken(port=settings.port, reason=os.strerror(error.errno or 0)) from error
        for one in sockets[1:]:
            one.bind(("127.0.0.1", 0))
        return _Ports(*(one.getsockname()[1] for one in sockets))


def _start_bot(parts: _Parts, settings: Settings, ports: _Ports) -> None:
    model = bot_process.ensure_model(settings, lambda *_: None)
    environment = bot_process.environment(
        settings,
        read_secrets(settings),
        api_url=f"http://127.0.0.1:{ports.web}",
        rasa_port=ports.rasa,
        actions_port=ports.actions,
    )
    parts.start("rasa", bot_process.rasa_command(settings, model), environment, bot_process.FOLDER)
    parts.start("actions", bot_process.actions_command(settings), environment, bot_process.FOLDER)


def _prepare_database(settings: Settings, progress: Progress, announcer: Announcer, stack: ExitStack) -> None:
    """Open the database for as long as we run, filled, with an account to begin with."""
    services = stack.enter_context(opened(settings, progress=progress, bank=True))
    with services.database.transaction() as session:
        password = accounts.ensure_administrator(session, services.clock.now())
    if password:
        announcer.first_account(accounts.FIRST_LOGIN, password)


def _web_environment(settings: Settings, ports: _Ports) -> dict[str, str]:
    return {
        **os.environ,
        "TRUCHEMENT_DATA_DIR": str(settings.data_dir),
        "TRUCHEMENT_PORT": str(ports.web),
        "TRUCHEMENT_BOT_URL": settings.bot_url or f"http://127.0.0.1:{ports.rasa}",
        "OMP_NUM_THREADS": "1",
    }


def _wait_until_ready(settings: Settings, parts: _Parts, progress: Progress) -> None:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 -- compared, not bound
    url = f"http://{host}:{settings.port}/readyz"
    began = time.monotonic()
    with httpx.Client(timeout=30, trust_env=False) as client:
        while True:
            child = parts.dead()
            if child is not None:
                raise PartDidNotStart(part=child.name, log=str(child.log), words=child.last_words())
            waited = time.monotonic() - began
            progress("start", int(waited), 0)
            with contextlib.suppress(httpx.HTTPError):
                if client.get(url).status_code == httpx.codes.OK:
                    return
            if waited > _START_TIMEOUT_SECONDS:
                raise PartDidNotStart(part="web", log=str(settings.data_dir / "logs"), words="")
            time.sleep(_POLL_SECONDS)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
