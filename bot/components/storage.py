"""Trained parts kept as arrays of numbers and one JSON file: reading them runs no code that came along.

skops would do as well, but importing it loads every estimator of scikit-learn: 8.6 of 17 CPU seconds of a
start.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

__all__ = [
    "load_part",
    "regression_arrays",
    "restore_regression",
    "restore_vectorizer",
    "save_part",
    "vectorizer_words",
]

Arrays = Mapping[str, NDArray[Any]]


def save_part(
    storage: ModelStorage, resource: Resource, name: str, arrays: Arrays, facts: Mapping[str, Any]
) -> None:
    with storage.write_to(resource) as folder:
        np.savez_compressed(folder / f"{name}.npz", **arrays)
        (folder / f"{name}.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def load_part(
    storage: ModelStorage, resource: Resource, name: str
) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """(arrays, facts) as saved. Raises ValueError when an array holds anything but numbers and letters."""
    with storage.read_from(resource) as folder:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        facts: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return arrays, facts


def vectorizer_words(vectorizer: TfidfVectorizer) -> list[str]:
    """The vocabulary in the order of its columns."""
    return list(vectorizer.get_feature_names_out())


def restore_vectorizer(vectorizer: TfidfVectorizer, words: list[str], idf: NDArray[np.float64]) -> None:
    """Give an untrained vectorizer the vocabulary and weights of a trained one of the same settings."""
    vectorizer.vocabulary = {word: column for column, word in enumerate(words)}
    vectorizer.idf_ = idf


def regression_arrays(regression: LogisticRegression) -> dict[str, NDArray[Any]]:
    return {
        "coefficients": regression.coef_,
        "intercept": regression.intercept_,
        "classes": np.asarray(regression.classes_, dtype=str),
    }


def restore_regression(regression: LogisticRegression, arrays: Arrays) -> None:
    regression.coef_, regression.intercept_ = arrays["coefficients"], arrays["intercept"]
    regression.classes_ = arrays["classes"]
