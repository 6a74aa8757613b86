"""The bot's data: examples, sentences, and Rasa's own check of them."""

from __future__ import annotations

import csv
import logging
import re
import unicodedata
from collections import Counter, defaultdict
from typing import Any

import pytest
import yaml

from serve import HERE

WANTED = """
greet goodbye thank affirm deny help cancel restart out_of_scope inform correct_info register_request
check_status ask_term human_handoff change_language faq_legalisation faq_passport faq_visa faq_consular
faq_fees_delay faq_hours_location faq_lost_code faq_privacy
"""
EXAMPLES_MIN = 40  # an intent and language


def examples() -> list[tuple[str, str, str]]:
    """(intent, folder of the language, text) of every training example."""
    found = []
    for path in sorted((HERE / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = block["examples"].splitlines()
            found += [(block["intent"], path.parent.name, line.removeprefix("- ")) for line in lines]
    return found


def unseen() -> list[dict[str, str]]:
    rows = []
    for path in sorted((HERE / "tests" / "data").glob("messages*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return rows


def bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", decomposed.encode("ascii", "ignore").decode()))


def uttered_by_actions() -> set[str]:
    """Names of responses in the actions' source; `utter_term_in_` and its like are stems of names."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "actions").glob("*.py"))
    names = set(re.findall(r'"(utter_\w+)"', source))
    stems = {name for name in names if name in {"utter_term_in", "utter_term_near_in"}}
    return names - stems | {f"{stem}_{language}" for stem in stems for language in ("english", "french")}


def test_every_intent_has_examples_enough_in_both_languages() -> None:
    counts = Counter((intent, language) for intent, language, _ in examples() if language != "both")
    assert sorted({intent for intent, _ in counts}) == sorted(WANTED.split())
    assert {pair: count for pair, count in counts.items() if count < EXAMPLES_MIN} == {}


def test_no_example_is_repeated_within_an_intent_or_across_intents() -> None:
    places = defaultdict(list)
    for intent, language, text in examples():
        places[text.lower()].append((intent, language))
    assert {text: found for text, found in places.items() if len(found) > 1} == {}


def test_no_message_of_the_test_set_is_trained_on() -> None:
    trained = {bare(text) for _, _, text in examples()}
    assert [row["text"] for row in unseen() if bare(row["text"]) in trained] == []


def test_the_test_set_is_large_enough_and_covers_every_intent() -> None:
    rows = unseen()
    assert len(rows) >= 600
    assert {(row["intent"], row["language"]) for row in rows} == {
        (name, tag) for name in WANTED.split() for tag in ("fr", "en")
    }


def test_every_sentence_has_one_default_and_one_english_variant(domain: dict[str, Any]) -> None:
    for name, variants in domain["responses"].items():
        conditions = [variant.get("condition") for variant in variants]
        assert conditions == [None, [{"type": "slot", "name": "language", "value": "en"}]], name


def test_both_variants_of_a_sentence_fill_the_same_places_and_have_the_same_buttons(
    domain: dict[str, Any],
) -> None:
    for name, (french, english) in domain["responses"].items():
        places = [sorted(re.findall(r"{(\w+)}", variant["text"])) for variant in (french, english)]
        assert places[0] == places[1], name
        payloads = [
            [re.sub(r'"(fr|en)"', "", button["payload"]) for button in variant.get("buttons", [])]
            for variant in (french, english)
        ]
        assert payloads[0] == payloads[1], name


def test_every_payload_is_an_intent_of_the_domain(domain: dict[str, Any]) -> None:
    intents = {name for item in domain["intents"] for name in item}
    for variants in domain["responses"].values():
        for button in [button for variant in variants for button in variant.get("buttons", [])]:
            assert re.fullmatch(r"/(\w+)(\{\{.*\}\})?", button["payload"])[1] in intents


def test_rasa_finds_nothing_wrong(monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder) -> None:
    """`rasa data validate`, each warning looked at: it cannot know what forms and actions utter."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.validator import Validator

    monkeypatch.chdir(HERE)
    logging.disable(logging.INFO)
    importer = RasaFileImporter(config_file="config.yml", domain_path="domain", training_data_paths="data")
    validator = Validator.from_importer(importer)
    assert validator.verify_domain_validity()
    assert validator.verify_actions_in_stories_rules()
    assert validator.verify_forms_in_stories_rules()
    assert validator.verify_form_slots()
    assert validator.verify_slot_mappings()
    assert validator.verify_nlu(ignore_warnings=True)
    assert validator.verify_story_structure(ignore_warnings=False)
    known = uttered_by_actions() | {
        name for name in validator.domain.responses if name.startswith("utter_ask_")
    }
    known |= {name for name in validator.domain.responses if name.startswith("utter_choice_")}
    unused = re.compile(r"The utterance '(\w+)' is not used in any story or rule")
    strange = []
    for warning in recwarn.list:
        if issubclass(warning.category, (DeprecationWarning, PendingDeprecationWarning, FutureWarning)):
            continue  # of the libraries
        if "Slot auto-fill has been removed" in str(warning.message):
            continue  # said of every domain, whatever is in it
        match = unused.search(str(warning.message))
        if not match or match[1] not in known:
            strange.append(str(warning.message))
    assert strange == []
