"""What a concept says, in a form that can be compared, hashed and stored. Pure."""

import hashlib
import json
from dataclasses import fields
from typing import Any

from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term, TermStatus, TermType

__all__ = ["Content", "content_hash", "content_of", "from_snapshot", "snapshot"]

Content = frozenset[tuple[str, str, str]]
"""(kind, language, text) of each term, definition and subject field: two concepts with the same are one."""

_TERM_FIELDS = fields(Term)


def content_of(draft: ConceptDraft) -> Content:
    """Of a normalised draft whose domains are codes. Notes, sources and statuses are not part of it."""
    return frozenset(
        [("term", term.language.value, term.text) for term in draft.terms]
        + [("definition", item.language.value, item.text) for item in draft.definitions]
        + [("domain", "", code) for code in draft.domains]
    )


def content_hash(content: Content) -> bytes:
    """16 bytes."""
    written = json.dumps(sorted(content), ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(written.encode(), digest_size=16).digest()


def snapshot(draft: ConceptDraft, status: ConceptStatus) -> dict[str, Any]:
    """The whole of a concept as JSON; fields that say nothing are left out, so that a diff stays readable."""
    return {
        "status": status.value,
        "terms": [_term_to_json(term) for term in draft.terms],
        "definitions": [
            {"text": item.text, "language": item.language.value, "source": item.source}
            for item in draft.definitions
        ],
        "domains": list(draft.domains),
        "note": draft.note,
        "origin": draft.origin,
        "extra": draft.extra,
    }


def from_snapshot(stored: dict[str, Any]) -> tuple[ConceptDraft, ConceptStatus]:
    draft = ConceptDraft(
        terms=tuple(_term_from_json(term) for term in stored["terms"]),
        definitions=tuple(
            Definition(item["text"], Language(item["language"]), item["source"])
            for item in stored["definitions"]
        ),
        domains=tuple(stored["domains"]),
        note=stored["note"],
        origin=stored["origin"],
        extra=stored["extra"],
    )
    return draft, ConceptStatus(stored["status"])


def _term_to_json(term: Term) -> dict[str, Any]:
    return {
        item.name: value
        for item in _TERM_FIELDS
        if (value := getattr(term, item.name)) not in (item.default, {})
    }


def _term_from_json(stored: dict[str, Any]) -> Term:
    known = dict(stored)
    known["language"] = Language(known["language"])
    if "status" in known:
        known["status"] = TermStatus(known["status"])
    if "term_type" in known:
        known["term_type"] = TermType(known["term_type"])
    return Term(**known)
