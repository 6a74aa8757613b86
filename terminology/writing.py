"""Writing concepts. Rules are in `bank` and `exchange`; here is only SQL. Nothing commits."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from psycopg.types.json import Jsonb
from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology import bulk
from terminology.concepts import TERM_LIMIT, ConceptDraft, ConceptStatus, ConceptView, Term
from terminology.content import content_hash, content_of, snapshot
from terminology.folding import fold
from terminology.tables import CHANGED_NOW, ConceptDomainRow, ConceptRow, DefinitionRow, TermRow

__all__ = [
    "CHANNEL",
    "add_revisions",
    "insert",
    "lock",
    "notify",
    "replace_content",
    "set_status",
    "update_grammar",
]

CHANNEL = "bank_changed"

_CONCEPT = (
    *("number", "version", "status", "note", "origin", "extra", "content_hash", "created_at", "updated_at"),
)
_TERM = (
    *("concept", "position", "language", "text", "folded", "status", "term_type", "part_of_speech", "gender"),
    *("number", "region", "reliability", "context", "source", "note", "extra"),
)
_DEFINITION = ("concept", "position", "language", "text", "source")
_DOMAIN = ("concept", "domain", "position")
_REVISION = (
    *("concept", "version", "author_kind", "author_reference", "author_name", "at", "action", "snapshot"),
)


def insert(session: Session, items: Sequence[tuple[ConceptDraft, ConceptStatus]], now: datetime) -> list[int]:
    """New concepts, version 1; their numbers in the order given. Drafts are normalised, domains are codes."""
    numbers = bulk.reserve_numbers(session, len(items))
    rows = (
        (
            *(number, 1, status.value, draft.note, draft.origin, Jsonb(draft.extra)),
            *(content_hash(content_of(draft)), now, now),
        )
        for number, (draft, status) in zip(numbers, items, strict=True)
    )
    bulk.copy(session, "concept", _CONCEPT, rows)
    _insert_content(session, list(zip(numbers, (draft for draft, _ in items), strict=True)))
    return numbers


def replace_content(session: Session, number: int, draft: ConceptDraft, now: datetime) -> None:
    for table in (TermRow, DefinitionRow, ConceptDomainRow):
        session.execute(delete(table).where(table.concept == number))
    _insert_content(session, [(number, draft)])
    session.execute(
        update(ConceptRow)
        .where(ConceptRow.number == number)
        .values(
            note=draft.note,
            origin=draft.origin,
            extra=draft.extra,
            content_hash=content_hash(content_of(draft)),
            version=ConceptRow.version + 1,
            updated_at=now,
            changed=CHANGED_NOW,
        )
    )


def set_status(session: Session, number: int, status: ConceptStatus, now: datetime) -> None:
    session.execute(
        update(ConceptRow)
        .where(ConceptRow.number == number)
        .values(status=status.value, version=ConceptRow.version + 1, updated_at=now, changed=CHANGED_NOW)
    )


def update_grammar(session: Session, number: int, terms: Sequence[Term]) -> None:
    """Part of speech and gender of terms already there; the version stays (see `terminology.analysis`)."""
    for term in terms:
        session.execute(
            update(TermRow)
            .where(
                TermRow.concept == number, TermRow.language == term.language.value, TermRow.text == term.text
            )
            .values(part_of_speech=term.part_of_speech, gender=term.gender, extra=term.extra)
        )
    session.execute(update(ConceptRow).where(ConceptRow.number == number).values(changed=CHANGED_NOW))


def add_revisions(
    session: Session, views: Iterable[ConceptView], action: str, author: Actor, at: datetime
) -> None:
    rows = (
        (
            *(view.number, view.version, author.kind.value, author.reference, author.name, at, action),
            Jsonb(snapshot(view.draft(), view.status)),
        )
        for view in views
    )
    bulk.copy(session, "concept_revision", _REVISION, rows)


def lock(session: Session, number: int) -> tuple[int, ConceptStatus] | None:
    """Present version and status, kept from changing until the transaction ends; None for no such concept."""
    row = session.execute(
        select(ConceptRow.version, ConceptRow.status).where(ConceptRow.number == number).with_for_update()
    ).first()
    return None if row is None else (row[0], ConceptStatus(row[1]))


def notify(session: Session) -> None:
    """Tell the listeners of every process, when and if this transaction commits."""
    session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def _insert_content(session: Session, items: Sequence[tuple[int, ConceptDraft]]) -> None:
    bulk.copy(session, "term", _TERM, (row for item in items for row in _term_rows(*item)))
    bulk.copy(
        session,
        "definition",
        _DEFINITION,
        (
            (number, position, item.language.value, item.text, item.source)
            for number, draft in items
            for position, item in enumerate(draft.definitions)
        ),
    )
    bulk.copy(
        session,
        "concept_domain",
        _DOMAIN,
        ((number, code, position) for number, draft in items for position, code in enumerate(draft.domains)),
    )


def _term_rows(number: int, draft: ConceptDraft) -> Iterable[tuple[object, ...]]:
    for position, term in enumerate(draft.terms):
        yield (
            *(number, position, term.language.value, term.text, fold(term.text)[:TERM_LIMIT]),
            *(term.status.value, term.term_type.value, term.part_of_speech, term.gender, term.number),
            *(term.region, int(term.reliability), term.context, term.source, term.note, Jsonb(term.extra)),
        )
