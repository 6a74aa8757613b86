"""Terms, questions of fact and uncertain messages; every action and sentence exists."""

from __future__ import annotations

from typing import Any

from actions.client import ApiClient
from actions.server import all_actions
from tests.conftest import tracker
from tests.fake_api import FakeApi
from tests.playing import Played, played


def term(
    api: FakeApi, domain: dict[str, Any], wanted: str, target: str | None, language: str = "fr"
) -> Played:
    slots = {"term": wanted, "target_language": target, "language": language}
    return played(api, "action_translate_term", tracker("x", "ask_term", slots), domain)


def test_terms_are_answered_from_the_bank_or_not_at_all(api: FakeApi, domain: dict[str, Any]) -> None:
    found = term(api, domain, "Valises diplomatiques", "en")
    assert found.said == ["utter_term_in_english", "utter_term_definition"]
    assert found.messages[0]["equivalents"] == "diplomatic bag et diplomatic pouch"
    assert term(api, domain, "diplomatic bag", None, "en").said[0] == "utter_term_in_french"
    assert term(api, domain, "valise scellée", "en").said[0] == "utter_term_near_in_english"
    assert term(api, domain, "zzzz", "en").said == ["utter_term_not_found"]
    api.failing = "down"
    assert term(api, domain, "valise diplomatique", "en").said == ["utter_term_down"]


def test_questions_of_fact_come_from_the_procedures_and_nothing_is_invented(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    def ask(text: str, intent: str) -> list[str]:
        return played(api, "action_answer_faq", tracker(text, intent), domain).said

    assert ask("quels papiers pour un visa", "faq_visa") == [
        "utter_procedure_facts",
        "utter_procedure_papers",
        "utter_procedure_period_provisional",
    ]
    assert ask("délai pour un passeport", "faq_fees_delay") == ["utter_procedure_period_provisional"]
    assert ask("combien coûte le passeport", "faq_fees_delay") == ["utter_fees_unknown"]
    assert ask("c'est long", "faq_fees_delay") == ["utter_which_procedure_period"]
    assert ask("où êtes-vous", "faq_hours_location") == ["utter_hours_unknown"]
    assert ask("mes données", "faq_privacy") == ["utter_privacy"]
    api.failing = "down"
    assert ask("quels papiers pour un visa", "faq_visa") == ["utter_api_down"]


def test_an_uncertain_message_gets_its_likely_meanings_as_buttons(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker("visa dossier", "nlu_fallback")
    state.latest_message["intent_ranking"] = [
        {"name": "nlu_fallback", "confidence": 0.5},
        {"name": "faq_visa", "confidence": 0.4},
        {"name": "check_status", "confidence": 0.35},
        {"name": "greet", "confidence": 0.01},
    ]
    found = played(api, "action_clarify", state, domain)
    assert [button["payload"] for button in found.messages[0]["buttons"]] == ["/faq_visa", "/check_status"]
    state.latest_message["intent_ranking"] = []
    assert played(api, "action_clarify", state, domain).said == ["utter_not_understood"]


def test_every_action_of_the_domain_exists_and_no_other(domain: dict[str, Any]) -> None:
    assert sorted(action.name() for action in all_actions(ApiClient("http://x", "t"))) == sorted(
        domain["actions"]
    )


def test_every_sentence_that_an_action_utters_is_in_the_domain(domain: dict[str, Any]) -> None:
    from tests.test_bot_data import uttered_by_actions

    assert uttered_by_actions() <= domain["responses"].keys()
