import pytest

from terminology.concepts import ConceptStatus, Language, TermStatus
from terminology.search import Query, Why
from terminology.search.dense import FlatIndex
from terminology.search.documents import Collection, IndexedConcept, IndexedTerm
from terminology.search.snapshot import Snapshot, SubjectField

FR, EN = Language.FR, Language.EN
FIELDS = [
    SubjectField("law", ("Droit", "Law"), None),
    SubjectField("treaties", ("Traités", "Treaties"), "law"),
    SubjectField("health", ("Santé", "Health"), None),
]


def _concept(number, *terms, status=ConceptStatus.VALIDATED, domains=()):
    return IndexedConcept(number, 1, status, terms, domains=domains)


BANK = Snapshot.of(
    Collection(
        [
            _concept(1, IndexedTerm("visa", FR), IndexedTerm("visa", EN), domains=["law"]),
            _concept(2, IndexedTerm("visa de sortie", FR, reliability=4), domains=["treaties", "health"]),
            _concept(3, IndexedTerm("exit visa", EN, reliability=1), domains=["health"]),
            _concept(4, IndexedTerm("visa court", FR), status=ConceptStatus.PROPOSED),
            _concept(
                5,
                IndexedTerm("visa touristique", FR),
                IndexedTerm("visa de tourisme", FR, TermStatus.DEPRECATED),
            ),
        ]
    ),
    FlatIndex,
    FIELDS,
)


def found(**filters) -> set[int]:
    return {hit.concept for hit in BANK.search(Query("visa", **filters).cleaned(), None).hits}


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({}, {1, 2, 3, 5}),
        ({"domain": "law"}, {1, 2}),  # with the fields below it
        ({"domain": "santé"}, {2, 3}),
        ({"domain": "unknown"}, set()),
        ({"language": EN}, {1, 3}),
        ({"language": FR}, {1, 2, 5}),
        ({"reliability": 4}, {2}),
        ({"reliability": 3}, {1, 2, 5}),
        ({"among": frozenset({3, 5, 999})}, {3, 5}),
        ({"among": frozenset()}, set()),
        ({"statuses": frozenset({ConceptStatus.PROPOSED})}, {4}),
        ({"statuses": frozenset({ConceptStatus.PROPOSED}), "language": EN}, set()),
        ({"domain": "health", "reliability": 4, "language": FR}, {2}),
    ],
)
def test_filters_narrow_the_answer(filters, numbers):
    assert found(**filters) == numbers


def test_a_term_not_to_use_finds_its_concept_and_says_so():
    hit = BANK.search(Query("visa de tourisme").cleaned(), None).hits[0]
    assert (hit.concept, hit.why[0]) == (5, Why.EXACT)
    assert [term.text for term in hit.source_terms] == ["visa touristique", "visa de tourisme"]
    assert hit.discouraged == hit.source_terms[1]


def test_a_term_to_use_is_not_discouraged():
    hit = BANK.search(Query("visa touristique").cleaned(), None).hits[0]
    assert (hit.matched, hit.discouraged, hit.status) == ("visa touristique", None, ConceptStatus.VALIDATED)
