"""The equivalent of a term, from the bank; what the bank does not have is said, never made up."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import messages
from actions.client import ApiClient, ApiError, Hit
from actions.speech import enumerated, language_of, shown

__all__ = ["FORM_SLOTS", "StartTerm", "TranslateTerm", "ValidateTermForm", "translate"]

logger = logging.getLogger(__name__)

FORM_SLOTS = ("term", "target_language")
_TERM_MAX = 120
_NOT_A_TERM = frozenset({"affirm", "deny"})
_LANGUAGE_NAMES = {"en": "english", "fr": "french"}  # as the responses are named


class StartTerm(Action):
    def name(self) -> str:
        return "action_start_term"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return [
            SlotSet("term", messages.entity(tracker, "term")),
            SlotSet("target_language", messages.entity(tracker, "target_language")),
            SlotSet("requested_slot", None),
        ]


class ValidateTermForm(FormValidationAction):
    def name(self) -> str:
        return "validate_term_form"

    def extract_term(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if messages.requested(tracker) != "term" or not messages.text(tracker):
            return {}
        term = messages.entity(tracker, "term")
        if term:
            return {"term": term}
        if messages.is_aside(tracker) or messages.intent(tracker) in _NOT_A_TERM:
            return {}
        return {"term": messages.text(tracker)}

    def validate_term(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if not isinstance(value, str) or not value.strip():
            return {"term": None}
        if len(value) > _TERM_MAX:
            dispatcher.utter_message(response="utter_term_too_long")
            return {"term": None}
        target = messages.entity(tracker, "target_language")
        return {"term": value.strip(), **({"target_language": target} if target else {})}


class TranslateTerm(Action):
    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def name(self) -> str:
        return "action_translate_term"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        term = tracker.get_slot("term")
        if term:
            await translate(self._client, term, tracker.get_slot("target_language"), dispatcher, tracker)
        return [SlotSet(slot, None) for slot in FORM_SLOTS]


async def translate(
    client: ApiClient, term: str, target: str | None, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    """Utter the term's equivalent in `target`; unnamed, it is the language the reader does not read in."""
    if target not in _LANGUAGE_NAMES:
        target = "fr" if language_of(tracker) == "en" else "en"
    source = "fr" if target == "en" else "en"
    try:
        hits = await client.search_terms(term, source=source, target=target)
    except ApiError as error:
        logger.warning("the bank did not answer: %s", error)
        dispatcher.utter_message(response="utter_term_down")
        return
    hits = [hit for hit in hits if hit.targets and hit.sources]
    if not hits:
        dispatcher.utter_message(response="utter_term_not_found", term=shown(term))
        return
    _tell(term, hits, target, dispatcher, language_of(tracker))


def _tell(
    term: str, hits: Sequence[Hit], target: str, dispatcher: CollectingDispatcher, language: str
) -> None:
    exact = next((hit for hit in hits if _has(hit, term)), None)
    hit = exact or hits[0]
    response = "utter_term_in" if exact else "utter_term_near_in"
    dispatcher.utter_message(
        response=f"{response}_{_LANGUAGE_NAMES[target]}",
        term=shown(term),
        nearest=hit.sources[0],
        equivalents=enumerated(hit.targets, language),
    )
    if hit.definition:
        dispatcher.utter_message(response="utter_term_definition", definition=hit.definition)


def _has(hit: Hit, term: str) -> bool:
    """Whether the concept has that very term, accents, case and a plural apart."""
    wanted = _bare(term)
    return any(_bare(source) == wanted for source in hit.sources)


def _bare(term: str) -> str:
    return " ".join(word.rstrip("sx") for word in messages.fold(term).replace("-", " ").split())
