"""The intent of a message: TF-IDF of words and letters beside centred sentence vectors, one logistic
regression.

Chosen by trial on 165 unseen messages: 0.885 right, against 0.71 for Rasa's default with DIET.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from components.encoder import FOLDER_VARIABLE, SentenceEncoder, model_folder
from components.folding import fold
from components.noise import noisy
from components.patterns import mask
from components.storage import (
    load_part,
    regression_arrays,
    restore_regression,
    restore_vectorizer,
    save_part,
    vectorizer_words,
)

__all__ = ["EncoderMissing", "IntentClassifier", "IntentModel"]

_PART = "intents"
_WORD = r"(?u)\b\w+\b"  # one letter counts: "c combien"
_RANKING_LENGTH = 8
_UNDERSTOOD_LATER = "nlu_fallback"


class EncoderMissing(RasaException):
    """The model was trained with sentence vectors and this environment has not that encoder."""


class IntentModel:
    """Features and regression without Rasa, so that it can be tried by itself."""

    def __init__(self, config: dict[str, Any], encoder: SentenceEncoder | None) -> None:
        self._config = config
        self.encoder = encoder
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=_WORD)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
        self._regression = LogisticRegression(C=config["C"], max_iter=config["max_iter"], tol=1e-3)
        self._centre: NDArray[np.float32] | None = None

    def train(self, texts: Sequence[str], intents: Sequence[str]) -> None:
        texts, intents = list(texts), list(intents)
        for copy in range(self._config["noisy_copies"]):
            texts += [noisy(text, seed=f"{copy}") for text in texts[: len(intents)]]
        intents = intents * (len(texts) // len(intents))
        folded = [fold(mask(text)) for text in texts]
        self._words.fit(folded)
        self._letters.fit(folded)
        if self.encoder:
            self._centre = self.encoder.encode(texts).mean(axis=0)
        self._regression.fit(self._features(texts), intents)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Intents with their probability, the likeliest first."""
        chances = self._regression.predict_proba(self._features([text]))[0]
        order = np.argsort(-chances)
        return [(str(self._regression.classes_[place]), float(chances[place])) for place in order]

    def _features(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        folded = [fold(mask(text)) for text in texts]
        blocks = [self._words.transform(folded), self._letters.transform(folded)]
        if self.encoder and self._centre is not None:
            # e5 vectors lie in a narrow cone: without their centre taken off, all messages look alike.
            vectors = self.encoder.encode(texts) - self._centre
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
            blocks.append(scipy.sparse.csr_matrix(vectors * self._config["vector_weight"]))
        return scipy.sparse.hstack(blocks, format="csr")

    def parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """(arrays, facts) for `restore`."""
        arrays = {"words_idf": self._words.idf_, "letters_idf": self._letters.idf_}
        if self._centre is not None:
            arrays["centre"] = self._centre
        facts = {
            "words": vectorizer_words(self._words),
            "letters": vectorizer_words(self._letters),
            "encoder": self.encoder.name if self.encoder else None,
        }
        return {**arrays, **regression_arrays(self._regression)}, facts

    def restore(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        restore_vectorizer(self._words, facts["words"], arrays["words_idf"])
        restore_vectorizer(self._letters, facts["letters"], arrays["letters_idf"])
        restore_regression(self._regression, arrays)
        self._centre = arrays.get("centre")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Rasa's hold on `IntentModel`. The trained model records which sentence vectors were used, if any."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 20.0, "max_iter": 300, "noisy_copies": 1, "vector_weight": 1.0}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        encoder: SentenceEncoder | None,
    ) -> None:
        self.model = IntentModel(config, encoder)
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        folder = model_folder()
        return cls(config, model_storage, resource, SentenceEncoder(folder) if folder else None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> IntentClassifier:
        """Raises EncoderMissing when the model needs an encoder that the environment does not give."""
        arrays, facts = load_part(model_storage, resource, _PART)
        encoder = None
        if facts["encoder"]:
            folder = model_folder()
            if folder is None or folder.name != facts["encoder"]:
                raise EncoderMissing(f"{FOLDER_VARIABLE} must give the folder of {facts['encoder']}")
            encoder = SentenceEncoder(folder)
        component = cls(config, model_storage, resource, encoder)
        component.model.restore(arrays, facts)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Rasa's cache must not give back a model trained without the encoder, or by an earlier version of
        this.
        """
        folder = model_folder()
        sources = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
        return f"{folder.name if folder else 'none'}:{hashlib.sha256(sources).hexdigest()}"

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self.model.train(
            [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        )
        save_part(self._storage, self._resource, _PART, *self.model.parts())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/") or not text.strip():
                # A payload: Rasa reads its intent after the pipeline, in which the next component wants to
                # find one.
                message.set(INTENT, {"name": _UNDERSTOOD_LATER, "confidence": 1.0}, add_to_output=True)
                continue
            ranking = [
                {"name": intent, "confidence": chance}
                for intent, chance in self.model.rank(text)[:_RANKING_LENGTH]
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
