"""Following a file: what is taken, what is told, what is forgotten."""

from __future__ import annotations

from typing import Any

from tests.conftest import tracker
from tests.fake_api import FakeApi
from tests.playing import FILLED, Played, played


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
