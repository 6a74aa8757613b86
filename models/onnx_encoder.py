"""The encoder on onnxruntime and tokenizers alone."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encoder import prepared
from models.layout import ONNX_FILE, TOKENIZER_FILE, FolderManifest

__all__ = ["OnnxEncoder"]

# Tokens of one run, padding included. Measured: larger runs leave the processor's cache (560 terms/s
# against 380 with 1,024).
_RUN_TOKENS = 256
# Texts tokenised together: bounds the memory of a long import.
_SLICE_TEXTS = 4096


class OnnxEncoder:
    """Safe to share between threads."""

    def __init__(self, folder: Path, description: FolderManifest, threads: int) -> None:
        # A fork after the tokenizer's own threads have run makes it warn on standard error.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._name = description.identity
        self._dimension = description.dimension
        self._prefix = description.prefix
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(description.max_tokens)
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Waiting threads sleep: the process also answers requests on these processors.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / ONNX_FILE), options, providers=["CPUExecutionProvider"]
        )

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # A bank repeats itself: half of the terms of a real one of 16,925 concepts occur twice.
        rows: dict[str, int] = {}
        places = [rows.setdefault(prepared(text, self._prefix), len(rows)) for text in texts]
        distinct = list(rows)
        vectors = np.empty((len(distinct), self._dimension), dtype=np.float32)
        for start in range(0, len(distinct), _SLICE_TEXTS):
            encodings = self._tokenizer.encode_batch(distinct[start : start + _SLICE_TEXTS])
            tokens = [encoding.ids for encoding in encodings]
            for run in _runs([len(ids) for ids in tokens]):
                vectors[[start + row for row in run]] = self._run([tokens[row] for row in run])
        return vectors[places]

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        shape = (len(tokens), max(len(ids) for ids in tokens))
        ids, mask = np.ones(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, values in enumerate(tokens):
            ids[row, : len(values)] = values
            mask[row, : len(values)] = 1
        answer: NDArray[np.float32] = self._session.run(
            ["embedding"], {"input_ids": ids, "attention_mask": mask}
        )[0]
        return answer


def _runs(lengths: list[int]) -> Iterator[list[int]]:
    """Rows grouped for one run each, shortest texts first, so that little is padded."""
    rows: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if rows and lengths[row] * (len(rows) + 1) > _RUN_TOKENS:
            yield rows
            rows = []
        rows.append(row)
    if rows:
        yield rows
