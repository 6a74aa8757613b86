"""Texts to vectors: one contract, two ways to run the same model.

`onnx` serves: it starts in two seconds, needs no torch, and its vectors do not depend on batches.
`torch` is sentence-transformers on the fp32 weights, for training and for measuring.
Their vectors agree (cosine .9989 on average, same recall when mixed), so they share a name.
"""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from models import manifest as manifests
from models.layout import ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE, open_folder

__all__ = ["Encoder", "Kind", "load", "prepared"]


class Kind(StrEnum):
    ONNX = "onnx"
    TORCH = "torch"


class Encoder(Protocol):
    """`name` goes with stored vectors: vectors of different names must not be compared."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, dimension), fp32, each row of length 1; no row for no text. Texts beyond the model's
        512 tokens count by their beginning.
        """

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """(dimension,), the same vector as `encode` gives."""


def prepared(text: str, prefix: str) -> str:
    """The text as the model is given it. Without NFC a decomposed accent changes the vector (cosine .925)."""
    # A lone surrogate, which JSON can carry, has no UTF-8 form; the tokenizer would refuse the whole batch.
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return prefix + unicodedata.normalize("NFC", whole)


def load(folder: Path, kind: Kind | Literal["onnx", "torch"] = Kind.ONNX, threads: int = 1) -> Encoder:
    """Open a folder that `models.build.ensure` made. `threads`: processor threads for one call.

    Raises ModelDamaged or ModelMismatch.
    """
    manifest = manifests.load()
    if Kind(kind) is Kind.ONNX:
        # Each engine is imported only by who asked for it: torch takes 10 s and 400 MB.
        from models.onnx_encoder import OnnxEncoder  # noqa: PLC0415

        return OnnxEncoder(folder, open_folder(folder, manifest, verify=(ONNX_FILE, TOKENIZER_FILE)), threads)
    from models.torch_encoder import TorchEncoder  # noqa: PLC0415

    return TorchEncoder(folder, open_folder(folder, manifest, verify=(WEIGHTS_FILE, TOKENIZER_FILE)), threads)
