"""The gateway between strangers and the bot."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text, update

from api.chat import conversations
from api.chat.rasa import BotMessage, BotUnavailable, Button, ScriptedBot
from api.chat.tables import ChatMessageRow, ChatSessionRow
from api.wiring import Services
from kit.clock import FixedClock

SESSIONS = "/api/v1/chat/sessions"
MESSAGES = "/api/v1/chat/messages"


def _open(client: TestClient) -> str:
    response = client.post(SESSIONS)
    assert response.status_code == 201
    return response.json()["session"]


def _say(client: TestClient, session: str, said: str = "Bonjour", message_id=None, **more):
    body = {"session": session, "message_id": str(message_id or uuid.uuid4()), "language": "fr"}
    body |= more if "payload" in more else {"text": said, **more}
    return client.post(MESSAGES, json=body)


def test_a_message_gets_the_bots_answer(client: TestClient, bot: ScriptedBot):
    response = _say(client, _open(client), "Bonjour")
    assert response.status_code == 200
    assert response.json() == {
        "messages": [
            {
                "text": "« Bonjour » ?",
                "buttons": [{"title": "Oui", "payload": "/affirm"}, {"title": "Non", "payload": "/deny"}],
            }
        ]
    }
    assert [asked[1:] for asked in bot.asked] == [("Bonjour", "fr")]


def test_the_token_is_neither_stored_nor_shown_to_the_bot(
    client: TestClient, bot: ScriptedBot, services: Services
):
    token = _open(client)
    _say(client, token)
    sender = bot.asked[0][0]
    assert sender != token
    with services.database.transaction() as session:
        row = session.scalar(select(ChatSessionRow).where(ChatSessionRow.sender == sender))
        assert row is not None
        whole = session.scalar(
            text("SELECT row_to_json(chat_session)::text FROM chat_session WHERE id = :id"), {"id": row.id}
        )
    assert token not in whole


def test_a_repeated_message_is_answered_from_the_store(client: TestClient, bot: ScriptedBot):
    token, message_id = _open(client), uuid.uuid4()
    first = _say(client, token, message_id=message_id)
    again = _say(client, token, message_id=message_id)
    assert first.json() == again.json()
    assert len(bot.asked) == 1


def test_the_same_message_twice_at_once_reaches_the_bot_once(client: TestClient, bot: ScriptedBot):
    bot.delay_seconds = 0.3
    token, message_id = _open(client), uuid.uuid4()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: _say(client, token, message_id=message_id), range(4)))
    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in answers}) == 1
    assert len(bot.asked) == 1


def test_messages_of_one_session_reach_the_bot_one_after_another(client: TestClient, bot: ScriptedBot):
    bot.delay_seconds = 0.1
    token = _open(client)
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda n: _say(client, token, f"message {n}"), range(4)))
    assert {each.status_code for each in answers} == {200}
    assert len(bot.asked) == 4
    assert bot.most_at_once == 1


def test_sessions_do_not_wait_for_each_other(client: TestClient, bot: ScriptedBot):
    bot.delay_seconds = 0.3
    tokens = [_open(client) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda token: _say(client, token), tokens))
    assert bot.most_at_once > 1


@pytest.mark.parametrize("failure", ["error", "empty", "blank"])
def test_a_bot_that_fails_loses_nothing(client: TestClient, bot: ScriptedBot, failure: str):
    token, message_id = _open(client), uuid.uuid4()

    def fail(_message: str) -> list[BotMessage]:
        if failure == "error":
            raise BotUnavailable(reason="timeout")
        return [] if failure == "empty" else [BotMessage(text="  ")]

    good, bot.answer = bot.answer, fail
    response = _say(client, token, message_id=message_id)
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "bot_unavailable"
    assert response.json()["params"] == {}
    bot.answer = good
    assert _say(client, token, message_id=message_id).status_code == 200


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ('/inform{"kind":"hacked"}', 'inform{"kind":"hacked"}'),
        (" \t//// /restart", "restart"),
        ("\x00\x1b/restart", "restart"),
        ("\u200b\u2060/restart", "restart"),
        ("\ufeff/\u202e/restart", "restart"),
        ("deux\nlignes\r\net\x07 plus", "deux lignes et plus"),
        ("et/ou", "et/ou"),
        ("<b>oui</b> 👍🏽 مرحبا", "<b>oui</b> 👍🏽 مرحبا"),
        ("cafe\u0301", "café"),
    ],
)
def test_what_the_bot_hears(client: TestClient, bot: ScriptedBot, written: str, heard: str):
    assert _say(client, _open(client), written).status_code == 200
    assert bot.asked[0][1] == heard


@pytest.mark.parametrize("written", ["", "   ", "/", "// /", "\x00\u200b"])
def test_nothing_said(client: TestClient, bot: ScriptedBot, written: str):
    response = _say(client, _open(client), written)
    assert (response.status_code, response.json()["code"]) == (422, "nothing_said")
    assert bot.asked == []


def test_a_text_has_at_most_a_thousand_characters(client: TestClient):
    token = _open(client)
    assert _say(client, token, "a" * 1000).status_code == 200
    response = _say(client, token, "a" * 1001)
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"field": "text", "code": "string_too_long", "message": "Au plus 1000 caractères."}
    ]
    assert "aaaa" not in response.text


def test_only_offered_payloads_pass(client: TestClient, bot: ScriptedBot):
    token = _open(client)
    assert _say(client, token, payload="/affirm").json()["code"] == "payload_not_offered"
    _say(client, token)
    assert _say(client, token, payload="/affirm").status_code == 200
    assert bot.asked[-1][1] == "/affirm"
    response = _say(client, token, payload='/inform{"kind":"hacked"}')
    assert (response.status_code, response.json()["code"]) == (422, "payload_not_offered")
    assert _say(client, _open(client), payload="/affirm").status_code == 422


def test_old_buttons_stop_counting(client: TestClient, bot: ScriptedBot):
    token = _open(client)
    _say(client, token)
    bot.answer = lambda _message: [BotMessage(text="…", buttons=[Button(title="A", payload="/a")])]
    for _ in range(5):
        _say(client, token)
    assert _say(client, token, payload="/affirm").status_code == 422
    assert _say(client, token, payload="/a").status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"sender": "someone-else"},
        {"metadata": {"staff": True}},
        {"payload": "/a", "text": "b"},
        {"message_id": "1"},
        {"session": "x"},
        {"language": "de"},
    ],
)
def test_what_a_client_may_not_send(client: TestClient, bot: ScriptedBot, change: dict):
    body = {"session": _open(client), "message_id": str(uuid.uuid4()), "text": "a"} | change
    response = client.post(MESSAGES, json=body)
    assert (response.status_code, response.json()["code"]) == (422, "request_invalid")
    assert response.json()["errors"]
    assert bot.asked == []


def test_an_unknown_session_and_one_that_expired(client: TestClient, clock: FixedClock):
    assert _say(client, "x" * 43).json()["code"] == "chat_session_not_found"
    token = _open(client)
    clock.instant += timedelta(hours=23)
    assert _say(client, token).status_code == 200
    clock.instant += timedelta(hours=23)
    assert _say(client, token).status_code == 200
    clock.instant += timedelta(hours=25)
    assert _say(client, token).status_code == 404


def test_answers_are_kept_for_minutes_only_and_never_asked_twice(
    client: TestClient, bot: ScriptedBot, clock: FixedClock, services: Services
):
    token, message_id = _open(client), uuid.uuid4()
    _say(client, token, message_id=message_id)
    clock.instant += timedelta(minutes=16)
    with services.database.transaction() as session:
        conversations.purge(session, clock.now())
    with services.database.transaction() as session:
        kept = session.get(
            ChatMessageRow,
            (session.scalar(select(ChatMessageRow.session_id).filter_by(message_id=message_id)), message_id),
        )
        assert kept is not None
        assert kept.answer is None
    response = _say(client, token, message_id=message_id)
    assert (response.status_code, response.json()["code"]) == (409, "answer_no_longer_kept")
    assert len(bot.asked) == 1


def test_purge_forgets_silent_sessions(client: TestClient, clock: FixedClock, services: Services):
    token = _open(client)
    _say(client, token)
    clock.instant += timedelta(hours=25)
    with services.database.transaction() as session:
        conversations.purge(session, clock.now())
        assert session.scalar(select(ChatSessionRow.id)) is None
        assert session.scalar(select(ChatMessageRow.session_id)) is None


def test_a_killed_process_does_not_block_its_session(
    client: TestClient, clock: FixedClock, services: Services
):
    token = _open(client)
    with services.database.transaction() as session:
        session.execute(
            update(ChatSessionRow).values(
                asking=uuid.uuid4(), asking_until=clock.now() - timedelta(seconds=1)
            )
        )
    assert _say(client, token).status_code == 200


def test_a_turn_that_passed_to_another_stores_nothing(services: Services, clock: FixedClock):
    lasts = timedelta(seconds=10)
    with services.database.transaction() as session:
        token = conversations.open_session(session, clock.now())
        late = conversations.claim(session, token, uuid.uuid4(), payload=None, now=clock.now(), lasts=lasts)
    clock.instant += timedelta(seconds=11)
    with services.database.transaction() as session:
        present = conversations.claim(
            session, token, uuid.uuid4(), payload=None, now=clock.now(), lasts=lasts
        )
        assert isinstance(late, conversations.Turn)
        assert isinstance(present, conversations.Turn)
        conversations.finish(session, late, [BotMessage(text="trop tard")], clock.now())
        assert session.get(ChatMessageRow, (late.session_id, late.message_id)) is None
        conversations.finish(session, present, [BotMessage(text="à temps")], clock.now())
        assert session.get(ChatMessageRow, (present.session_id, present.message_id)) is not None


def test_messages_are_limited_by_session(client: TestClient, clock: FixedClock):
    token = _open(client)
    statuses = [_say(client, token).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    refused = _say(client, token)
    assert refused.json()["code"] == "too_often"
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert _say(client, _open(client)).status_code == 200
    clock.instant += timedelta(minutes=1)
    assert _say(client, token).status_code == 200


def test_sessions_are_limited_by_address(client: TestClient, services: Services):
    statuses = [client.post(SESSIONS).status_code for _ in range(61)]
    assert statuses == [201] * 60 + [429]
    with services.database.transaction() as session:
        keys = session.scalars(text("SELECT key FROM rate_window")).all()
    assert all("testclient" not in key for key in keys)
