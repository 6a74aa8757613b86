"""Where model folders are made: one at a time, beside their place, and moved there when they are whole."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from kit.locks import exclusive
from models.errors import ModelDamaged, ModelUnavailable
from models.fetching import FetchFailed

__all__ = ["Way", "make_once"]


class Way(NamedTuple):
    """One way to come by a model: `make` fills an empty folder, which then gets the name `folder`."""

    label: str
    folder: str
    make: Callable[[Path], None]


def make_once(root: Path, name: str, find: Callable[[], Path | None], ways: Sequence[Way]) -> Path:
    """What `find` finds, else the folder of the first way that succeeds.

    Several processes may call it at once: one builds, the others wait. Raises ModelUnavailable, which says
    what was tried.
    """
    with exclusive(root / "build.lock"):
        found = find()
        if found is not None:
            return found
        # A killed build leaves its folder; we hold the lock, so nobody is writing there.
        for left in root.glob(".building-*"):
            shutil.rmtree(left)
        tried: list[str] = []
        for way in ways:
            try:
                return _made(root, way)
            except (FetchFailed, ModelDamaged, OSError) as failure:  # a full disk, a read-only folder
                tried.append(f"{way.label}: {failure}")
        raise ModelUnavailable(name=name, tried=tried)


def _made(root: Path, way: Way) -> Path:
    beside, target = root / f".building-{way.label}", root / way.folder
    beside.mkdir()
    try:
        way.make(beside)
        if target.exists():  # damaged, or `find` had returned it
            shutil.rmtree(target)
        return beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
