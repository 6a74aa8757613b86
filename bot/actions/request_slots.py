"""The slots of a request being registered: what fills them, what is sent of them, what empties them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions import facts, messages, words
from actions.speech import language_of

__all__ = ["CORRECT", "FIELDS", "FORM_SLOTS", "SENT", "contact_in", "content_of", "field_named", "reopen"]

CORRECT, SENT = "correct", "sent"  # values of the slot `confirm`
FIELDS = ("subject", "procedure", "citizen_name", "contact")
FORM_SLOTS = (
    *FIELDS,
    "phone",
    "email",
    "consent",
    "confirm",
    "fix_field",
    "request_key",
    "sent_content",
    "offered_subject",
)


def contact_in(tracker: Tracker) -> dict[str, str | None]:
    """The phone and e-mail of the last message, with `contact` to show them; empty when it gives neither."""
    phone, email = messages.entity(tracker, "phone"), messages.entity(tracker, "email")
    phone = phone if phone and facts.phone(phone) else None
    email = email if email and facts.email(email) else None
    shown = ", ".join(part for part in (phone, email) if part)
    return {"contact": shown, "phone": phone, "email": email} if shown else {}


def content_of(tracker: Tracker) -> dict[str, Any]:
    slot = tracker.get_slot
    return {
        "procedure": slot("procedure"),
        "subject": slot("subject"),
        "name": slot("citizen_name"),
        "phone": slot("phone"),
        "email": slot("email"),
        "language": language_of(tracker),
        "consent": slot("consent"),
    }


def field_named(said: str) -> str | None:
    """The field of the summary that the words name ("le téléphone", "my name"), or None."""
    parts = messages.fold(said).replace("'", " ").split()
    return next((field for field, names in words.FIELDS.items() if names.intersection(parts)), None)


def reopen(field: str) -> dict[str, Any]:
    """Empty one field, so that the form asks it again, and the confirmation after it."""
    slots: dict[str, Any] = {field: None, "fix_field": None, "confirm": None}
    return {**slots, "phone": None, "email": None} if field == "contact" else slots
