"""Registering a request: the facts of each message, the checks, the sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.conftest import tracker
from tests.fake_api import FakeApi
from tests.playing import FILLED, Played, played


def answer(api: FakeApi, domain: dict[str, Any]) -> Callable[..., Played]:
    """One turn of the request form."""

    def turn(requested: str, text: str, intent: str = "inform", **entities: str) -> Played:
        state = tracker(text, intent, {"requested_slot": requested}, entities)
        return played(api, "validate_request_form", state, domain)

    return turn


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
