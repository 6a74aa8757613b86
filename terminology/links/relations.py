"""Relations between concepts: what may be said, and what it does to the concept at the other end.

A relation belongs to both ends (a cross-reference to the one that makes it). So the other end gets a version
and a revision too, `linked`, by the same author: whoever has it open for editing is told at saving, and
cannot undo the relation without having seen it. Withdrawing a concept leaves its relations, for the day it is
restored: readers are not shown them meanwhile, and no new one may be made.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import bulk, repository, writing
from terminology.concepts import ConceptStatus, Flaw, Relation, RelationKind
from terminology.errors import ConceptInvalid
from terminology.links import edges
from terminology.links.edges import lock
from terminology.links.graph import Edge, edge_of, find_circle, seen_from
from terminology.tables import ConceptRow

__all__ = ["differ", "for_readers", "lock", "move_links", "relate", "set_relations", "still_possible"]


def differ(session: Session, number: int, wanted: Iterable[Relation]) -> bool:
    """Whether writing `wanted` would change anything: then `lock` comes before the concept's own row."""
    return set(edges.read(session, [number]).get(number, ())) != set(wanted)


def set_relations(
    session: Session, number: int, wanted: Iterable[Relation], actor: Actor, now: datetime
) -> None:
    """What the concept `number` says of others, whole; its own version and revision are the caller's.

    Raises ConceptInvalid: a relation to itself, to a concept that is unknown or withdrawn, or a concept that
    would be broader than itself.
    """
    present = _said_by(number, edges.touching(session, [number]))
    coming = {edge_of(number, relation) for relation in wanted}
    if coming != present:
        edges.drop(session, present - coming)
        _add(session, coming - present)
        _tell(session, _other_ends(present ^ coming) - {number}, actor, now)


def relate(
    session: Session, wanted: Collection[Edge], actor: Actor, now: datetime, fresh: Collection[int] = ()
) -> None:
    """Many relations at once, beside those there are (an import). `lock` first, before the first write.

    `fresh` are concepts that this transaction has written already: their last revision says it too, and needs
    no other. Raises ConceptInvalid as `set_relations` does.
    """
    concerned = {end for edge in wanted for end in (edge.concept, edge.target)}
    new = set(wanted) - edges.touching(session, sorted(concerned))
    _add(session, new)
    changed = _other_ends(new) | {edge.concept for edge in new}
    written = repository.load(session, sorted(changed.intersection(fresh)))
    writing.set_relations(session, written.values())
    _tell(session, changed.difference(fresh), actor, now)


def move_links(session: Session, from_number: int, to_number: int, actor: Actor, now: datetime) -> None:
    """Relations of one concept become those of the other, for a merge; collections: `collections.move`.

    `lock` first, before the row of either. Both get their version and revision from the caller; what has
    nothing to say any more (a relation between the two, one that would make a circle) is left out.
    """
    old = edges.touching(session, [from_number])
    moved = {_at_other_end(edge, from_number, to_number) for edge in old}
    present = edges.touching(session, [to_number])
    edges.drop(session, old)
    kept: set[Edge] = set()
    for edge in sorted(edge for edge in moved if edge.concept != edge.target and edge not in present):
        over = edges.above(session, [edge.target]) | {edge} | kept
        if edge.kind is not RelationKind.BROADER or not find_circle(over):
            kept.add(edge)
            edges.add(session, [edge])
    _tell(session, _other_ends(old | kept) - {from_number, to_number}, actor, now)


def for_readers(session: Session, relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Those that lead to a validated concept."""
    relations = tuple(relations)
    states = _states(session, {item.number for item in relations})
    return tuple(item for item in relations if states.get(item.number) is ConceptStatus.VALIDATED)


def still_possible(session: Session, number: int, relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Of those an earlier version said: what is not said now and leads to a withdrawn concept stays out."""
    relations = tuple(relations)
    present = set(edges.read(session, [number]).get(number, ()))
    states = _states(session, {item.number for item in relations})
    return tuple(
        item
        for item in relations
        if item in present or states.get(item.number) not in {None, ConceptStatus.WITHDRAWN}
    )


def _add(session: Session, new: set[Edge]) -> None:
    found = _flaws(session, new)
    if found:
        raise ConceptInvalid(found)
    edges.add(session, sorted(new))
    lower = {edge.concept for edge in new if edge.kind is RelationKind.BROADER}
    if lower and (circle := find_circle(edges.above(session, lower))):
        # Said upwards from one concept back to itself, as in "12 < 40 < 12".
        path = " < ".join(map(str, (*circle, circle[0])))
        raise ConceptInvalid([Flaw("relation_circle", {"field": "relations", "path": path})])


def _flaws(session: Session, new: set[Edge]) -> list[Flaw]:
    ends = {end for edge in new for end in (edge.concept, edge.target)}
    states = _states(session, ends)
    found = [
        Flaw("relation_to_itself", {"field": "relations", "number": edge.concept})
        for edge in sorted(new)
        if edge.concept == edge.target
    ]
    for number in sorted(ends):
        if number not in states:
            found.append(Flaw("relation_to_unknown", {"field": "relations", "number": number}))
        elif states[number] is ConceptStatus.WITHDRAWN:
            found.append(Flaw("relation_to_withdrawn", {"field": "relations", "number": number}))
    return found


def _states(session: Session, numbers: Iterable[int]) -> dict[int, ConceptStatus]:
    rows = session.execute(
        select(ConceptRow.number, ConceptRow.status).where(bulk.among(ConceptRow.number, numbers))
    )
    return {number: ConceptStatus(status) for number, status in rows}


def _said_by(number: int, found: Iterable[Edge]) -> set[Edge]:
    return {edge for edge in found if seen_from(number, edge) is not None}


def _other_ends(changed: Iterable[Edge]) -> set[int]:
    """Concepts that say something else than before; where a cross-reference leads, nothing changes."""
    return {
        number
        for edge in changed
        for number in (edge.concept, edge.target)
        if seen_from(number, edge) is not None
    }


def _at_other_end(edge: Edge, old: int, new: int) -> Edge:
    ends = [new if end == old else end for end in (edge.concept, edge.target)]
    return edge_of(ends[0], Relation(edge.kind, ends[1]))


def _tell(session: Session, numbers: Iterable[int], actor: Actor, now: datetime) -> None:
    """One version further, with its revision, for each concept that somebody's work on another changed."""
    changed = sorted(numbers)
    if not changed:
        return
    writing.touch(session, changed, now)
    views = repository.load(session, changed).values()
    writing.add_revisions(session, views, "linked", actor, now)
    writing.notify(session)
    for view in views:
        audit.record(session, now, actor, "concept.linked", f"concept:{view.number}", version=view.version)
