"""Suspected duplicates: found, kept, judged, and warned of."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from terminology import duplicates
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Definition, Language, Term
from terminology.ports import HashedEncoder

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PAUL = Actor(ActorKind.STAFF, "paul", "Paul E.")
ENCODER = HashedEncoder()
FR, EN = Language.FR, Language.EN


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(session, ENCODER)


def make(bank: Bank, french: str, english: str, definition: str = "") -> ConceptView:
    definitions = (Definition(definition, FR),) if definition else ()
    draft = ConceptDraft((Term(french, FR), Term(english, EN)), definitions)
    return bank.propose(draft, PAUL, NOW)


def test_pairs_are_found_explained_judged_and_not_asked_again(bank: Bank, session: Session) -> None:
    one = make(bank, "valise diplomatique", "diplomatic bag", "Colis scellé d’une mission")
    other = make(bank, "valises diplomatiques", "diplomatic bags", "Colis scellé de la mission")
    make(bank, "lettre de créance", "letter of credence")
    assert duplicates.look_again(session, ENCODER.name, NOW) == 1
    (found,) = duplicates.suspected(session, 10)
    assert (found.pair.first, found.pair.second) == (one.number, other.number)
    evidence = found.pair.evidence
    assert evidence.inflected == ((FR, "valise diplomatique"), (EN, "diplomatic bag"))
    assert evidence.definitions is not None
    assert evidence.definitions > 0.8
    assert evidence.meaning is not None
    duplicates.judge(session, (other.number, one.number), "Le pluriel a un autre sens", PAUL, NOW)
    assert duplicates.count_suspected(session) == 0
    duplicates.look_again(session, ENCODER.name, NOW)
    assert duplicates.suspected(session, 10) == []
    (judged,) = duplicates.suspected(session, 10, judged=True)
    assert (judged.judged_by, judged.judgement) == ("Paul E.", "Le pluriel a un autre sens")
    duplicates.judge(session, (one.number, other.number), None, PAUL, NOW)
    assert duplicates.count_suspected(session) == 1
    with pytest.raises(duplicates.PairNotFound):
        duplicates.judge(session, (one.number, 10**9), "x", PAUL, NOW)


def test_a_withdrawn_concept_is_nobodys_duplicate(bank: Bank, session: Session) -> None:
    one, other = make(bank, "valise", "bag"), make(bank, "Valise", "Bag")
    duplicates.look_again(session, ENCODER.name, NOW)
    assert duplicates.count_suspected(session) == 1
    bank.withdraw(other.number, 1, PAUL, NOW)
    assert duplicates.suspected(session, 10) == []
    assert duplicates.look_again(session, ENCODER.name, NOW) == 0
    assert duplicates.suspects_in(session, ENCODER.name, [one.number]) == []


def test_an_import_is_told_what_it_may_repeat_and_nothing_else(bank: Bank, session: Session) -> None:
    make(bank, "ancien mot", "old word")
    make(bank, "anciens mots", "old words")
    known = make(bank, "valise", "bag")
    new = make(bank, "Valise", "bags")
    pairs = duplicates.suspects_in(session, ENCODER.name, [new.number])
    assert [(pair.first, pair.second) for pair in pairs] == [(known.number, new.number)]
    assert pairs[0].evidence.inflected == ((EN, "bag"),)
