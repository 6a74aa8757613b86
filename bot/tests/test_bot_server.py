"""The action server's edge: who may call, and what a failure looks like from outside."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from actions.client import ApiClient
from actions.server import Configuration, ConfigurationMissing, create_app
from tests.conftest import run


def call(body: Any, token: str | None = "actions") -> tuple[int, dict[str, Any]]:
    async def work() -> tuple[int, dict[str, Any]]:
        app = create_app(ApiClient("http://127.0.0.1:9", "t"), "actions")
        async with TestClient(TestServer(app)) as client:
            response = await client.post("/webhook", json=body, params={"token": token} if token else {})
            return response.status, await response.json()

    result: tuple[int, dict[str, Any]] = run(work)
    return result


def asked(action: str, **state: Any) -> dict[str, Any]:
    tracker = {"sender_id": "s", "slots": {}, "latest_message": {}, "events": [], "paused": False, **state}
    return {"next_action": action, "tracker": tracker, "domain": {}}


@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_without_the_token_nothing_is_done(token: str | None) -> None:
    assert call(asked("action_forget"), token)[0] == 401


def test_an_action_answers_events_and_responses() -> None:
    status, answer = call(asked("action_forget"))
    assert status == 200
    assert {event["name"] for event in answer["events"]} >= {"secret_code", "citizen_name", "contact"}


def test_unknown_action_bad_body_and_failing_action_show_no_trace() -> None:
    assert call(asked("action_unknown")) == (
        404,
        {"error": "unknown_action", "action_name": "action_unknown"},
    )
    assert call([]) == (422, {"error": "bad_call"})
    status, answer = call(asked("action_forget") | {"tracker": None})
    assert status in {422, 500}
    assert "Traceback" not in str(answer)


def test_no_secret_has_a_default() -> None:
    with pytest.raises(ConfigurationMissing, match="BOT_ACTIONS_TOKEN, BOT_API_TOKEN"):
        Configuration.read({"BOT_API_URL": "http://x"})
    made = Configuration.read({"BOT_API_URL": "http://x", "BOT_API_TOKEN": "a", "BOT_ACTIONS_TOKEN": "b"})
    assert made.host == "127.0.0.1"
