"""What a person says before anything was asked, and what they would find stupid of a form."""

from __future__ import annotations

from typing import Any

import pytest

from actions.facts import full_name, name_before_contact
from tests.conftest import tracker
from tests.fake_api import FakeApi
from tests.playing import Played, played

MATTER = "c'est pour le visa de mon fils, on attend depuis octobre"


@pytest.mark.parametrize("action", ["action_what_next", "action_clarify"])
def test_a_matter_told_unasked_is_proposed_as_a_request(
    api: FakeApi, domain: dict[str, Any], action: str
) -> None:
    found = played(api, action, tracker(MATTER, "inform"), domain)
    assert found.said == ["utter_register_this"]
    assert found.slots == {"offered_subject": MATTER}
    [button] = found.messages[0]["buttons"]
    assert button["payload"] == '/register_request{"field":"subject"}'


@pytest.mark.parametrize("text", ["ok merci", "et si je reviens demain matin alors ?"])
def test_few_words_and_questions_are_no_matter(api: FakeApi, domain: dict[str, Any], text: str) -> None:
    assert played(api, "action_what_next", tracker(text, "inform"), domain).said == ["utter_what_next"]


def test_who_somebody_is_is_no_matter(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("Ann Bih and my number is 677000111", "inform", None, {"phone": "+237677000111"})
    assert played(api, "action_what_next", state, domain).said == ["utter_what_next"]


def test_the_proposal_taken_fills_the_subject(api: FakeApi, domain: dict[str, Any]) -> None:
    offered = {"offered_subject": MATTER, "subject": None}
    state = tracker("/register_request", "register_request", offered, {"field": "subject"})
    started = played(api, "action_start_request", state, domain)
    assert (started.slots["subject"], started.slots["procedure"]) == (MATTER, "visa")
    assert started.slots["offered_subject"] is None


def test_the_menu_button_does_not_bring_back_what_was_said_long_ago(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker("/register_request", "register_request", {"offered_subject": MATTER})
    assert played(api, "action_start_request", state, domain).slots["subject"] is None


def test_yes_takes_the_proposal_only_right_after_it(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("oui", "affirm", {"offered_subject": MATTER})
    state.events = [{"event": "action", "name": "action_what_next"}, {"event": "user", "text": "oui"}]
    assert played(api, "action_what_next", state, domain).slots["subject"] == MATTER
    state.events.insert(1, {"event": "action", "name": "utter_thanks"})
    assert played(api, "action_what_next", state, domain).said == ["utter_what_next"]


def test_a_number_given_unasked_is_looked_up(api: FakeApi, domain: dict[str, Any]) -> None:
    facts = {"number": "REQ-2026-000001-45", "code": "ABCDE-12345"}
    found = played(api, "action_what_next", tracker("et le REQ…", "inform", None, facts), domain)
    assert found.slots["dossier_number"] == "REQ-2026-000001-45"
    assert found.slots["secret_code"] == "ABCDE-12345"


def test_the_code_given_before_the_number_is_taken_without_reproach(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker("ABCDE-12345", "inform", {"requested_slot": "dossier_number"}, {"code": "ABCDE-12345"})
    found = played(api, "validate_status_form", state, domain)
    assert found.said == ["utter_code_noted"]
    assert found.slots["secret_code"] == "ABCDE-12345"


def turn(api: FakeApi, domain: dict[str, Any], requested: str, text: str, **entities: str) -> Played:
    state = tracker(text, "inform", {"requested_slot": requested}, entities)
    return played(api, "validate_request_form", state, domain)


def test_name_and_phone_in_one_message_are_both_taken(api: FakeApi, domain: dict[str, Any]) -> None:
    found = turn(api, domain, "citizen_name", "Mary, my phone is 677445566", phone="+237677445566")
    assert (found.slots["citizen_name"], found.slots["phone"]) == ("Mary", "+237677445566")
    alone = turn(api, domain, "citizen_name", "677445566", phone="+237677445566")
    assert "citizen_name" not in alone.slots


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Bih and my number is 677000111", "Ann Bih"),
        ("Paul Mbarga tel 699 11 22 33", "Paul Mbarga"),
        ("Jean-Pierre Étoa 699112233", "Jean-Pierre Étoa"),
        ("Awa Bello awa@exemple.cm", "Awa Bello"),
        ("c'est Awa Bello, mon mail : awa@exemple.cm", "Awa Bello"),
        ("mon numéro est 677000111", None),
        ("my number is 677000111", None),
    ],
)
def test_the_name_that_stands_before_a_contact(text: str, name: str | None) -> None:
    assert name_before_contact(text) == name


def test_a_kind_of_request_is_no_name() -> None:
    assert full_name("Complaint") is None
    assert full_name("Visa") is None
    assert full_name("Marie Visa") == "Marie Visa"


@pytest.mark.parametrize("text", ["je n'ai pas de téléphone", "j'ai pas d'email", "I don't have a phone"])
def test_who_has_no_phone_is_told_why_one_is_needed(api: FakeApi, domain: dict[str, Any], text: str) -> None:
    assert turn(api, domain, "contact", text).said == ["utter_contact_needed"]


def test_an_insult_is_no_subject(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("ta gueule", "out_of_scope", {"requested_slot": "subject"})
    assert played(api, "validate_request_form", state, domain).slots == {}


def test_a_period_asked_after_a_procedure_is_that_ones(api: FakeApi, domain: dict[str, Any]) -> None:
    told = played(api, "action_answer_faq", tracker("quels papiers pour un visa", "faq_visa"), domain)
    assert told.slots == {"topic": "visa"}
    asked = tracker("et c'est long", "faq_fees_delay", {"topic": "visa"})
    assert played(api, "action_answer_faq", asked, domain).said == ["utter_procedure_period_provisional"]


def test_what_is_told_of_a_procedure_ends_with_a_way_to_ask_for_it(
    api: FakeApi, domain: dict[str, Any]
) -> None:
    state = tracker("quels papiers pour un visa", "faq_visa")
    state.active_loop = {}
    found = played(api, "action_answer_faq", state, domain)
    [button] = found.values("utter_register_offer")["buttons"]
    assert button["payload"] == '/register_request{"procedure":"visa"}'
    pressed = tracker("/register_request", "register_request", None, {"procedure": "visa"})
    assert played(api, "action_start_request", pressed, domain).slots["procedure"] == "visa"


def test_a_lost_code_has_its_answer(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("j'ai perdu mon code", "faq_lost_code")
    assert played(api, "action_answer_faq", state, domain).said == ["utter_code_lost"]


def test_a_lost_code_is_no_wrong_code(api: FakeApi, domain: dict[str, Any]) -> None:
    state = tracker("j'ai perdu mon code", "faq_lost_code", {"requested_slot": "secret_code"})
    assert played(api, "validate_status_form", state, domain).said == []
