"""A Chromium for the browser tests: one that is there, or one that can be had. Never a silent skip."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["FLAGS", "find"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# No sandbox, since build machines run as root; no background traffic, which a closed network refuses.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str:
    """Path of an executable. Raises AssertionError saying each way that was tried."""
    tried = []
    for attempt in (_installed, _from_debian, _from_playwright):
        path, said = attempt()
        if path:
            return path
        tried.append(said)
    raise AssertionError("no browser for the tests; tried: " + "; ".join(tried))


def _installed() -> tuple[str | None, str]:
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    return found or (str(_MAC) if _MAC.exists() else None), f"none of {', '.join(_NAMES)} on the PATH"


def _from_debian() -> tuple[str | None, str]:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None, "apt-get needs root on a Debian system"
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "-q", "update"], ["apt-get", "-qy", "install", "chromium"]):
        result = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    return _installed()[0], f"apt-get install chromium: {result.stderr.strip()[-300:]}"


def _from_playwright() -> tuple[str | None, str]:
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return (
        path if Path(path).exists() else None
    ), f"playwright install chromium: {result.stderr.strip()[-300:]}"
