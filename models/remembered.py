"""An encoder that keeps the vectors of a fixed set of texts on disk.

The founding bank has the same texts in every new system of a machine, and encoding them takes a minute.
"""

import hashlib
import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder

__all__ = ["RememberingEncoder"]


class RememberingEncoder:
    """Gives the encoder's own vectors, those of texts once seen from `folder`. One file a model."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._folder = folder
        self._known: dict[bytes, NDArray[np.float32]] | None = None

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self._known is None:
            self._known = self._read()
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if missing:
            vectors = self._encoder.encode(list(missing.values()))
            self._known.update(zip(missing, vectors, strict=True))
        if not keys:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._known[key] for key in keys])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode_query(text)

    @property
    def _path(self) -> Path:
        return self._folder / f"{self.name}.npz"

    def keep(self) -> None:
        """Write what is known, beside and moved: another process reads the old file or the new one."""
        if not self._known:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(f".{os.getpid()}.npz")
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(-1, 32)
        np.savez(beside, keys=keys, vectors=np.stack(list(self._known.values())))
        beside.replace(self._path)

    def _read(self) -> dict[bytes, NDArray[np.float32]]:
        """A damaged file counts as none: it holds nothing that cannot be made again."""
        try:
            with np.load(BytesIO(self._path.read_bytes())) as kept:
                keys, vectors = kept["keys"], kept["vectors"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return {}
        if vectors.shape != (len(keys), self.dimension):
            return {}
        return {key.tobytes(): vector for key, vector in zip(keys, vectors, strict=True)}
