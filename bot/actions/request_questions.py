"""The beginning of a request's registration, and those of its questions that need the list of procedures."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import facts, messages
from actions.catalogue import Catalogue, recognise
from actions.client import ApiError
from actions.request_slots import FORM_SLOTS, contact_in
from actions.speech import language_of, shown

__all__ = ["AskConfirm", "AskProcedure", "StartRequest", "opening"]

logger = logging.getLogger(__name__)


class StartRequest(Action):
    """Empty what an earlier request left, draw the key, and take the facts that the first message already
    holds.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def name(self) -> str:
        return "action_start_request"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        # The button under "shall I register this?" says which words are the subject.
        offered = messages.entity(tracker, "field") == "subject"
        return await opening(self._catalogue, dispatcher, tracker, offered=offered)


async def opening(
    catalogue: Catalogue, dispatcher: CollectingDispatcher, tracker: Tracker, *, offered: bool
) -> list[EventType]:
    """The slots at the start of a request; `offered`: the citizen agreed to the subject that was proposed."""
    subject = tracker.get_slot("offered_subject") if offered else None
    slots: dict[str, Any] = dict.fromkeys((*FORM_SLOTS, "requested_slot"))
    slots["request_key"] = uuid.uuid4().hex
    slots.update(contact_in(tracker))
    name = messages.entity(tracker, "name")
    slots["citizen_name"] = facts.full_name(name) if name else None
    slots["subject"] = subject
    slots["procedure"] = await _named_procedure(catalogue, dispatcher, tracker, subject)
    return [SlotSet(slot, value) for slot, value in slots.items()]


async def _named_procedure(
    catalogue: Catalogue, dispatcher: CollectingDispatcher, tracker: Tracker, subject: str | None
) -> str | None:
    chosen = messages.entity(tracker, "procedure")
    try:
        procedure = await catalogue.get(chosen) if chosen else None
        procedure = procedure or recognise(await catalogue.all(), subject or messages.text(tracker))
    except ApiError as error:
        logger.warning("the list of procedures is not to be had: %s", error)
        return None  # asked later; the list may be back by then
    if procedure is None:
        return None
    name = procedure.names[language_of(tracker)]
    dispatcher.utter_message(response="utter_procedure_noted", procedure_name=name)
    return procedure.code


class AskProcedure(Action):
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def name(self) -> str:
        return "action_ask_request_form_procedure"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        language = language_of(tracker)
        try:
            procedures = await self._catalogue.all()
        except ApiError as error:
            logger.warning("the list of procedures is not to be had: %s", error)
            dispatcher.utter_message(response="utter_procedures_down")
            return []
        buttons = [
            {"title": procedure.names[language], "payload": f'/inform{{"procedure":"{procedure.code}"}}'}
            for procedure in procedures
        ]
        dispatcher.utter_message(response="utter_choose_procedure", buttons=buttons)
        return []


class AskConfirm(Action):
    """The summary, with buttons to send, correct or cancel."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def name(self) -> str:
        return "action_ask_request_form_confirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        code = tracker.get_slot("procedure") or ""
        try:
            name = await self._catalogue.name(code, language_of(tracker))
        except ApiError:
            name = code
        subject = shown(tracker.get_slot("subject") or "")
        dispatcher.utter_message(response="utter_summary", procedure_name=name, subject=subject)
        return []
