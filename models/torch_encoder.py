"""The encoder on sentence-transformers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from models.encoder import prepared
from models.layout import FolderManifest

__all__ = ["TorchEncoder"]


class TorchEncoder:
    def __init__(self, folder: Path, description: FolderManifest, threads: int) -> None:
        torch.set_num_threads(threads)
        self._name = description.identity
        self._dimension = description.dimension
        self._prefix = description.prefix
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        # Prefixed here and not by a prompt of the model's: a default prompt is applied silently.
        vectors: NDArray[np.float32] = self._model.encode(
            [prepared(text, self._prefix) for text in texts],
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector
