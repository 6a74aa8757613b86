"""An encoder that loads its model at the first text: most commands have none."""

from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from terminology.ports import Encoder

__all__ = ["LazyEncoder"]


class LazyEncoder:
    """Loading takes a second and 300 MB. A load that failed is tried again at the next use."""

    def __init__(self, load: Callable[[], Encoder]) -> None:
        self._load = load
        self._lock = Lock()
        self._loaded: Encoder | None = None

    @property
    def name(self) -> str:
        return self._encoder().name

    @property
    def dimension(self) -> int:
        return self._encoder().dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder().encode(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._encoder().encode_query(text)

    def _encoder(self) -> Encoder:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded
