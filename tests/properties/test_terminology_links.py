"""The graph of relations, against a plain search for a way back."""

from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import Relation, RelationKind
from terminology.links.graph import Edge, edge_of, find_circle, seen_from

_NUMBERS = st.integers(1, 8)
_EDGES = st.sets(
    st.builds(Edge, _NUMBERS, st.just(RelationKind.BROADER), _NUMBERS).filter(
        lambda edge: edge.concept != edge.target
    )
)
_RELATIONS = st.builds(Relation, st.sampled_from(RelationKind), st.integers(10, 20))


@given(_NUMBERS, _RELATIONS)
def test_a_relation_is_read_back_by_whoever_said_it(number: int, relation: Relation) -> None:
    assert seen_from(number, edge_of(number, relation)) == relation


@given(_NUMBERS, _RELATIONS)
def test_both_ends_make_one_edge(number: int, relation: Relation) -> None:
    edge = edge_of(number, relation)
    back = seen_from(relation.number, edge)
    if relation.kind is RelationKind.SEE:
        assert back is None
    else:
        assert back is not None
        assert edge_of(relation.number, back) == edge


@given(_EDGES)
def test_a_circle_is_found_exactly_where_there_is_one(edges: set[Edge]) -> None:
    circle = find_circle(edges)
    pairs = {(edge.concept, edge.target) for edge in edges}
    if circle:
        assert len(set(circle)) == len(circle)
        assert set(zip(circle, (*circle[1:], circle[0]), strict=True)) <= pairs
    else:
        reached = pairs
        for _ in range(8):
            reached = reached | {(one, last) for one, two in reached for first, last in pairs if two == first}
        assert all(one != last for one, last in reached)


def test_a_hierarchy_as_deep_as_a_file_is_walked() -> None:
    deep = {Edge(number, RelationKind.BROADER, number + 1) for number in range(1, 20_000)}
    assert find_circle(deep) == ()
    assert len(find_circle(deep | {Edge(20_000, RelationKind.BROADER, 1)})) == 20_000
