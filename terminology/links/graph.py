"""Relations of concepts as edges of a graph, each kept once whichever side says it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terminology.concepts import Relation, RelationKind

__all__ = ["Edge", "edge_of", "find_circle", "seen_from"]


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """`target` is what `kind` says of `concept`: its broader one, a related one, one to see.

    Narrower is broader seen from the other end; of two related concepts the lower number comes first.
    """

    concept: int
    kind: RelationKind
    target: int


def edge_of(number: int, relation: Relation) -> Edge:
    """What the concept `number` says, in the one form in which it is kept."""
    match relation.kind:
        case RelationKind.NARROWER:
            return Edge(relation.number, RelationKind.BROADER, number)
        case RelationKind.RELATED:
            return Edge(min(number, relation.number), RelationKind.RELATED, max(number, relation.number))
        case kind:
            return Edge(number, kind, relation.number)


def seen_from(number: int, edge: Edge) -> Relation | None:
    """What `number`, one of its ends, says; None for the end that a cross-reference leads to."""
    if number == edge.concept:
        return Relation(edge.kind, edge.target)
    if edge.kind is RelationKind.SEE:
        return None
    inverse = RelationKind.NARROWER if edge.kind is RelationKind.BROADER else edge.kind
    return Relation(inverse, edge.concept)


def find_circle(edges: Iterable[Edge]) -> tuple[int, ...]:
    """Concepts of which each is broader than the one before and the first broader than the last; or ()."""
    above: dict[int, list[int]] = {}
    for edge in sorted(edges):
        if edge.kind is RelationKind.BROADER:
            above.setdefault(edge.concept, []).append(edge.target)
    done: set[int] = set()
    for start in above:
        if start not in done and (circle := _walk(start, above, done)):
            return circle
    return ()


def _walk(start: int, above: Mapping[int, list[int]], done: set[int]) -> tuple[int, ...]:
    """Depth first without recursion: a hierarchy of a file may be as deep as the file is long."""
    path = [start]
    waiting = [iter(above.get(start, ()))]
    on_path = {start}
    while path:
        following = next(waiting[-1], None)
        if following is None:
            waiting.pop()
            on_path.discard(path[-1])
            done.add(path.pop())
        elif following in on_path:
            return tuple(path[path.index(following) :])
        elif following not in done:
            path.append(following)
            on_path.add(following)
            waiting.append(iter(above.get(following, ())))
    return ()
