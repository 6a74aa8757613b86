"""What an import may repeat: of concepts it has written, or (in a trial) of those it would write."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from terminology import bulk
from terminology.concepts import ConceptDraft, ConceptStatus
from terminology.duplicates.finding import Pair, find_pairs
from terminology.duplicates.reading import nearest, read_known
from terminology.duplicates.tables import PairRow
from terminology.embeddings import text_hash
from terminology.ports import Encoder, present
from terminology.search.documents import IndexedConcept, IndexedDefinition, IndexedTerm
from terminology.search.vector_rows import StoredVectors

__all__ = ["suspects_among", "suspects_in"]


def suspects_in(session: Session, model: str, numbers: Collection[int], limit: int = 100) -> list[Pair]:
    """The likeliest pairs with one of these concepts in them, written in this transaction.

    Uses the vectors that the import has made; encodes nothing. What people said to be two is no pair.
    """
    if not numbers:
        return []
    known, vectors = read_known(session, model)
    found = find_pairs(known, vectors, nearest, focus=frozenset(numbers), limit=limit)
    judged = _judged(session, numbers)
    return [pair for pair in found if (pair.first, pair.second) not in judged]


def suspects_among(
    session: Session, encoder: Encoder | None, drafts: Mapping[int, ConceptDraft], limit: int = 100
) -> list[Pair]:
    """The likeliest pairs of one of these drafts and a concept of the bank; nothing is written.

    The drafts have numbers that no concept has: negative ones, so that they come first in each pair. Without
    an encoder they are compared by their words only; with one, each of their terms is encoded.
    """
    if not drafts:
        return []
    coming = [_indexed(number, draft) for number, draft in drafts.items()]
    if encoder is None:
        known, vectors = read_known(session, None, coming)
    else:
        chosen = present(encoder)
        known, vectors = read_known(session, chosen.name, coming, _encoded(chosen, coming))
    found = find_pairs(known, vectors, nearest, focus=drafts.keys(), limit=limit)
    return [pair for pair in found if pair.second > 0]


def _judged(session: Session, numbers: Collection[int]) -> set[tuple[int, int]]:
    query = select(PairRow.first, PairRow.second).where(
        PairRow.judged_at.is_not(None),
        or_(bulk.among(PairRow.first, numbers), bulk.among(PairRow.second, numbers)),
    )
    return {(first, second) for first, second in session.execute(query)}


def _indexed(number: int, draft: ConceptDraft) -> IndexedConcept:
    return IndexedConcept(
        number,
        1,
        ConceptStatus.DRAFT,
        [IndexedTerm(term.text, term.language) for term in draft.terms],
        [IndexedDefinition(item.text, item.language) for item in draft.definitions],
    )


def _encoded(encoder: Encoder, coming: Sequence[IndexedConcept]) -> StoredVectors:
    places: dict[tuple[int, str, bytes], int] = {}
    rows: dict[str, int] = {}
    for item in coming:
        for term in item.terms:
            key = item.number, term.language.value, text_hash(term.text)
            places[key] = rows.setdefault(term.text, len(rows))
    return StoredVectors(places, encoder.encode(list(rows)))
