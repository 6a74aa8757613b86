"""Questions of fact: answered from the list of procedures, or with where to ask; never invented."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import messages, words
from actions.catalogue import Catalogue, recognise
from actions.client import ApiError, Procedure
from actions.speech import language_of, lines, title

__all__ = ["AnswerFaq"]

logger = logging.getLogger(__name__)

_PROCEDURE_OF = {
    "faq_legalisation": "legalisation",
    "faq_passport": "passport",
    "faq_visa": "visa",
    "faq_consular": "consular",
}


class AnswerFaq(Action):
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def name(self) -> str:
        return "action_answer_faq"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        intent = messages.intent(tracker)
        if intent == "faq_hours_location":
            dispatcher.utter_message(response="utter_hours_unknown")
        elif intent == "faq_privacy":
            dispatcher.utter_message(response="utter_privacy")
        elif intent == "faq_lost_code":
            dispatcher.utter_message(response="utter_code_lost")
        else:
            procedure = await self._from_procedures(intent, dispatcher, tracker, domain)
            if procedure:
                return [SlotSet("topic", procedure.code)]
        return []

    async def _from_procedures(
        self, intent: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Procedure | None:
        """The procedure that was talked of, if one was."""
        said = messages.text(tracker)
        try:
            code = _PROCEDURE_OF.get(intent)
            procedure = (
                await self._catalogue.get(code) if code else recognise(await self._catalogue.all(), said)
            )
        except ApiError as error:
            logger.warning("the list of procedures is not to be had: %s", error)
            dispatcher.utter_message(response="utter_api_down")
            return None
        if intent == "faq_fees_delay":
            # "And how long does it take": it is what was talked of before.
            procedure = procedure or await self._catalogue.get(tracker.get_slot("topic") or "")
            _tell_fees_and_period(procedure, said, dispatcher, language_of(tracker))
        elif procedure:
            _tell_procedure(procedure, dispatcher, language_of(tracker))
            _offer(procedure, dispatcher, tracker, domain)
        else:
            dispatcher.utter_message(response="utter_facts_unknown")
        return procedure


def _offer(
    procedure: Procedure, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
) -> None:
    """A button to register such a request, where none is being registered."""
    name = title(domain, "utter_choice_register_request", language_of(tracker))
    if name and not (tracker.active_loop or {}).get("name"):
        payload = f'/register_request{{"procedure":"{procedure.code}"}}'
        dispatcher.utter_message(
            response="utter_register_offer", buttons=[{"title": name, "payload": payload}]
        )


def _tell_fees_and_period(
    procedure: Procedure | None, said: str, dispatcher: CollectingDispatcher, language: str
) -> None:
    if any(stem in messages.fold(said) for stem in words.MONEY):
        dispatcher.utter_message(response="utter_fees_unknown")
    elif procedure:
        _tell_period(procedure, dispatcher, language)
    else:
        dispatcher.utter_message(response="utter_which_procedure_period")


def _tell_procedure(procedure: Procedure, dispatcher: CollectingDispatcher, language: str) -> None:
    dispatcher.utter_message(
        response="utter_procedure_facts",
        procedure_name=procedure.names[language],
        description=procedure.descriptions[language],
    )
    papers = procedure.papers[language]
    if papers:
        dispatcher.utter_message(response="utter_procedure_papers", papers=lines(papers))
    _tell_period(procedure, dispatcher, language)


def _tell_period(procedure: Procedure, dispatcher: CollectingDispatcher, language: str) -> None:
    period = procedure.periods[language]
    if not period:
        dispatcher.utter_message(response="utter_facts_unknown")
        return
    kind = "utter_procedure_period_provisional" if procedure.provisional else "utter_procedure_period"
    dispatcher.utter_message(response=kind, period=period)
