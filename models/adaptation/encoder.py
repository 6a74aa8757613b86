"""An encoder with a map behind it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.adaptation.store import Adapter
from models.encoder import Encoder
from models.errors import ModelMismatch

__all__ = ["AdaptedEncoder"]

_Floats = NDArray[np.float32]


class AdaptedEncoder:
    """Safe to share between threads, as `base` is. Raises ModelMismatch when the adapter is another's."""

    def __init__(self, base: Encoder, adapter: Adapter) -> None:
        expected, found = base.name, adapter.manifest.base
        if expected != found or adapter.weights.shape != (base.dimension, base.dimension):
            raise ModelMismatch(folder=adapter.manifest.name, field="base", expected=expected, found=found)
        self.base = base
        self._weights = adapter.weights
        self._name = f"{base.name}~{adapter.manifest.revision}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self.base.dimension

    def derive(self, vectors: _Floats) -> _Floats:
        """What this encoder makes of texts of which `base` made `vectors`: nothing need be encoded again."""
        moved = vectors @ self._weights
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        derived: _Floats = (moved / np.maximum(lengths, np.float32(1e-9))).astype(np.float32, copy=False)
        return derived

    def encode(self, texts: Sequence[str]) -> _Floats:
        return self.derive(self.base.encode(texts))

    def encode_query(self, text: str) -> _Floats:
        vector: _Floats = self.encode([text])[0]
        return vector
