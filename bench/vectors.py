"""Vectors of the texts measured, kept in the cache folder: encoding is nine tenths of a first run."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from terminology.ports import Encoder

__all__ = ["VectorCache"]

_BATCH = 64


class VectorCache:
    def __init__(self, folder: Path, encoder: Encoder) -> None:
        name = "".join(character if character.isalnum() else "-" for character in encoder.name)
        self._file = folder / f"{name}.npz"
        self._encoder = encoder
        self._known: dict[bytes, NDArray[np.float16]] = {}
        if self._file.exists():
            with np.load(self._file) as stored:
                keys, matrix = stored["keys"], stored["matrix"]
            self._known = {key.tobytes(): matrix[place] for place, key in enumerate(keys)}

    def of(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension). Half precision on disk: it moves a cosine by less than .001."""
        self.prepare(texts)
        rows = [self._known[_key(text)] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self._encoder.dimension)

    def known(self, text: str) -> NDArray[np.float16] | None:
        """Its vector, if it was ever asked for."""
        return self._known.get(_key(text))

    def prepare(self, texts: Sequence[str]) -> None:
        missing = sorted({text for text in texts if _key(text) not in self._known}, key=len)
        starts = range(0, len(missing), _BATCH)
        shown = track(starts, f"encoding {len(missing)} texts") if len(missing) > _BATCH else starts
        for start in shown:
            batch = missing[start : start + _BATCH]
            for text, vector in zip(batch, self._encoder.encode(batch), strict=True):
                self._known[_key(text)] = vector.astype(np.float16)

    def save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(self._known), dtype=np.uint8).reshape(len(self._known), -1)
        # Beside, then moved: another run may be reading.
        beside = self._file.with_suffix(f".{os.getpid()}.npz")
        np.savez(beside, keys=keys, matrix=np.array(list(self._known.values())))
        beside.replace(self._file)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
