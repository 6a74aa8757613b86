"""The encoder that the product uses: both models side by side, brought back to 384 dimensions.

Each model's vector loses what all its vectors share, the two are laid end to end, and a fixed projection
keeps the directions in which terms differ most (.92 of the variance). Nothing in it was trained on pairs:
`projection.npz` holds the means and the principal directions of 4,000 French and English names
(`bench/projection.py` made it). Of 8,162 legal terms .57 find the right equivalent first with the first model
alone, .66 with both.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models import encoder as first_model
from models.encoder import Encoder, Kind
from models.partner import encoder as partner_model

__all__ = ["Folders", "JointEncoder", "Projection", "ensure", "load", "projection"]

_Floats = NDArray[np.float32]
_PROJECTION = Path(__file__).with_name("projection.npz")


class Folders(NamedTuple):
    first: Path
    partner: Path


class Projection(NamedTuple):
    """`means`: (first + partner); `directions`: (first + partner, dimension); `digest` names both."""

    means: _Floats
    directions: _Floats
    digest: bytes


@cache
def projection() -> Projection:
    with np.load(_PROJECTION, allow_pickle=False) as kept:
        means, directions = (kept[name].astype(np.float32) for name in ("means", "directions"))
    return Projection(means, directions, hashlib.sha256(_PROJECTION.read_bytes()).digest())


def ensure(cache_dir: Path, progress: Callable[[str, int, int], None]) -> Folders:
    """Both models' folders, built if they are not there. Raises ModelUnavailable."""
    # Building needs onnx, which who only runs the model must not load.
    from models import build  # noqa: PLC0415
    from models.partner import build as partner_build  # noqa: PLC0415

    return Folders(build.ensure(cache_dir, progress), partner_build.ensure(cache_dir, progress))


def load(folders: Folders, kind: Kind | Literal["onnx", "torch"] = Kind.ONNX, threads: int = 1) -> Encoder:
    """`kind` is that of the first model. Raises ModelDamaged or ModelMismatch."""
    return JointEncoder(
        first_model.load(folders.first, kind, threads),
        partner_model.load(folders.partner, threads),
        projection(),
    )


class JointEncoder:
    """Safe to share between threads, as its parts are."""

    def __init__(self, first: Encoder, partner: Encoder, projected: Projection) -> None:
        self._parts = (first, partner)
        self._means, self._directions, _ = projected
        parts = "+".join(part.name for part in self._parts)
        # Stored with every vector: the parts' names would take more room than is worth it.
        self._name = f"e5-use@{hashlib.sha256(parts.encode() + projected.digest).hexdigest()[:12]}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return int(self._directions.shape[1])

    def encode(self, texts: Sequence[str]) -> _Floats:
        start, kept = 0, []
        for part in self._parts:
            centred = part.encode(texts) - self._means[start : start + part.dimension]
            kept.append(_of_length_one(centred))
            start += part.dimension
        return _of_length_one(np.hstack(kept) @ self._directions)

    def encode_query(self, text: str) -> _Floats:
        vector: _Floats = self.encode([text])[0]
        return vector


def _of_length_one(vectors: _Floats) -> _Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    whole: _Floats = (vectors / np.maximum(lengths, np.float32(1e-9))).astype(np.float32, copy=False)
    return whole
