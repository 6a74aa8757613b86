"""Words that answer no question: a file to look up, a matter to register, or neither."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import messages
from actions.catalogue import Catalogue
from actions.request_questions import opening
from actions.speech import language_of, shown, title

__all__ = ["WhatNext", "offered", "propose"]

_MATTER_WORDS_MIN = 5  # fewer are no description
_FACTS = ("name", "phone", "email", "number", "code")
_OFFERING = frozenset({"action_what_next", "action_clarify"})


class WhatNext(Action):
    """An answer where nothing was asked: take the number or the matter in it, or show the menu."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def name(self) -> str:
        return "action_what_next"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        number, code = messages.entity(tracker, "number"), messages.entity(tracker, "code")
        if number or code:
            slots = {"dossier_number": number, "secret_code": code, "requested_slot": None}
            return [*(SlotSet(slot, value) for slot, value in slots.items()), FollowupAction("status_form")]
        if messages.intent(tracker) == "affirm" and _just_offered(tracker):
            slots = await opening(self._catalogue, dispatcher, tracker, offered=True)
            return [*slots, FollowupAction("request_form")]
        offer = offered(tracker)
        if offer:
            return propose(offer, [], dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_what_next")
        return []


def offered(tracker: Tracker) -> str | None:
    """The last message, when it may be the description of a matter."""
    said = messages.text(tracker)
    if messages.intent(tracker) in {"affirm", "deny"} or messages.is_question(said):
        return None
    if any(messages.entity(tracker, fact) for fact in _FACTS):
        return None  # who somebody is, not what the matter is
    return said if len(said.split()) >= _MATTER_WORDS_MIN else None


def propose(
    subject: str,
    others: list[dict[str, str]],
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    domain: dict[str, Any],
) -> list[EventType]:
    name = title(domain, "utter_choice_register_this", language_of(tracker))
    first = {"title": name, "payload": '/register_request{"field":"subject"}'}
    dispatcher.utter_message(
        response="utter_register_this",
        said=shown(subject),
        buttons=[first, *(button for button in others if button["payload"] != "/register_request")],
    )
    return [SlotSet("offered_subject", subject)]


def _just_offered(tracker: Tracker) -> bool:
    """Whether the proposal is the last thing the bot did."""
    names = [event.get("name") for event in tracker.events if event.get("event") == "action"]
    done = [name for name in names if name != "action_listen"]
    return bool(tracker.get_slot("offered_subject") and done and done[-1] in _OFFERING)
