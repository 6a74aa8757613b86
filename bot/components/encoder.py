"""Sentence vectors from the ONNX model that `models/` builds; read from files, importing nothing of ours."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["FOLDER_VARIABLE", "SentenceEncoder", "model_folder"]

FOLDER_VARIABLE = "TRUCHEMENT_MODEL_FOLDER"
_TOKENS_MAX = 128  # a chat message; the cost grows with the square
_BATCH = 32


def model_folder() -> Path | None:
    """The model's folder by the environment, or None where there is none: the bot then does with words
    alone.
    """
    value = os.environ.get(FOLDER_VARIABLE, "")
    folder = Path(value)
    return folder if value and (folder / "model_int8.onnx").is_file() else None


class SentenceEncoder:
    """`encode(texts)` gives an (n, dimension) array of L2-normalised vectors."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - a second of start that a bot without the model saves
        from tokenizers import Tokenizer  # noqa: PLC0415

        self.name = folder.name
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_TOKENS_MAX)
        self._tokenizer.enable_padding(pad_id=1, pad_token="<pad>")  # noqa: S106 - the padding token, not a secret
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model_int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        batches = [self._encode(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(batches)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encodings = self._tokenizer.encode_batch(
            [f"query: {unicodedata.normalize('NFC', text)}" for text in texts]
        )
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        offered = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self._session.run(None, {name: offered[name] for name in self._inputs})[0]
        if hidden.ndim == 3:  # noqa: PLR2004 - tokens not pooled by the model itself
            weights = mask[:, :, None].astype(np.float32)
            hidden = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        return (hidden / np.linalg.norm(hidden, axis=1, keepdims=True)).astype(np.float32)
