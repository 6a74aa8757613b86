"""Trained parts kept with skops: unlike pickle, reading them runs no code that came with the file."""

from __future__ import annotations

from typing import Any

import skops.io
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

__all__ = ["load_part", "save_part"]


# What a fitted TfidfVectorizer holds beyond numpy and scikit-learn: its diagonal of weights.
_TRUSTED = ["scipy.sparse._csr.csr_matrix", "scipy.sparse._dia.dia_matrix"]


def save_part(storage: ModelStorage, resource: Resource, name: str, state: dict[str, Any]) -> None:
    with storage.write_to(resource) as folder:
        skops.io.dump(state, folder / f"{name}.skops")


def load_part(storage: ModelStorage, resource: Resource, name: str) -> dict[str, Any]:
    """Raises skops.exceptions.UntrustedTypesFoundException for a file with anything but scikit-learn and
    numpy.
    """
    with storage.read_from(resource) as folder:
        state: dict[str, Any] = skops.io.load(folder / f"{name}.skops", trusted=_TRUSTED)
        return state
