"""The components trained small: what is written and read back understands the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.intents import EncoderMissing, IntentClassifier
from components.language import LanguageTagger
from components.noise import noisy
from components.patterns import PatternExtractor
from components.storage import load_part, save_part
from tests.test_bot_data import examples

CHOSEN = {"greet", "faq_visa", "check_status", "ask_term"}
UNSEEN = ["bonjour tout le monde", "visa pour le Tchad comment", "where is my application", "xyzzy"]


@pytest.fixture(scope="module")
def training_data() -> TrainingData:
    return TrainingData(
        [
            Message({"text": text, "intent": intent, "metadata": {"intent": {"language": language}}})
            for intent, language, text in examples()
            if intent in CHOSEN and language != "both"
        ]
    )


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage.create(tmp_path)


def build(kind: Any, storage: LocalModelStorage, way: str) -> Any:
    context: Any = ExecutionContext(graph_schema=None)
    return getattr(kind, way)(kind.get_default_config(), storage, Resource("part"), context)


def understood(component: Any, text: str, **more: Any) -> Message:
    return component.process([Message({"text": text, **more})])[0]


def test_intents_are_the_same_after_reading_back(
    training_data: TrainingData, storage: LocalModelStorage
) -> None:
    trained = build(IntentClassifier, storage, "create")
    trained.train(training_data)
    read = build(IntentClassifier, storage, "load")
    for text in UNSEEN:
        assert understood(trained, text).get("intent_ranking") == understood(read, text).get("intent_ranking")
    assert [understood(read, text).get("intent")["name"] for text in UNSEEN[:3]] == [
        "greet",
        "faq_visa",
        "check_status",
    ]


def test_training_twice_gives_the_same_model(training_data: TrainingData, tmp_path: Path) -> None:
    rankings = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        component = build(IntentClassifier, LocalModelStorage.create(tmp_path / name), "create")
        component.train(training_data)
        rankings.append([understood(component, text).get("intent_ranking") for text in UNSEEN])
    assert rankings[0] == rankings[1]


def test_a_model_trained_with_vectors_refuses_to_serve_without(
    training_data: TrainingData, storage: LocalModelStorage
) -> None:
    component = build(IntentClassifier, storage, "create")
    component.train(training_data)
    arrays, facts = component.model.parts()
    save_part(storage, Resource("part"), "intents", arrays, {**facts, "encoder": "some-model-1"})
    with pytest.raises(EncoderMissing):
        build(IntentClassifier, storage, "load")


def test_an_object_hidden_among_the_numbers_is_not_read(storage: LocalModelStorage) -> None:
    save_part(storage, Resource("part"), "strange", {"path": np.array([Path("x")], dtype=object)}, {})
    with pytest.raises(ValueError, match="allow_pickle"):
        load_part(storage, Resource("part"), "strange")


def test_a_payload_passes_through(training_data: TrainingData, storage: LocalModelStorage) -> None:
    component = build(IntentClassifier, storage, "create")
    component.train(training_data)
    assert understood(component, '/inform{"procedure":"visa"}').get("intent")["confidence"] == 1.0
    assert understood(PatternExtractor(), "/inform 677123456").get("entities") is None


def test_language_by_letters_and_by_the_page(training_data: TrainingData, storage: LocalModelStorage) -> None:
    build(LanguageTagger, storage, "create").train(training_data)
    tagger = build(LanguageTagger, storage, "load")

    def tagged(text: str, page: str = "") -> str | None:
        found = understood(tagger, text, metadata={"language": page}).get("entities") or []
        return next((entity["value"] for entity in found), None)

    assert tagged("bonjour, où en est mon dossier") == "fr"
    assert tagged("hello, where is my file") == "en"
    assert tagged("where is my file please", page="fr") == "en"
    assert tagged("/greet") is None


def test_noise_is_the_same_each_time_and_never_empty() -> None:
    for _, _, text in examples():
        assert noisy(text, "0") == noisy(text, "0")
        assert noisy(text, "0").strip()
