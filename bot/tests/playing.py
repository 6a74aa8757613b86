"""Actions played from a tracker's JSON, against the fake API over real HTTP."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.client import ApiClient
from actions.server import all_actions
from tests.conftest import run, serving
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
