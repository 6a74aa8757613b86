"""What a registration must hold, and the one form in which it is kept."""

import json
import re
import unicodedata
from dataclasses import astuple, replace

from relance.codes import keyed_digest
from relance.errors import (
    ConsentMissing,
    ContactMissing,
    EmailWrong,
    IdempotencyKeyWrong,
    LanguageUnknown,
    NameWrong,
    PhoneWrong,
    ProcedureUnknown,
    SubjectWrong,
)
from relance.views import Registration

__all__ = ["check", "check_key", "clean_text", "content_digest", "fold", "normalise_email", "normalise_phone"]

LANGUAGES = ("fr", "en")
_SUBJECT = (3, 2000)
_NAME = (2, 200)
_KEY = (8, 200)
_LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3
_CHANNEL = re.compile(r"[a-z_]{2,20}")
_PROCEDURE = re.compile(r"[a-z0-9_]{1,40}")
_PHONE_NOISE = re.compile(r"[\s.\-/()‐-―]+")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}", re.ASCII)
_CAMEROON = re.compile(r"(?:237)?([26][0-9]{8})", re.ASCII)
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[\w](?:[\w-]{0,61}[\w])?\.)+[\w-]*[^\W\d][\w-]*)", re.IGNORECASE
)


def check(registration: Registration) -> Registration:
    """The same in normal form. Raises an Invalid whose params name the field."""
    if not _CHANNEL.fullmatch(registration.channel):
        raise ValueError("a channel is a word of ours, not of the citizen")
    if not _PROCEDURE.fullmatch(registration.procedure):
        raise ProcedureUnknown(field="procedure", procedure=registration.procedure)
    subject = clean_text(registration.subject)
    if not _SUBJECT[0] <= len(subject) <= _SUBJECT[1]:
        raise SubjectWrong(field="subject", minimum=_SUBJECT[0], maximum=_SUBJECT[1], length=len(subject))
    name = " ".join(clean_text(registration.name).split())
    if not _NAME[0] <= len(name) <= _NAME[1] or not any(character.isalpha() for character in name):
        raise NameWrong(field="name", minimum=_NAME[0], maximum=_NAME[1])
    phone = normalise_phone(registration.phone) if (registration.phone or "").strip() else None
    email = normalise_email(registration.email) if (registration.email or "").strip() else None
    if phone is None and email is None:
        raise ContactMissing(field="contact")
    if registration.language not in LANGUAGES:
        raise LanguageUnknown(field="language", language=registration.language)
    if registration.consent is not True:
        raise ConsentMissing(field="consent")
    return replace(registration, subject=subject, name=name, phone=phone, email=email)


def check_key(idempotency_key: str) -> None:
    """The code is derived from it: it must be long enough to be nobody else's. Raises IdempotencyKeyWrong."""
    if not (_KEY[0] <= len(idempotency_key) <= _KEY[1] and idempotency_key.isprintable()):
        raise IdempotencyKeyWrong(field="idempotency_key", minimum=_KEY[0], maximum=_KEY[1])


def content_digest(code_key: str, registration: Registration) -> str:
    """Of a checked registration: whether a repeated one says the same."""
    return keyed_digest(code_key, "content", json.dumps(astuple(registration), ensure_ascii=False))


def clean_text(text: str) -> str:
    """NFC, no control characters (PostgreSQL takes no NUL), no blank ends; line ends are kept."""
    unix = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        character
        for character in unix
        if character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return "".join(kept).strip()


def fold(*texts: str) -> str:
    """Small letters without accents, for the staff's search."""
    decomposed = unicodedata.normalize("NFKD", clean_text(" ".join(texts)).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def normalise_phone(text: str | None) -> str:
    """E.164; a number of nine digits is Cameroonian. Raises PhoneWrong."""
    compact = _PHONE_NOISE.sub("", unicodedata.normalize("NFKC", text or ""))
    if compact.startswith("00"):
        compact = "+" + compact[2:]
    local = _CAMEROON.fullmatch(compact)
    if local:
        compact = "+237" + local[1]
    if not _E164.fullmatch(compact):
        raise PhoneWrong(field="phone")
    return compact


def normalise_email(text: str | None) -> str:
    """Raises EmailWrong."""
    email = unicodedata.normalize("NFC", (text or "").strip())
    found = _EMAIL.fullmatch(email)
    local = email.partition("@")[0]
    if found is None or len(email) > _LONGEST_EMAIL or ".." in local or local.strip(".") != local:
        raise EmailWrong(field="email")
    return local + "@" + found[1].lower()
