"""Writing concepts. Rules are in `bank` and `exchange`; here is only SQL. Nothing commits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from psycopg.types.json import Jsonb
from sqlalchemy import Table, bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology import bulk
from terminology.concepts import TERM_LIMIT, ConceptDraft, ConceptStatus, ConceptView, Term
from terminology.content import as_json, content_hash, content_of, snapshot
from terminology.folding import fold
from terminology.tables import (
    CHANGED_NOW,
    ConceptDomainRow,
    ConceptRevisionRow,
    ConceptRow,
    DefinitionRow,
    TermRow,
)

__all__ = [
    "CHANNEL",
    "add_revisions",
    "insert",
    "lock",
    "notify",
    "set_extra",
    "set_relations",
    "set_status",
    "touch",
    "update_concepts",
    "update_grammar",
]

CHANNEL = "bank_changed"

_CONCEPT_TABLE = cast("Table", ConceptRow.__table__)

_CONCEPT = (
    *("number", "version", "status", "note", "origin", "extra", "notes", "documents", "content_hash"),
    *("created_at", "updated_at"),
)
_TERM = (
    *("concept", "position", "language", "text", "folded", "status", "term_type", "part_of_speech", "gender"),
    *("number", "region", "reliability", "contexts", "source", "note", "extra"),
)
_DEFINITION = ("concept", "position", "language", "text", "source", "note")
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
            *(Jsonb(as_json(draft.notes)), Jsonb(as_json(draft.documents))),
            *(content_hash(content_of(draft)), now, now),
        )
        for number, (draft, status) in zip(numbers, items, strict=True)
    )
    bulk.copy(session, "concept", _CONCEPT, rows)
    _insert_content(session, list(zip(numbers, (draft for draft, _ in items), strict=True)))
    return numbers


def update_concepts(
    session: Session, items: Sequence[tuple[int, ConceptDraft, ConceptStatus]], now: datetime
) -> None:
    """The whole content and the status of each, one version further."""
    if not items:
        return
    numbers = [number for number, _, _ in items]
    for table in (TermRow, DefinitionRow, ConceptDomainRow):
        session.execute(delete(table).where(bulk.among(table.concept, numbers)))
    _insert_content(session, [(number, draft) for number, draft, _ in items])
    changes = update(_CONCEPT_TABLE).where(_CONCEPT_TABLE.c.number == bindparam("of"))
    session.execute(
        changes.values(
            status=bindparam("new_status"),
            note=bindparam("new_note"),
            origin=bindparam("new_origin"),
            extra=bindparam("new_extra"),
            notes=bindparam("new_notes"),
            documents=bindparam("new_documents"),
            content_hash=bindparam("new_hash"),
            version=_CONCEPT_TABLE.c.version + 1,
            updated_at=now,
            changed=CHANGED_NOW,
        ),
        [
            {
                "of": number,
                "new_status": status.value,
                "new_note": draft.note,
                "new_origin": draft.origin,
                "new_extra": draft.extra,
                "new_notes": as_json(draft.notes),
                "new_documents": as_json(draft.documents),
                "new_hash": content_hash(content_of(draft)),
            }
            for number, draft, status in items
        ],
    )


def set_status(session: Session, numbers: Iterable[int], status: ConceptStatus, now: datetime) -> None:
    """One version further."""
    _raise_versions(session, numbers, now, status=status.value)


def touch(session: Session, numbers: Iterable[int], now: datetime) -> None:
    """One version further, for what is kept beside the concept: its relations."""
    _raise_versions(session, numbers, now)


def _raise_versions(session: Session, numbers: Iterable[int], now: datetime, **values: str) -> None:
    session.execute(
        update(ConceptRow)
        .where(bulk.among(ConceptRow.number, numbers))
        .values(version=ConceptRow.version + 1, updated_at=now, changed=CHANGED_NOW, **values)
        .execution_options(synchronize_session=False)
    )


def set_extra(session: Session, extras: Mapping[int, dict[str, Any]]) -> None:
    """For concepts that this transaction has just written: their last revision says it too."""
    rows = [{"of": number, "new_extra": extra} for number, extra in extras.items()]
    if not rows:
        return
    session.execute(
        update(_CONCEPT_TABLE)
        .where(_CONCEPT_TABLE.c.number == bindparam("of"))
        .values(extra=bindparam("new_extra")),
        rows,
    )
    _amend_last_revisions(session, "extra", extras)


def set_relations(session: Session, views: Iterable[ConceptView]) -> None:
    """For concepts that this transaction has just written: their last revision says their relations too."""
    _amend_last_revisions(session, "relations", {view.number: as_json(view.relations) for view in views})


def _amend_last_revisions(session: Session, key: str, values: Mapping[int, object]) -> None:
    rows = [{"of": number, "new": value} for number, value in values.items()]
    if not rows:
        return
    revisions = cast("Table", ConceptRevisionRow.__table__)
    newest = select(func.max(revisions.c.id)).where(revisions.c.concept == bindparam("of")).scalar_subquery()
    session.execute(
        update(revisions)
        .where(revisions.c.id == newest)
        .values(snapshot=func.jsonb_set(revisions.c.snapshot, array([key]), bindparam("new", type_=JSONB))),
        rows,
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
            (number, position, item.language.value, item.text, item.source, item.note)
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
            *(term.region, int(term.reliability), Jsonb(as_json(term.contexts)), term.source, term.note),
            Jsonb(term.extra),
        )
