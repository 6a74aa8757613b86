"""Actions played from a tracker's JSON, against the fake API over real HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ApiClient
from actions.server import all_actions
from tests.conftest import run, serving, tracker
from tests.fake_api import FakeApi

FILLED: dict[str, Any] = {
    "subject": "Légalisation de mon diplôme",
    "procedure": "legalisation",
    "citizen_name": "Jean Mbarga",
    "contact": "+237677123456",
    "phone": "+237677123456",
    "email": None,
    "consent": True,
    "request_key": "0123456789abcdef",
    "requested_slot": "confirm",
}


class Played:
    """What an action said (names of responses, with their values) and which slots it set."""

    def __init__(self, dispatcher: CollectingDispatcher, events: list[dict[str, Any]]) -> None:
        self.messages = dispatcher.messages
        self.said = [message.get("response") for message in dispatcher.messages]
        self.slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}

    def values(self, response: str) -> dict[str, Any]:
        return next(message for message in self.messages if message.get("response") == response)


async def play(client: ApiClient, name: str, state: Tracker, domain: dict[str, Any]) -> Played:
    action: Action = next(action for action in all_actions(client) if action.name() == name)
    dispatcher = CollectingDispatcher()
    found = action.run(dispatcher, state, domain)
    events = await found if isinstance(found, Awaitable) else found
    return Played(dispatcher, events)


def played(
    api: FakeApi, name: str, state: Tracker, domain: dict[str, Any], total_seconds: float = 5.0
) -> Played:
    async def work() -> Played:
        async with serving(api, total_seconds) as client:
            return await play(client, name, state, domain)

    result: Played = run(work)
    return result


def answer(api: FakeApi, domain: dict[str, Any]) -> Callable[..., Played]:
    """One turn of the request form."""

    def turn(requested: str, text: str, intent: str = "inform", **entities: str) -> Played:
        state = tracker(text, intent, {"requested_slot": requested}, entities)
        return played(api, "validate_request_form", state, domain)

    return turn


def test_every_action_of_the_domain_exists_and_no_other(domain: dict[str, Any]) -> None:
    assert sorted(action.name() for action in all_actions(ApiClient("http://x", "t"))) == sorted(
        domain["actions"]
    )


def test_starting_draws_a_key_and_takes_the_facts_of_the_first_message(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker(
        "je veux légaliser mon diplôme, mon tel 677123456",
        "register_request",
        {**FILLED, "subject": "an older request"},
        {"phone": "+237677123456"},
    )
    first, second = (played(api, "action_start_request", state, domain) for _ in range(2))
    assert first.slots["request_key"] != second.slots["request_key"]
    assert first.slots["procedure"] == "legalisation"
    assert first.slots["contact"] == first.slots["phone"] == "+237677123456"
    assert first.slots["subject"] is None
    assert first.slots["consent"] is None
    assert first.said == ["utter_procedure_noted"]


def test_words_are_taken_for_the_subject_and_questions_are_not(api: FakeApi, domain: dict[str, Any]) -> None:
    turn = answer(api, domain)
    assert turn("subject", "Légalisation de mon diplôme", "faq_legalisation").slots["subject"]
    noted = turn("subject", "je voudrais une audience avec le ministre", "register_request")
    assert (noted.slots["procedure"], noted.said) == ("audience", ["utter_procedure_noted"])
    assert turn("subject", "quels sont vos horaires", "faq_hours_location").slots == {}
    assert turn("subject", "annuler", "cancel").slots == {}
    assert turn("subject", "oui", "affirm").slots == {}
    assert turn("subject", "??!").slots["subject"] is None
    assert turn("subject", "abc").said == ["utter_subject_too_short"]
    assert turn("subject", "x" * 1001).said == ["utter_subject_too_long"]


def test_a_procedure_is_checked_against_the_list(api: FakeApi, domain: dict[str, Any]) -> None:
    turn = answer(api, domain)
    assert turn("procedure", "/inform", procedure="visa").slots["procedure"] == "visa"
    assert turn("procedure", "légalisation").slots["procedure"] == "legalisation"
    refused = turn("procedure", "/inform", procedure="hacked")
    assert refused.slots["procedure"] is None
    assert refused.said == ["utter_procedure_not_recognised"]


def test_the_list_down_is_said_and_nothing_is_lost(api: FakeApi, domain: dict[str, Any]) -> None:
    api.failing = "down"
    asked = played(api, "action_ask_request_form_procedure", tracker(), domain)
    assert asked.said == ["utter_procedures_down"]


def test_a_contact_is_a_phone_or_an_address(api: FakeApi, domain: dict[str, Any]) -> None:
    turn = answer(api, domain)
    both = turn("contact", "677123456 ou j@e.cm", phone="+237677123456", email="j@e.cm")
    assert (both.slots["phone"], both.slots["email"]) == ("+237677123456", "j@e.cm")
    assert turn("contact", "12 34").said == ["utter_contact_not_valid"]


def test_a_fact_is_corrected_at_any_time(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker(
        "non, mon téléphone est 699887766", "correct_info", dict(FILLED), {"phone": "+237699887766"}
    )
    found = played(api, "validate_request_form", state, domain)
    assert found.slots["phone"] == "+237699887766"
    assert "confirm" not in found.slots
    assert not api.registered


def test_correcting_asks_what_and_empties_it(api: FakeApi, domain: dict[str, Any]) -> None:
    asked = played(
        api, "validate_request_form", tracker("/correct_info", "correct_info", dict(FILLED)), domain
    )
    assert asked.slots["confirm"] == "correct"
    assert asked.slots["requested_slot"] == "fix_field"
    slots = {**FILLED, "confirm": "correct", "requested_slot": "fix_field"}
    chosen = played(
        api, "validate_request_form", tracker("/inform", "inform", slots, {"field": "contact"}), domain
    )
    assert chosen.slots["contact"] is None
    assert chosen.slots["phone"] is None
    assert chosen.slots["confirm"] is None
    named = played(
        api, "validate_request_form", tracker("erreur de nom", "correct_info", dict(FILLED)), domain
    )
    assert named.slots["citizen_name"] is None


def test_no_consent_ends_the_form(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("non", "deny", {**FILLED, "consent": None, "requested_slot": "consent"})
    refused = played(api, "validate_request_form", state, domain)
    assert refused.said == ["utter_consent_refused"]
    assert refused.slots["requested_slot"] is None


def test_confirming_sends_and_keeps_no_secret(api: FakeApi, domain: dict[str, Any]) -> None:
    sent = played(api, "validate_request_form", tracker("/affirm", "affirm", dict(FILLED)), domain)
    told = sent.values("utter_request_registered")
    [(content, number, code)] = api.registered.values()
    assert (told["number"], told["code"]) == (number, code)
    assert content["consent"] is True
    assert content["phone"] == "+237677123456"
    assert sent.slots["confirm"] == "sent"
    assert code not in str(sent.slots)
    assert sent.values("utter_request_due")["due_date"] == "jeudi 24 décembre 2026"


def test_nothing_is_sent_without_consent_or_with_a_hole(api: FakeApi, domain: dict[str, Any]) -> None:
    for hole in ({"consent": None}, {"contact": None}, {"request_key": None}):
        state = tracker("/affirm", "affirm", {**FILLED, **hole})
        assert played(api, "validate_request_form", state, domain).slots.get("confirm") is None
    assert not api.registered


def test_the_api_down_loses_nothing_and_confirming_again_makes_one_request(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    slots = dict(FILLED)
    for failing in ("down", "late", "slow", "broken", "late"):
        api.failing = failing
        found = played(api, "validate_request_form", tracker("oui", "affirm", slots), domain, 0.3)
        assert found.said == ["utter_request_not_sent"]
        assert found.slots["confirm"] is None
        slots.update(
            {name: value for name, value in found.slots.items() if name in slots or name == "sent_content"}
        )
    api.failing = ""
    found = played(api, "validate_request_form", tracker("oui", "affirm", slots), domain)
    assert "utter_request_registered" in found.said
    assert len(api.registered) == 1


def test_a_correction_after_an_unanswered_sending_still_makes_one_request(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    api.failing = "late"  # registered, and nobody told us
    first = played(api, "validate_request_form", tracker("oui", "affirm", dict(FILLED)), domain, 0.3)
    api.failing = ""
    slots = {**FILLED, "citizen_name": "Paul Mbarga", "sent_content": first.slots["sent_content"]}
    found = played(api, "validate_request_form", tracker("oui", "affirm", slots), domain)
    assert found.said[:2] == ["utter_request_registered_before", "utter_request_registered"]
    assert [content["name"] for content, _, _ in api.registered.values()] == ["Jean Mbarga"]


def test_cancelling_after_an_unanswered_sending_says_what_may_be(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker("annuler", "cancel", {**FILLED, "sent_content": {"name": "Jean"}})
    found = played(api, "action_cancel", state, domain)
    assert found.said == ["utter_cancelled_unsure"]
    assert set(found.slots.values()) == {None}


def status(api: FakeApi, domain: dict[str, Any], number: str, code: str, language: str = "fr") -> Played:
    slots = {"dossier_number": number, "secret_code": code, "language": language}
    return played(api, "action_report_status", tracker("x", "inform", slots), domain)


def test_the_status_is_told_in_the_readers_language_and_the_code_forgotten(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    played(api, "validate_request_form", tracker("/affirm", "affirm", dict(FILLED)), domain)
    [(_, number, code)] = api.registered.values()
    french = status(api, domain, number, code)
    assert french.values("utter_status")["sentence"] == "Votre dossier attend une pièce."
    assert french.values("utter_status")["registered_on"] == "dimanche 22 novembre 2026"
    assert french.slots == {"dossier_number": None, "secret_code": None}
    english = status(api, domain, number, code, "en")
    assert english.values("utter_status_due")["due_date"] == "Thursday 24 December 2026"


def test_wrong_code_and_unknown_number_read_the_same(api: FakeApi, domain: dict[str, Any]) -> None:
    played(api, "validate_request_form", tracker("/affirm", "affirm", dict(FILLED)), domain)
    [(_, number, code)] = api.registered.values()
    wrong, unknown = (
        status(api, domain, number, "AAAAA-AAAAA"),
        status(api, domain, "REQ-2026-999999-00", code),
    )
    assert wrong.messages == unknown.messages
    assert wrong.said == ["utter_status_not_found"]


def test_too_many_tries_and_a_backend_down_have_their_sentences(api: FakeApi, domain: dict[str, Any]) -> None:
    api.tries = 20
    assert (
        status(api, domain, "REQ-2026-999999-00", "AAAAA-AAAAA").values("utter_status_too_many")["minutes"]
        == "3"
    )
    api.failing = "down"
    assert status(api, domain, "REQ-2026-999999-00", "AAAAA-AAAAA").said == ["utter_status_down"]


def test_the_status_form_takes_number_and_code_in_one_message(api: FakeApi, domain: dict[str, Any]) -> None:
    entities = {"number": "REQ-2026-000001-45", "code": "ABCDE-12345"}
    state = tracker(
        "REQ-2026-000001-45 ABCDE-12345", "inform", {"requested_slot": "dossier_number"}, entities
    )
    found = played(api, "validate_status_form", state, domain)
    assert found.slots["dossier_number"] == "REQ-2026-000001-45"
    assert found.slots["secret_code"] == "ABCDE-12345"
    bad = tracker("je l'ai perdu", "inform", {"requested_slot": "secret_code"})
    assert played(api, "validate_status_form", bad, domain).said == ["utter_code_not_valid"]


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


def test_every_sentence_that_an_action_utters_is_in_the_domain(domain: dict[str, Any]) -> None:
    from tests.test_bot_data import uttered_by_actions

    assert uttered_by_actions() <= domain["responses"].keys()
