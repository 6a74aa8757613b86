"""What a concept says, in a form that can be compared, hashed and stored. Pure."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
    TermType,
)

__all__ = [
    "Content",
    "as_json",
    "content_hash",
    "content_of",
    "contexts_from",
    "documents_from",
    "from_snapshot",
    "notes_from",
    "snapshot",
]

Content = frozenset[tuple[str, str, str]]
"""(kind, language, text) of each term, definition and subject field: two concepts with the same are one."""

_Part = Context | Definition | Document | Note | Relation | Term
_ENUMS = {"language": Language, "status": TermStatus, "term_type": TermType}


def content_of(draft: ConceptDraft) -> Content:
    """Of a normalised draft whose domains are codes. Notes, sources, statuses, documents and
    relations are not part of it: what they are about is the same concept without them.
    """
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
    stored = {
        "status": status.value,
        "terms": as_json(draft.terms),
        "definitions": as_json(draft.definitions),
        "domains": list(draft.domains),
        "note": draft.note,
        "origin": draft.origin,
        "extra": draft.extra,
    }
    for name in ("notes", "documents", "relations"):
        if parts := getattr(draft, name):
            stored[name] = as_json(parts)
    return stored


def from_snapshot(stored: dict[str, Any]) -> tuple[ConceptDraft, ConceptStatus]:
    """What `snapshot` gave, in this version of the software or in an earlier one."""
    draft = ConceptDraft(
        terms=tuple(_term_from(term) for term in stored["terms"]),
        definitions=tuple(
            Definition(item["text"], Language(item["language"]), item.get("source", ""), item.get("note", ""))
            for item in stored["definitions"]
        ),
        domains=tuple(stored["domains"]),
        note=stored["note"],
        origin=stored["origin"],
        extra=stored["extra"],
        notes=notes_from(stored.get("notes", ())),
        documents=documents_from(stored.get("documents", ())),
        relations=tuple(
            Relation(RelationKind(item["kind"]), item["number"]) for item in stored.get("relations", ())
        ),
    )
    return draft, ConceptStatus(stored["status"])


def as_json(parts: Sequence[_Part]) -> list[dict[str, Any]]:
    """Parts of a concept, without the fields that say nothing more than their default."""
    return [_to_json(part) for part in parts]


def contexts_from(stored: Sequence[dict[str, Any]]) -> tuple[Context, ...]:
    return tuple(Context(**item) for item in stored)


def notes_from(stored: Sequence[dict[str, Any]]) -> tuple[Note, ...]:
    return tuple(
        Note(item["text"], Language(item["language"]) if "language" in item else None, item.get("source", ""))
        for item in stored
    )


def documents_from(stored: Sequence[dict[str, Any]]) -> tuple[Document, ...]:
    return tuple(
        Document(**item | {"kind": DocumentKind(item.get("kind", DocumentKind.OTHER))}) for item in stored
    )


def _to_json(part: _Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in fields(part):
        value = getattr(part, item.name)
        if value not in (item.default, {}):
            found[item.name] = as_json(value) if isinstance(value, tuple) else value
    return found


def _term_from(stored: dict[str, Any]) -> Term:
    known = dict(stored)
    for name, kind in _ENUMS.items():
        if name in known:
            known[name] = kind(known[name])
    if context := known.pop("context", ""):  # as it was before a term could have several
        known["contexts"] = (Context(context),)
    else:
        known["contexts"] = contexts_from(known.get("contexts", ()))
    return Term(**known)
