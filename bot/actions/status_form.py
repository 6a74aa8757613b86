"""Following a file: number and code, then what the backend says of it."""

from __future__ import annotations

import logging
import math
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import facts, messages
from actions.client import ApiClient, ApiError, NotFound, Status, TooMany
from actions.speech import day, enumerated, language_of

__all__ = ["FORM_SLOTS", "ReportStatus", "StartStatus", "ValidateStatusForm"]

logger = logging.getLogger(__name__)

FORM_SLOTS = ("dossier_number", "secret_code")
_NOT_AN_ANSWER = frozenset({"affirm", "deny", "register_request", "check_status", "faq_lost_code"})


class StartStatus(Action):
    def name(self) -> str:
        return "action_start_status"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        return [
            SlotSet("dossier_number", messages.entity(tracker, "number")),
            SlotSet("secret_code", messages.entity(tracker, "code")),
            SlotSet("requested_slot", None),
        ]


class ValidateStatusForm(FormValidationAction):
    def name(self) -> str:
        return "validate_status_form"

    def extract_dossier_number(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        number = messages.entity(tracker, "number")
        return {"dossier_number": number} if number else _typed(tracker, "dossier_number")

    def extract_secret_code(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        code = messages.entity(tracker, "code")
        return {"secret_code": code} if code else _typed(tracker, "secret_code")

    def validate_dossier_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        number = facts.dossier_number(value) if isinstance(value, str) else None
        if number is None and value is not None:
            dispatcher.utter_message(response="utter_number_not_valid")
        return {"dossier_number": number}

    def validate_secret_code(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        code = facts.secret_code(value) if isinstance(value, str) else None
        if code is None and value is not None:
            dispatcher.utter_message(response="utter_code_not_valid")
        if (
            code
            and messages.requested(tracker) == "dossier_number"
            and not messages.entity(tracker, "number")
        ):
            dispatcher.utter_message(response="utter_code_noted")
        return {"secret_code": code}


class ReportStatus(Action):
    """Asks the API, tells what it says, and empties both slots whatever it says."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client

    def name(self) -> str:
        return "action_report_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        number, code = tracker.get_slot("dossier_number"), tracker.get_slot("secret_code")
        if number and code:
            await self._report(number, code, dispatcher, tracker)
        return [SlotSet(slot, None) for slot in FORM_SLOTS]

    async def _report(
        self, number: str, code: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        try:
            status = await self._client.status(number, code, sender=tracker.sender_id)
        except NotFound:
            dispatcher.utter_message(response="utter_status_not_found")
        except TooMany as error:
            minutes = math.ceil(error.retry_after_seconds / 60)
            dispatcher.utter_message(response="utter_status_too_many", minutes=str(minutes))
        except ApiError as error:
            logger.warning("a status was not to be had: %s", error)
            dispatcher.utter_message(response="utter_status_down")
        else:
            _tell(status, dispatcher, language_of(tracker))


def _typed(tracker: Tracker, slot: str) -> dict[str, Any]:
    """The words themselves, when they answer this slot's question; the check then says what is wrong with
    them.
    """
    words = messages.text(tracker)
    if messages.requested(tracker) != slot or not words:
        return {}
    if messages.is_aside(tracker) or messages.intent(tracker) in _NOT_AN_ANSWER:
        return {}
    if any(messages.entity(tracker, fact) for fact in ("number", "code")):
        return {}  # the other one, given first
    return {slot: words}


def _tell(status: Status, dispatcher: CollectingDispatcher, language: str) -> None:
    sentence = status.messages[language]
    dispatcher.utter_message(
        response="utter_status" if sentence else "utter_status_plain",
        number=status.number,
        procedure_name=status.procedures[language],
        registered_on=day(status.registered_on, language),
        sentence=sentence,
    )
    if status.waiting_for:
        dispatcher.utter_message(
            response="utter_status_waiting_for", papers=enumerated(status.waiting_for, language)
        )
    if status.due_date:
        dispatcher.utter_message(response="utter_status_due", due_date=day(status.due_date, language))
