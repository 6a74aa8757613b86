"""Reading and writing the edges. Rules are in `relations`; here is only SQL."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select, text, tuple_, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from terminology import bulk
from terminology.concepts import Relation, RelationKind
from terminology.links.graph import Edge, seen_from
from terminology.links.tables import ConceptRelationRow

__all__ = ["above", "add", "drop", "lock", "read", "touching"]

# Two people who each add half of a circle must not both be right: whoever changes relations waits here.
_LOCK = 0x7472_6C6B
_BATCH = 5_000
_KINDS = {kind.value: kind for kind in RelationKind}
_ORDER = {kind: place for place, kind in enumerate(RelationKind)}
_COLUMNS = (ConceptRelationRow.concept, ConceptRelationRow.kind, ConceptRelationRow.target)


def lock(session: Session) -> None:
    """To be taken before the row of any concept, or two transactions could each wait for the other."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def touching(session: Session, numbers: Sequence[int]) -> set[Edge]:
    """Those with one of these concepts at either end."""
    query = union_all(
        select(*_COLUMNS).where(bulk.among(ConceptRelationRow.concept, numbers)),
        select(*_COLUMNS).where(bulk.among(ConceptRelationRow.target, numbers)),
    )
    return {Edge(concept, _KINDS[kind], target) for concept, kind, target in session.execute(query)}


def read(session: Session, numbers: Sequence[int]) -> dict[int, list[Relation]]:
    """What each of these concepts says of others, kind by kind."""
    wanted = set(numbers)
    found: dict[int, list[Relation]] = {}
    for edge in touching(session, numbers):
        for number in {edge.concept, edge.target} & wanted:
            if (relation := seen_from(number, edge)) is not None:
                found.setdefault(number, []).append(relation)
    for relations in found.values():
        relations.sort(key=lambda item: (_ORDER[item.kind], item.number))
    return found


def add(session: Session, edges: Iterable[Edge]) -> None:
    """Those that are there already stay."""
    rows = [{"concept": edge.concept, "kind": edge.kind.value, "target": edge.target} for edge in edges]
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        session.execute(insert(ConceptRelationRow).values(part).on_conflict_do_nothing())


def drop(session: Session, edges: Iterable[Edge]) -> None:
    keys = [(edge.concept, edge.kind.value, edge.target) for edge in edges]
    for start in range(0, len(keys), _BATCH):
        session.execute(delete(ConceptRelationRow).where(tuple_(*_COLUMNS).in_(keys[start : start + _BATCH])))


def above(session: Session, numbers: Iterable[int]) -> set[Edge]:
    """The hierarchy over these concepts, to its top (or round and round: UNION stops there)."""
    start = select(ConceptRelationRow.concept, ConceptRelationRow.target).where(
        ConceptRelationRow.kind == RelationKind.BROADER.value
    )
    up = start.where(bulk.among(ConceptRelationRow.concept, numbers)).cte("up", recursive=True)
    up = up.union(start.join(up, ConceptRelationRow.concept == up.c.target))
    return {Edge(concept, RelationKind.BROADER, target) for concept, target in session.execute(select(up))}
