"""French or English, by letters: an own regression on the examples beats the general detectors on short
messages (.987 against .91 to .93), and costs 0.6 ms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

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

__all__ = ["LanguageModel", "LanguageTagger"]

_PART = "language"
_ENTITY = "message_language"


class LanguageModel:
    """`english(text)` is the probability that the text is English."""

    def __init__(self) -> None:
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)
        self._regression = LogisticRegression(C=20.0, max_iter=300)

    def train(self, texts: Sequence[str], languages: Sequence[str]) -> None:
        copies = [*texts, *(noisy(text, seed="language") for text in texts)]
        self._regression.fit(self._letters.fit_transform(self._prepared(copies)), [*languages, *languages])

    def english(self, text: str) -> float:
        chances = self._regression.predict_proba(self._letters.transform(self._prepared([text])))[0]
        return float(chances[list(self._regression.classes_).index("en")])

    @staticmethod
    def _prepared(texts: Sequence[str]) -> list[str]:
        return [fold(mask(text)) for text in texts]

    def parts(self) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        """(arrays, facts) for `restore`."""
        arrays = {"idf": self._letters.idf_, **regression_arrays(self._regression)}
        return arrays, {"letters": vectorizer_words(self._letters)}

    def restore(self, arrays: dict[str, NDArray[Any]], facts: dict[str, Any]) -> None:
        restore_vectorizer(self._letters, facts["letters"], arrays["idf"])
        restore_regression(self._regression, arrays)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class LanguageTagger(GraphComponent):
    """Adds an entity `message_language` when sure enough; the slot `language` decides for which intents it
    counts.

    The language of the reader's page (`metadata.language`, from the gateway) weighs in, so that "ok" or
    "info" on an English page does not turn the talk into French.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"sure": 0.75, "page_odds": 3.0}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.model = LanguageModel()
        self._config = config
        self._storage = storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageTagger:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> LanguageTagger:
        component = cls(config, model_storage, resource)
        component.model.restore(*load_part(model_storage, resource, _PART))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts, languages = [], []
        for example in training_data.intent_examples:
            language = ((example.get(METADATA) or {}).get(METADATA_INTENT) or {}).get("language")
            if language and example.get(TEXT):
                texts.append(example.get(TEXT))
                languages.append(language)
        self.model.train(texts, languages)
        save_part(self._storage, self._resource, _PART, *self.model.parts())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/") or not text.strip():
                continue
            language = self._language(text, (message.get(METADATA) or {}).get("language"))
            if language:
                entity = {"entity": _ENTITY, "value": language, "start": 0, "end": len(text)}
                entities = [*(message.get(ENTITIES) or []), {**entity, "extractor": type(self).__name__}]
                message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _language(self, text: str, page: str | None) -> str | None:
        chance = min(max(self.model.english(text), 1e-6), 1 - 1e-6)
        odds = math.log(chance / (1 - chance))
        # One factor of odds: enough to decide an even case, nothing against a plain sentence.
        odds += {"en": 1, "fr": -1}.get(page or "", 0) * math.log(self._config["page_odds"])
        limit = math.log(self._config["sure"] / (1 - self._config["sure"]))
        if abs(odds) < limit:
            return None
        return "en" if odds > 0 else "fr"
