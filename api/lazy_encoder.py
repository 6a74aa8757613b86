"""The encoder of a running system: loaded at the first text, and the one that was chosen last."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kit.errors import DomainError
from models.adaptation import store
from models.adaptation.encoder import AdaptedEncoder
from terminology.ports import Encoder

__all__ = ["LazyEncoder"]

_log = logging.getLogger(__name__)


class LazyEncoder:
    """Loading takes two seconds and 450 MB: most commands have no text. A load that failed is tried again at
    the next use. `adapters`: the folder that says which adapter is in use, if any; it is looked at each time,
    so that a choice is heeded without a restart.
    """

    def __init__(self, load: Callable[[], Encoder], adapters: Path | None = None) -> None:
        self._load = load
        self._adapters = adapters
        self._lock = Lock()
        self._base: Encoder | None = None
        self._adapted: tuple[str, Encoder] | None = None

    def _unadapted(self) -> Encoder:
        with self._lock:
            if self._base is None:
                self._base = self._load()
            return self._base

    def present(self) -> Encoder:
        """The one in use now. An adapter that cannot be used is as none: the search must not stand still."""
        base = self._unadapted()
        name = None if self._adapters is None else store.chosen(self._adapters)
        if name is None:
            return base
        with self._lock:
            if self._adapted is None or self._adapted[0] != name:
                self._adapted = name, self._adapt(base, name)
            return self._adapted[1]

    def _adapt(self, base: Encoder, name: str) -> Encoder:
        assert self._adapters is not None
        try:
            return AdaptedEncoder(base, store.read(self._adapters, name))
        except DomainError:
            _log.exception("The adapter %s cannot be used; searching without it", name)
            return base

    @property
    def name(self) -> str:
        return self.present().name

    @property
    def dimension(self) -> int:
        return self.present().dimension

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.present().encode(texts)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.present().encode_query(text)
