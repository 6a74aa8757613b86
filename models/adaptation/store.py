"""Adapters in the data folder, and which of them is in use.

<data>/models/<name>/adapter.json   what it is, for which encoder, what it was measured to be worth
<data>/models/<name>/weights.npy    (dimension, dimension), fp32
<data>/models/chosen                the name of the one in use; no file: none
"""

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from kit.locks import exclusive
from models.adaptation.training import Recall
from models.errors import AdapterExists, AdapterNameInvalid, AdapterUnknown, ModelDamaged
from models.layout import sha256_of

__all__ = ["Adapter", "AdapterManifest", "Figures", "choose", "chosen", "described", "read", "save"]

_MANIFEST, _WEIGHTS, _CHOSEN = "adapter.json", "weights.npy", "chosen"
# It becomes a folder's name and part of an encoder's.
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RESERVED = {"base", _CHOSEN}


class Figures(NamedTuple):
    """Measured on the half that was not learnt."""

    french_to_english: Recall
    english_to_french: Recall


class AdapterManifest(BaseModel):
    """`base`: the name of the encoder it belongs to. `made_at`: ISO 8601, UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    base: str
    made_at: str
    pairs_learnt: int
    pairs_held_out: int
    before: Figures
    after: Figures
    sha256: str = ""

    @property
    def revision(self) -> str:
        return f"{self.name}-{self.sha256[:8]}"


class Adapter(NamedTuple):
    manifest: AdapterManifest
    weights: NDArray[np.float32]


def check_name(folder: Path, name: str) -> None:
    """Raises AdapterNameInvalid or AdapterExists."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        raise AdapterNameInvalid(name=name)
    if (folder / name).exists():
        raise AdapterExists(name=name)


def save(folder: Path, manifest: AdapterManifest, weights: NDArray[np.float32]) -> AdapterManifest:
    """Written beside and moved there whole. Raises AdapterNameInvalid or AdapterExists."""
    with exclusive(folder / "models.lock"):
        check_name(folder, manifest.name)
        beside = folder / f".making-{manifest.name}"
        shutil.rmtree(beside, ignore_errors=True)  # a killed command's
        beside.mkdir(parents=True)
        np.save(beside / _WEIGHTS, weights.astype(np.float32), allow_pickle=False)
        whole = manifest.model_copy(update={"sha256": sha256_of(beside / _WEIGHTS)})
        (beside / _MANIFEST).write_text(whole.model_dump_json(indent=1) + "\n", encoding="utf-8")
        beside.rename(folder / manifest.name)
    return whole


def described(folder: Path) -> list[AdapterManifest]:
    """All adapters, by name. Raises ModelDamaged."""
    return [_manifest(path.parent) for path in sorted(folder.glob(f"[a-z0-9]*/{_MANIFEST}"))]


def read(folder: Path, name: str) -> Adapter:
    """Raises AdapterUnknown or ModelDamaged."""
    if not _NAME.fullmatch(name) or not (folder / name).is_dir():
        raise AdapterUnknown(name=name)
    manifest, path = _manifest(folder / name), folder / name / _WEIGHTS
    if not path.is_file() or sha256_of(path) != manifest.sha256:
        raise ModelDamaged(folder=str(path.parent), file=_WEIGHTS, reason="sha256")
    return Adapter(manifest, np.load(path, allow_pickle=False))


def _manifest(folder: Path) -> AdapterManifest:
    try:
        return AdapterManifest.model_validate_json((folder / _MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelDamaged(folder=str(folder), file=_MANIFEST, reason="unreadable") from error


def choose(folder: Path, name: str | None) -> None:
    """From now on, `chosen` is `name`; None: no adapter."""
    if name is None:
        (folder / _CHOSEN).unlink(missing_ok=True)
        return
    beside = folder / f".{_CHOSEN}.{os.getpid()}"
    beside.write_text(name, encoding="utf-8")
    beside.replace(folder / _CHOSEN)


def chosen(folder: Path) -> str | None:
    """The name of the adapter in use; whether it is there and whole is not looked at."""
    try:
        return (folder / _CHOSEN).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
