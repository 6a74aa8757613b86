"""Conversations over the real channel: gateway, Rasa, action server, API, database."""

import json
import re
import time
import uuid
from collections.abc import Iterator

import httpx
import psutil
import pytest

from relance.numbers import DossierNumber
from tests.bot.conversation import Conversation
from tests.running import RunningSystem, is_part, processes_of

pytestmark = pytest.mark.bot

NUMBER = re.compile(r"REQ-\d{4}-\d{6}-\d{2}")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")


@pytest.fixture
def french(running_system: RunningSystem) -> Iterator[Conversation]:
    with Conversation(running_system.address, "fr") as conversation:
        yield conversation


@pytest.fixture
def english(running_system: RunningSystem) -> Iterator[Conversation]:
    with Conversation(running_system.address, "en") as conversation:
        yield conversation


def up_to_confirmation(talk: Conversation, subject: str) -> str:
    """A request in French up to the summary."""
    talk.say("je veux déposer une requête")
    talk.say(subject)
    talk.press("Légalisation de documents")
    talk.say("Aïssatou Njoya")
    talk.say("aissatou.njoya@example.org")
    return talk.press("Oui, je suis d’accord")


def number_and_code(text: str) -> tuple[str, str]:
    number, code = NUMBER.search(text), CODE.search(text)
    assert number, text
    assert code, text
    return number[0], code[0]


def dossiers_about(system: RunningSystem, words: str) -> list[dict]:
    return json.loads(system.command("dossiers", "list", "--text", words, "--json").stdout)["items"]


def test_a_request_in_french_from_the_first_word_to_its_status(french: Conversation) -> None:
    summary = up_to_confirmation(french, "Mon diplôme attend au ministère depuis un mois")
    for told in ("Légalisation de documents", "diplôme", "Aïssatou Njoya", "aissatou.njoya@example.org"):
        assert told in summary
    number, code = number_and_code(french.press("Envoyer"))
    french.say("où en est mon dossier ?")
    french.say(number)
    status = french.say(code)
    assert number in status
    assert "Légalisation" in status
    assert code not in status


def test_a_request_in_english_with_a_correction_before_sending(english: Conversation) -> None:
    english.say("I want to make a request")
    noted = english.say("I lost my service passport in Douala last week and need a new one")
    assert "Diplomatic or service passport" in noted  # named, so not asked
    english.say("Peter Ngwa")
    english.say("+237 677 00 11 22")
    summary = english.press("Yes, I agree")
    assert "Peter Ngwa" in summary
    assert "+237677001122" in summary
    number, code = number_and_code(english.press("Send"))
    english.say("how far with my request")
    english.say(number)
    assert number in english.say(code)


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(french: Conversation) -> None:
    up_to_confirmation(french, "Demande pour essayer un mauvais code")
    number, code = number_and_code(french.press("Envoyer"))
    wrong = "Z" * 5 + "-" + ("Y" if code[-1] != "Y" else "X") * 5
    answers = []
    for asked in (number, unknown_number()):
        french.say("où en est mon dossier ?")
        french.say(asked)
        answers.append(french.say(wrong))
    assert answers[0] == answers[1]
    assert "Légalisation" not in answers[0]


def unknown_number() -> str:
    """Well formed, its check right, never given."""
    return str(DossierNumber("REQ", 2026, 999_999))


@pytest.mark.parametrize(
    ("question", "language", "answer"),
    [
        ("Comment dit-on « valise diplomatique » en anglais ?", "fr", "diplomatic bag"),
        ("How do you say “letters of credence” in French?", "en", "lettres de créance"),
    ],
)
def test_a_term_is_answered_from_the_bank(
    running_system: RunningSystem, question: str, language: str, answer: str
) -> None:
    with Conversation(running_system.address, language) as talk:
        assert answer in talk.say(question)


def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(french: Conversation) -> None:
    french.say("je veux déposer une requête")
    asked = french.say("comment dit-on « note verbale » en anglais ?")
    assert "note verbale" in asked
    french.say("Mon acte de naissance est demandé à Lyon")
    assert "nom" in french.press("Légalisation de documents")


def test_when_the_action_server_dies_at_the_confirmation_one_request_results(
    running_system: RunningSystem, french: Conversation
) -> None:
    subject = f"Panne au moment de confirmer {uuid.uuid4().hex[:8]}"
    up_to_confirmation(french, subject)
    payload, message_id = french.payload_of("Envoyer"), str(uuid.uuid4())
    [actions] = [one for one in processes_of(running_system) if is_part(one, "actions.server")]
    actions.kill()
    refused = french.send(message_id=message_id, payload=payload)
    assert refused.status_code == 503
    assert refused.json()["code"] == "bot_unavailable"
    deadline = time.monotonic() + 60
    while (answer := french.send(message_id=message_id, payload=payload)).status_code != 200:
        assert time.monotonic() < deadline, answer.text
        time.sleep(0.5)
    texts = "\n".join(message["text"] for message in answer.json()["messages"])
    if not NUMBER.search(texts):  # asked to confirm once more
        texts = french.say("oui")
    number_and_code(texts)
    again = french.send(message_id=message_id, payload=payload)
    assert again.json() == answer.json()
    assert len(dossiers_about(running_system, subject)) == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "🙂🙂🙂", "مرحبا", "/restart", "a" * 1000])
def test_strange_texts_are_answered_in_words(french: Conversation, text: str) -> None:
    assert french.say(text).strip()


def test_a_payload_that_was_not_offered_is_refused(french: Conversation) -> None:
    refused = french.send(payload='/inform{"procedure":"hacked"}')
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"


def test_rasa_itself_asks_for_its_token(running_system: RunningSystem) -> None:
    [port] = {
        connection.laddr.port
        for one in processes_of(running_system)
        if is_part(one, "serve.py")
        for connection in one.net_connections()
        if connection.status == psutil.CONN_LISTEN
    }
    body = {"sender": "default", "message": "bonjour"}
    with httpx.Client(trust_env=False) as client:
        assert client.post(f"http://127.0.0.1:{port}/webhooks/rest/webhook", json=body).status_code == 401
        assert client.get(f"http://127.0.0.1:{port}/conversations/default/tracker").status_code == 404
