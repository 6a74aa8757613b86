"""The bank as the index needs it, read from PostgreSQL: all of it, or what changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, LiteralString

import numpy as np
from sqlalchemy.orm import Session

from terminology.bulk import connection_of
from terminology.concepts import ConceptStatus, Language, TermStatus, TermType
from terminology.embeddings import Part, text_hash
from terminology.search.documents import Collection, IndexedConcept, IndexedDefinition, IndexedTerm, VectorSet
from terminology.search.snapshot import SubjectField
from terminology.search.vector_rows import StoredVectors, read_vectors

__all__ = ["read_changes", "read_collection", "read_concepts", "read_fields"]

# Calling an enum class costs ten times a look-up, and there are 68,000 texts.
_LANGUAGES = {language.value: language for language in Language}
_STATUSES = {status.value: status for status in TermStatus}
_SHORT_FORMS = {TermType.ACRONYM.value, TermType.ABBREVIATION.value}


def read_changes(session: Session, marker: int) -> dict[int, int]:
    """Number and writing transaction of each concept that may have changed since `repository.present_marker`.

    A concept seen before with the same transaction has not changed.
    """
    return dict(
        connection_of(session).execute("SELECT number, changed FROM concept WHERE changed >= %s", [marker])
    )


def read_fields(session: Session) -> list[SubjectField]:
    rows = connection_of(session).execute("SELECT code, fr, en, parent FROM subject_field")
    return [SubjectField(code, (fr, en), parent) for code, fr, en, parent in rows]


def read_collection(session: Session, model: str | None, numbers: Sequence[int] | None = None) -> Collection:
    """All concepts, or those of `numbers`, with their vectors of `model` (None: without vectors).

    To be called in a transaction that sees one moment (REPEATABLE READ).
    """
    concepts = read_concepts(session, numbers)
    if model is None:
        return Collection(concepts)
    terms = ((item.number, term) for item in concepts for term in item.terms)
    definitions = ((item.number, definition) for item in concepts for definition in item.definitions)
    return Collection(
        concepts,
        _in_order(terms, read_vectors(session, model, Part.TERM, numbers)),
        _in_order(definitions, read_vectors(session, model, Part.DEFINITION, numbers)),
    )


def read_concepts(session: Session, numbers: Sequence[int] | None = None) -> list[IndexedConcept]:
    """All concepts, or those of `numbers`, in the order of their numbers."""
    terms = _read_terms(session, numbers)
    definitions = _read_definitions(session, numbers)
    domains: defaultdict[int, list[str]] = defaultdict(list)
    for concept, domain in _rows(session, "concept, domain", "concept_domain", numbers):
        domains[concept].append(domain)
    found = _rows(session, "number, version, status", "concept", numbers, key="number", order="number")
    return [
        IndexedConcept(
            number, version, ConceptStatus(status), terms[number], definitions[number], domains[number]
        )
        for number, version, status in found
    ]


def _read_terms(session: Session, numbers: Sequence[int] | None) -> defaultdict[int, list[IndexedTerm]]:
    terms: defaultdict[int, list[IndexedTerm]] = defaultdict(list)
    found = _rows(session, "concept, text, language, status, term_type, reliability", "term", numbers)
    for concept, text, language, status, kind, reliability in found:
        terms[concept].append(
            IndexedTerm(text, _LANGUAGES[language], _STATUSES[status], kind in _SHORT_FORMS, reliability)
        )
    return terms


def _read_definitions(
    session: Session, numbers: Sequence[int] | None
) -> defaultdict[int, list[IndexedDefinition]]:
    definitions: defaultdict[int, list[IndexedDefinition]] = defaultdict(list)
    for concept, text, language in _rows(session, "concept, text, language", "definition", numbers):
        definitions[concept].append(IndexedDefinition(text, _LANGUAGES[language]))
    return definitions


def _rows(
    session: Session,
    columns: LiteralString,
    table: LiteralString,
    numbers: Sequence[int] | None,
    *,
    key: LiteralString = "concept",
    order: LiteralString = "concept, position",
) -> Iterator[tuple[Any, ...]]:
    # LiteralString: no name in the statement comes from outside this file.
    if numbers is None:
        yield from connection_of(session).execute(f"SELECT {columns} FROM {table} ORDER BY {order}")  # noqa: S608 - see above
    else:
        statement = f"SELECT {columns} FROM {table} WHERE {key} = ANY(%s) ORDER BY {order}"  # noqa: S608
        yield from connection_of(session).execute(statement, [list(numbers)])


def _in_order(
    texts: Iterable[tuple[int, IndexedTerm | IndexedDefinition]], vectors: StoredVectors
) -> VectorSet:
    places = [
        vectors.places.get((number, item.language.value, text_hash(item.text)), -1) for number, item in texts
    ]
    wanted = np.asarray(places, dtype=np.int64)
    rows = np.flatnonzero(wanted >= 0)
    return VectorSet(rows.tolist(), vectors.matrix[wanted[rows]])
