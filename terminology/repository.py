"""Reading concepts with plain selects: no lazy loading, no identity map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

from kit.audit import Actor, ActorKind
from terminology import bulk
from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Term,
    TermStatus,
    TermType,
)
from terminology.content import contexts_from, documents_from, from_snapshot, notes_from
from terminology.links import edges
from terminology.tables import ConceptDomainRow, ConceptRevisionRow, ConceptRow, DefinitionRow, TermRow

__all__ = [
    "Revision",
    "changed_since",
    "count",
    "count_texts",
    "extras",
    "load",
    "present_marker",
    "recent",
    "revisions",
    "seed_keys",
    "sharing_terms",
    "waiting",
]


# Calling an enum's class takes ten times a look-up, and a bank has some hundred thousand terms to read.
_LANGUAGES = {item.value: item for item in Language}
_STATUSES = {item.value: item for item in TermStatus}
_TYPES = {item.value: item for item in TermType}


@dataclass(frozen=True, slots=True)
class Revision:
    version: int
    action: str
    author: Actor
    at: datetime
    draft: ConceptDraft
    status: ConceptStatus


def load(session: Session, numbers: Iterable[int]) -> dict[int, ConceptView]:
    """The concepts of these numbers, in this order; unknown numbers are left out."""
    wanted = list(numbers)
    concepts = {
        row.number: row
        for row in session.execute(select(ConceptRow.__table__).where(bulk.among(ConceptRow.number, wanted)))
    }
    terms = _terms(session, wanted)
    definitions = _definitions(session, wanted)
    domains = _domains(session, wanted)
    relations = edges.read(session, wanted)
    return {
        number: ConceptView(
            number=number,
            version=row.version,
            status=ConceptStatus(row.status),
            terms=tuple(terms.get(number, ())),
            definitions=tuple(definitions.get(number, ())),
            domains=tuple(domains.get(number, ())),
            note=row.note,
            origin=row.origin,
            extra=row.extra,
            notes=notes_from(row.notes),
            documents=documents_from(row.documents),
            relations=tuple(relations.get(number, ())),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for number in wanted
        if (row := concepts.get(number)) is not None
    }


def present_marker(session: Session) -> int:
    """What to give `changed_since` next time. Take it before reading (see `terminology.tables`)."""
    marker = session.scalar(text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return int(marker or 0)


def changed_since(session: Session, marker: int) -> tuple[list[int], int]:
    """Numbers of the concepts that changed since the reading that gave `marker`, and the next marker.

    0 gives all. A concept may be named again without having changed; none is missed.
    """
    following = present_marker(session)
    numbers = session.scalars(
        select(ConceptRow.number).where(ConceptRow.changed >= marker).order_by(ConceptRow.number)
    )
    return list(numbers), following


def revisions(session: Session, number: int) -> list[Revision]:
    """Newest first."""
    rows = session.execute(
        select(ConceptRevisionRow.__table__)
        .where(ConceptRevisionRow.concept == number)
        .order_by(ConceptRevisionRow.id.desc())
    )
    return [
        Revision(
            row.version,
            row.action,
            Actor(ActorKind(row.author_kind), row.author_reference, row.author_name),
            row.at,
            *from_snapshot(row.snapshot),
        )
        for row in rows
    ]


def recent(session: Session, limit: int) -> list[ConceptView]:
    newest = select(ConceptRow.number).order_by(ConceptRow.updated_at.desc(), ConceptRow.number.desc())
    return list(load(session, session.scalars(newest.limit(limit))).values())


def waiting(session: Session, limit: int) -> list[ConceptView]:
    oldest = (
        select(ConceptRow.number)
        .where(ConceptRow.status == ConceptStatus.PROPOSED.value)
        .order_by(ConceptRow.updated_at, ConceptRow.number)
    )
    return list(load(session, session.scalars(oldest.limit(limit))).values())


def count(session: Session, status: ConceptStatus | None) -> int:
    query = select(func.count()).select_from(ConceptRow)
    if status is not None:
        query = query.where(ConceptRow.status == status.value)
    return session.scalar(query) or 0


def count_texts(session: Session, numbers: Sequence[int]) -> int:
    """Terms and definitions of these concepts."""
    return sum(
        session.scalar(select(func.count()).select_from(table).where(bulk.among(table.concept, numbers))) or 0
        for table in (TermRow, DefinitionRow)
    )


def extras(session: Session, numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(
        select(ConceptRow.number, ConceptRow.extra).where(bulk.among(ConceptRow.number, numbers))
    )
    return {number: dict(extra) for number, extra in rows}


def seed_keys(session: Session, origin: str) -> set[str]:
    keys = select(ConceptRow.extra["key"].astext).where(ConceptRow.origin == origin)
    return {key for key in session.scalars(keys) if key is not None}


def sharing_terms(session: Session, number: int) -> dict[tuple[Language, str], list[int]]:
    """By language and folded text, other concepts (none withdrawn) that a term of this one names too."""
    other = aliased(TermRow)
    query = (
        select(other.language, other.folded, other.concept)
        .join(TermRow, (TermRow.language == other.language) & (TermRow.folded == other.folded))
        .join(ConceptRow, ConceptRow.number == other.concept)
        .where(TermRow.concept == number, other.concept != number)
        .where(ConceptRow.status != ConceptStatus.WITHDRAWN.value)
        .distinct()
        .order_by(other.concept)
    )
    found: dict[tuple[Language, str], list[int]] = {}
    for language, folded, concept in session.execute(query):
        found.setdefault((_LANGUAGES[language], folded), []).append(concept)
    return found


def _terms(session: Session, numbers: list[int]) -> dict[int, list[Term]]:
    found: dict[int, list[Term]] = {}
    table = TermRow.__table__
    query = (
        select(table).where(bulk.among(TermRow.concept, numbers)).order_by(TermRow.concept, TermRow.position)
    )
    for row in session.execute(query):
        term = Term(
            row.text,
            _LANGUAGES[row.language],
            _STATUSES[row.status],
            _TYPES[row.term_type],
            row.part_of_speech,
            row.gender,
            row.number,
            row.region,
            row.reliability,
            contexts_from(row.contexts),
            row.source,
            row.note,
            row.extra,
        )
        found.setdefault(row.concept, []).append(term)
    return found


def _definitions(session: Session, numbers: list[int]) -> dict[int, list[Definition]]:
    found: dict[int, list[Definition]] = {}
    table = DefinitionRow.__table__
    query = (
        select(table)
        .where(bulk.among(DefinitionRow.concept, numbers))
        .order_by(DefinitionRow.concept, DefinitionRow.position)
    )
    for row in session.execute(query):
        definition = Definition(row.text, _LANGUAGES[row.language], row.source, row.note)
        found.setdefault(row.concept, []).append(definition)
    return found


def _domains(session: Session, numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = (
        select(ConceptDomainRow.concept, ConceptDomainRow.domain)
        .where(bulk.among(ConceptDomainRow.concept, numbers))
        .order_by(ConceptDomainRow.concept, ConceptDomainRow.position)
    )
    for concept, domain in session.execute(query):
        found.setdefault(concept, []).append(domain)
    return found
