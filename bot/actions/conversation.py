"""The talk itself: language, asides in a form, uncertain messages, leaving and forgetting."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import messages, offers, request_slots, status_form, term_form
from actions.client import ApiClient
from actions.speech import language_of, title

__all__ = ["Aside", "Cancel", "ChangeLanguage", "Clarify", "Forget", "Restart"]

_ASIDE_RESPONSES = {
    "greet": "utter_aside_greet",
    "goodbye": "utter_aside_goodbye",
    "thank": "utter_aside_thanks",
    "help": "utter_aside_help",
    "out_of_scope": "utter_aside_out_of_scope",
    "human_handoff": "utter_aside_human_handoff",
    "register_request": "utter_finish_first",
    "check_status": "utter_finish_first",
    "ask_term": "utter_finish_first",
}
_CHOICES_MAX = 3
_WORTH_A_BUTTON = 0.08  # less likely than this, a proposal is noise


class Aside(Action):
    """Answers a message that is not the answer a form waits for; the form then asks its question again."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def name(self) -> str:
        return "action_aside"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        intent, term = messages.intent(tracker), messages.entity(tracker, "term")
        if intent == "ask_term" and term:
            target = messages.entity(tracker, "target_language")
            await term_form.translate(self._client, term, target, dispatcher, tracker)
        else:
            dispatcher.utter_message(response=_ASIDE_RESPONSES.get(intent, "utter_not_understood_here"))
        return []


class ChangeLanguage(Action):
    """To the language named, or else to the other one."""

    def name(self) -> str:
        return "action_change_language"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        wanted = messages.entity(tracker, "target_language")
        if wanted not in {"fr", "en"}:
            wanted = "fr" if language_of(tracker) == "en" else "en"
        return [SlotSet("language", wanted)]


class Clarify(Action):
    """Asks again: with the likely meanings as buttons, or with the menu when none is likely."""

    def name(self) -> str:
        return "action_clarify"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        ranking = (tracker.latest_message or {}).get("intent_ranking") or []
        buttons = []
        for guess in ranking:
            words = title(domain, f"utter_choice_{guess['name']}", language_of(tracker))
            if words and guess["confidence"] >= _WORTH_A_BUTTON:
                buttons.append({"title": words, "payload": f"/{guess['name']}"})
        offer = offers.offered(tracker)
        if offer:
            # A story told in words of its own is mostly a request.
            return offers.propose(offer, buttons[: _CHOICES_MAX - 1], dispatcher, tracker, domain)
        if buttons:
            dispatcher.utter_message(response="utter_did_you_mean", buttons=buttons[:_CHOICES_MAX])
        else:
            dispatcher.utter_message(response="utter_not_understood")
        return []


class Cancel(Action):
    def name(self) -> str:
        return "action_cancel"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        # "Nothing was sent" would be untrue after an attempt that nobody answered.
        unsure = tracker.get_slot("sent_content") is not None
        dispatcher.utter_message(response="utter_cancelled_unsure" if unsure else "utter_cancelled")
        return forgotten()


class Forget(Action):
    """Nothing that a citizen gave stays in a slot after its use."""

    def name(self) -> str:
        return "action_forget"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return forgotten()


class Restart(Action):
    """In the place of Rasa's own, which forgets the language as well and says nothing."""

    def name(self) -> str:
        return "action_restart"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        dispatcher.utter_message(response="utter_restarted")
        return [ActiveLoop(None), *forgotten()]


def forgotten() -> list[EventType]:
    slots = (*request_slots.FORM_SLOTS, *status_form.FORM_SLOTS, *term_form.FORM_SLOTS, "requested_slot")
    return [SlotSet(slot, None) for slot in slots]
