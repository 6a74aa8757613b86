from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from terminology import collections
from terminology.bank import Bank
from terminology.collections import (
    CollectionChangedMeanwhile,
    CollectionInvalid,
    CollectionNotFound,
    CollectionNotYours,
    Collections,
    collections_of,
    numbers_of,
)
from terminology.concepts import ConceptDraft, Language, Term
from terminology.ports import HashedEncoder

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AWA = Actor(ActorKind.STAFF, "awa", "Awa Essai")
PAUL = Actor(ActorKind.STAFF, "paul", "Paul Essai")


@pytest.fixture
def numbers(session: Session) -> list[int]:
    bank = Bank(session, HashedEncoder())
    words = ("traité", "accord", "convention")
    return [bank.propose(ConceptDraft((Term(word, Language.FR),)), AWA, NOW).number for word in words]


def test_a_collection_is_filled_and_emptied(session: Session, numbers: list[int]) -> None:
    mine = Collections(session, AWA)
    made = mine.create(" Sommet  2027 ", "", shared=False, now=NOW)
    assert (made.fr, made.en, made.size, made.owner_name) == ("Sommet 2027", "Sommet 2027", 0, "Awa Essai")
    assert mine.put_in(made.id, [*numbers[:2], numbers[0], 10**9], NOW) == 2
    assert mine.put_in(made.id, numbers, NOW) == 1
    assert numbers_of(session, made.id) == sorted(numbers)
    assert mine.page(made.id, offset=0, limit=2) == sorted(numbers)[:2]
    assert mine.take_out(made.id, [numbers[1], 10**9]) == 1
    assert mine.get(made.id).size == 2
    assert [item.id for item in collections_of(session, numbers[0], AWA)] == [made.id]
    mine.delete(made.id, 1, NOW)
    assert mine.all() == []
    assert numbers_of(session, made.id) == []


def test_what_is_not_shared_is_not_there_for_others(session: Session, numbers: list[int]) -> None:
    mine, other = Collections(session, AWA), Collections(session, PAUL)
    made = mine.create("Pêche", "Fisheries", shared=False, now=NOW)
    mine.put_in(made.id, numbers, NOW)
    assert other.all() == []
    assert collections_of(session, numbers[0], PAUL) == []
    for refused in (lambda: other.get(made.id), lambda: other.put_in(made.id, numbers, NOW)):
        with pytest.raises(CollectionNotFound):
            refused()
    shared = mine.change(made.id, 1, "Pêche", "Fishing", shared=True, now=NOW)
    assert (shared.version, shared.en) == (2, "Fishing")
    assert [item.id for item in other.all()] == [made.id]
    assert other.take_out(made.id, numbers[:1]) == 1
    with pytest.raises(CollectionNotYours):
        other.change(made.id, 2, "À moi", "Mine", shared=False, now=NOW)
    with pytest.raises(CollectionNotYours):
        other.delete(made.id, 2, NOW)
    with pytest.raises(CollectionChangedMeanwhile):
        mine.change(made.id, 1, "Pêche", "Fishing", shared=False, now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "a" * 201, "a\x00b"])
def test_a_name_is_needed_and_readable(session: Session, name: str) -> None:
    with pytest.raises(CollectionInvalid):
        Collections(session, AWA).create(name, "", shared=True, now=NOW)


def test_a_merged_concept_gives_its_place_to_the_other(session: Session, numbers: list[int]) -> None:
    mine = Collections(session, AWA)
    first = mine.create("Une", "", shared=False, now=NOW).id
    second = mine.create("Deux", "", shared=False, now=NOW).id
    mine.put_in(first, numbers[:1], NOW)
    mine.put_in(second, numbers[:2], NOW)
    collections.move(session, numbers[0], numbers[1])
    assert numbers_of(session, first) == [numbers[1]]
    assert numbers_of(session, second) == [numbers[1]]
