"""Registering a request: what each message gives, whether it will do, and the sending.

The sending happens while the confirmation is checked, inside the form: whatever fails (API down, this server
killed), the form is still there with all that was given, and the citizen confirms again. The idempotency
key, drawn at the start, makes one request of all the attempts.
"""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import facts, messages
from actions import words as vocabulary
from actions.catalogue import Catalogue, recognise
from actions.client import ApiClient, ApiError, ApiRefused, Conflict, NotAllowed, Receipt, TooMany
from actions.request_slots import CORRECT, FIELDS, SENT, contact_in, content_of, field_named, reopen
from actions.speech import day, language_of

__all__ = ["ValidateRequestForm"]

logger = logging.getLogger(__name__)

_SUBJECT_LETTERS_MIN, _SUBJECT_MAX = 4, 1000
_MATTER_WORDS = 4
_NOT_A_SUBJECT = frozenset({"affirm", "deny", "thank", "greet", "goodbye"})


class ValidateRequestForm(FormValidationAction):
    """Takes each answer from the message, checks it, and sends the request when it is confirmed."""

    def __init__(self, client: ApiClient, catalogue: Catalogue) -> None:
        self._client = client
        self._catalogue = catalogue

    def name(self) -> str:
        return "validate_request_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],
    ) -> list[str]:
        # What to correct comes before all else.
        return ["fix_field", *domain_slots] if tracker.get_slot("confirm") == CORRECT else domain_slots

    # What the message gives. An empty dictionary means "nothing for this slot".

    def extract_subject(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if messages.requested(tracker) != "subject" or not messages.text(tracker):
            return {}
        if messages.is_aside(tracker) or messages.intent(tracker) in _NOT_A_SUBJECT:
            return {}
        if messages.intent(tracker) == "out_of_scope" and len(messages.text(tracker).split()) < _MATTER_WORDS:
            return {}  # an insult, a joke
        return {"subject": messages.text(tracker)}

    def extract_procedure(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        chosen = messages.entity(tracker, "procedure")
        if chosen:
            return {"procedure": chosen}
        if messages.requested(tracker) != "procedure" or not messages.text(tracker):
            return {}
        if messages.is_aside(tracker) or messages.intent(tracker) == "correct_info":
            return {}
        return {"procedure": messages.text(tracker)}

    def extract_citizen_name(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        said = messages.entity(tracker, "name")
        if said and messages.requested(tracker) != "subject":
            return {"citizen_name": said}
        if messages.requested(tracker) != "citizen_name" or not messages.text(tracker):
            return {}
        if _gives_contact(tracker):
            beside = facts.name_before_contact(messages.text(tracker))
            return {"citizen_name": beside} if beside else {}
        if messages.is_aside(tracker) or messages.intent(tracker) == "deny":
            return {}
        return {"citizen_name": messages.text(tracker)}

    def extract_contact(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        given = contact_in(tracker)
        if given:
            return {"contact": given["contact"]}
        if messages.requested(tracker) != "contact" or not messages.text(tracker):
            return {}
        if messages.is_aside(tracker) or messages.entity(tracker, "name"):
            return {}
        return {"contact": messages.text(tracker)}

    def extract_consent(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if messages.requested(tracker) != "consent":
            return {}
        answer = {"affirm": True, "deny": False}.get(messages.intent(tracker))
        return {} if answer is None else {"consent": answer}

    def extract_confirm(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        intent = messages.intent(tracker)
        if intent == "correct_info":
            given = _gives_contact(tracker) or messages.entity(tracker, "name")
            return {} if given else {"confirm": CORRECT}
        if messages.requested(tracker) != "confirm":
            return {}
        answer = {"affirm": SENT, "deny": CORRECT}.get(intent)
        return {"confirm": answer} if answer else {}

    def extract_fix_field(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        chosen = messages.entity(tracker, "field") or field_named(messages.text(tracker))
        return {"fix_field": chosen} if chosen in FIELDS else {}

    # Whether what was given will do. Rasa also calls these with None, for slots carried over from before.

    async def validate_subject(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if not isinstance(value, str):
            return {"subject": None}
        if len(value) > _SUBJECT_MAX:
            dispatcher.utter_message(response="utter_subject_too_long")
            return {"subject": None}
        if sum(character.isalpha() for character in value) < _SUBJECT_LETTERS_MIN:
            dispatcher.utter_message(response="utter_subject_too_short")
            return {"subject": None}
        return {
            "subject": value,
            **await self._named_procedure(value, dispatcher, tracker),
            **_corrected(tracker),
        }

    async def _named_procedure(
        self, subject: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> dict[str, Any]:
        """The procedure that the subject names, when none is known yet: one question less."""
        if tracker.get_slot("procedure"):
            return {}
        try:
            procedure = recognise(await self._catalogue.all(), subject)
        except ApiError:
            return {}  # asked next, which says what is wrong
        if procedure is None:
            return {}
        name = procedure.names[language_of(tracker)]
        dispatcher.utter_message(response="utter_procedure_noted", procedure_name=name)
        return {"procedure": procedure.code}

    async def validate_procedure(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if not isinstance(value, str):
            return {"procedure": None}
        try:
            procedures = await self._catalogue.all()
        except ApiError as error:
            logger.warning("the list of procedures is not to be had: %s", error)
            return {"procedure": None}  # the question, asked again, says why
        chosen = next((procedure for procedure in procedures if procedure.code == value), None)
        chosen = chosen or recognise(procedures, value)
        if chosen is None:
            dispatcher.utter_message(response="utter_procedure_not_recognised")
            return {"procedure": None}
        return {"procedure": chosen.code, **_corrected(tracker)}

    def validate_citizen_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        name = facts.full_name(value) if isinstance(value, str) else None
        if name is None:
            if value is not None:
                dispatcher.utter_message(response="utter_name_not_valid")
            return {"citizen_name": None}
        return {"citizen_name": name, **_corrected(tracker)}

    def validate_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        parts = value.split(", ") if isinstance(value, str) else []
        phone = next((part for part in parts if facts.phone(part)), None)
        email = next((part for part in parts if facts.email(part)), None)
        if phone is None and email is None:
            if value is not None:
                none = any(words in messages.fold(str(value)) for words in vocabulary.NO_CONTACT)
                dispatcher.utter_message(
                    response="utter_contact_needed" if none else "utter_contact_not_valid"
                )
            return {"contact": None, "phone": None, "email": None}
        return {"contact": value, "phone": phone, "email": email, **_corrected(tracker)}

    def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if value is False:
            dispatcher.utter_message(response="utter_consent_refused")
            # Nothing may be kept without consent: the form ends here, and its closing empties every slot.
            return {"consent": None, "requested_slot": None}
        return {"consent": True if value is True else None}

    def validate_fix_field(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return reopen(value) if value in FIELDS else {"fix_field": None}

    async def validate_confirm(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if value == CORRECT:
            field = field_named(messages.text(tracker))
            return reopen(field) if field else {"confirm": CORRECT}
        if value != SENT or not _complete(tracker):
            return {"confirm": None}
        return await self._send(dispatcher, tracker)

    async def _send(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        content = content_of(tracker)
        key = tracker.get_slot("request_key") or ""
        before = tracker.get_slot("sent_content")
        try:
            try:
                receipt = await self._client.register(content, idempotency_key=key, sender=tracker.sender_id)
            except Conflict:
                # An earlier attempt, with other details, did arrive although its answer did not. It stands.
                if not before or before == content:
                    raise
                receipt = await self._client.register(before, idempotency_key=key, sender=tracker.sender_id)
                dispatcher.utter_message(response="utter_request_registered_before")
        except ApiError as error:
            return _not_sent(error, dispatcher, before or content)
        _tell(receipt, dispatcher, language_of(tracker))
        return {"confirm": SENT, "sent_content": None}


def _gives_contact(tracker: Tracker) -> bool:
    return bool(contact_in(tracker))


def _corrected(tracker: Tracker) -> dict[str, Any]:
    """A fact given instead of naming the field to correct is the correction."""
    return {"confirm": None, "fix_field": None} if tracker.get_slot("confirm") == CORRECT else {}


def _complete(tracker: Tracker) -> bool:
    slots = ("request_key", *FIELDS)
    return tracker.get_slot("consent") is True and all(tracker.get_slot(slot) for slot in slots)


def _not_sent(error: ApiError, dispatcher: CollectingDispatcher, content: dict[str, Any]) -> dict[str, Any]:
    logger.warning("a request was not registered: %s", error)
    refused = isinstance(error, ApiRefused) and not isinstance(error, NotAllowed | TooMany)
    dispatcher.utter_message(response="utter_request_refused" if refused else "utter_request_not_sent")
    # Kept only where the request may stand all the same.
    return {"confirm": None, "sent_content": None if refused else content}


def _tell(receipt: Receipt, dispatcher: CollectingDispatcher, language: str) -> None:
    dispatcher.utter_message(response="utter_request_registered", number=receipt.number, code=receipt.code)
    if receipt.due_date:
        dispatcher.utter_message(response="utter_request_due", due_date=day(receipt.due_date, language))
