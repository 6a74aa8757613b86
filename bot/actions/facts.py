"""Checking what a citizen gives: each function returns the standard form, or None when it is not one."""

from __future__ import annotations

import re

from actions import words

__all__ = ["dossier_number", "email", "full_name", "name_before_contact", "phone", "secret_code"]

_NUMBER = re.compile(r"[A-Z]{3}-\d{4}-\d{6}-\d{2}")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"\+\d{8,15}")
_NAME_LEAD = re.compile(
    r"^(?:(?:moi\s+)?c['’ ]?est|je\s+m['’ ]?appell?e|je\s+suis|mon\s+nom\s+(?:est|c['’]est)"
    r"|my\s+name\s+(?:is|na)|my\s+name['’]s|i\s+am|i['’]m|na|nom\s*:|name\s*:)\s+",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’. -]*", re.UNICODE)
_NAME_LETTERS = (2, 100)
_NAME_WORDS_MAX = 7
# "Mary, my phone is 677…", "Paul Biya tel 699…", "Ann Bih and my e-mail is a@x.cm".
_CONTACT_LEAD = re.compile(
    r"\s*[,;:]|\s+(?:et\b|and\b|mon\b|ma\b|mes\b|my\b|t[ée]l|phone|num|contact|e-?mail|whatsapp|[+\d]|\S+@)",
    re.IGNORECASE,
)
_CODE_SYMBOLS = 10


def dossier_number(value: str) -> str | None:
    return value if _NUMBER.fullmatch(value) else None


def secret_code(value: str) -> str | None:
    """Ten letters or digits, however spaced; the API forgives O for 0 and I, L for 1."""
    symbols = re.sub(r"[\s\-–—.]", "", value).upper()
    return f"{symbols[:5]}-{symbols[5:]}" if len(symbols) == _CODE_SYMBOLS and symbols.isalnum() else None


def phone(value: str) -> str | None:
    return value if _PHONE.fullmatch(value) else None


def email(value: str) -> str | None:
    return value if _EMAIL.fullmatch(value) else None


def full_name(value: str) -> str | None:
    name = _NAME_LEAD.sub("", value.strip()).strip(" .,;!")
    letters = sum(character.isalpha() for character in name)
    if not _NAME.fullmatch(name) or any(character.isdigit() for character in name):
        return None
    parts = name.lower().replace("'", " ").replace("’", " ").split()
    if words.MATTERS.issuperset(parts):  # a kind of request ("Complaint"), pressed or typed one question late
        return None
    if len(parts) > _NAME_WORDS_MAX or words.SENTENCE.intersection(parts):
        return None
    return name if _NAME_LETTERS[0] <= letters and len(name) <= _NAME_LETTERS[1] else None


def name_before_contact(value: str) -> str | None:
    """The name in "Mary, my phone is 677…"."""
    lead = _CONTACT_LEAD.search(value)
    return full_name(value[: lead.start()]) if lead else None
