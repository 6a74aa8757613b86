"""Merges on the real database: what goes where, and what two at once may do."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.database import Database
from terminology import merging
from terminology.bank import Bank
from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from terminology.errors import ConceptChangedMeanwhile, ConceptInvalid, ConceptIsWithdrawn, ConceptMerged
from terminology.merging import Read
from terminology.ports import HashedEncoder
from terminology.search import Query, SearchEngine
from terminology.workflow import MarkReason, checking, comments

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PAUL = Actor(ActorKind.STAFF, "paul", "Paul E.")
ENCODER = HashedEncoder()
FR, EN = Language.FR, Language.EN


class Counting(HashedEncoder):
    encoded = 0

    def encode(self, texts):
        self.encoded += len(texts)
        return super().encode(texts)


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(session, ENCODER)


def make(bank: Bank, *terms: Term, validate: bool = True, **parts: object) -> ConceptView:
    view = bank.propose(ConceptDraft(terms, **parts), PAUL, NOW)
    return bank.validate(view.number, 1, PAUL, NOW) if validate else view


def read(view: ConceptView) -> Read:
    return Read(view.number, view.version)


def merge(session: Session, old: ConceptView, survivor: ConceptView, **preferred: str) -> ConceptView:
    choice = {Language(code): word for code, word in preferred.items()}
    return merging.merge(session, ENCODER, read(old), read(survivor), choice, actor=PAUL, now=NOW)


def test_everything_goes_to_the_survivor_and_the_old_number_leads_there(bank: Bank, session: Session) -> None:
    above = make(bank, Term("bagage", FR))
    bag = make(
        bank,
        Term("valise diplomatique", FR),
        Term("diplomatic bag", EN),
        definitions=(Definition("Sac", FR),),
    )
    pouch = make(
        bank,
        Term("Valise diplomatique", FR, gender="feminine"),
        Term("diplomatic pouch", EN),
        validate=False,
        definitions=(Definition("A sealed bag", EN),),
        relations=(Relation(RelationKind.BROADER, above.number),),
    )
    remark = comments.add(session, pouch.number, "Et « bag » ?", PAUL, NOW)
    encoder = Counting()
    merged = merging.merge(
        session, encoder, read(pouch), read(bag), {EN: "diplomatic pouch"}, actor=PAUL, now=NOW
    )
    assert encoder.encoded == 0
    assert [(term.text, term.status, term.gender) for term in merged.terms] == [
        ("valise diplomatique", TermStatus.PREFERRED, "feminine"),
        ("diplomatic bag", TermStatus.ADMITTED, ""),
        ("diplomatic pouch", TermStatus.PREFERRED, ""),
    ]
    assert {item.text for item in merged.definitions} == {"Sac", "A sealed bag"}
    assert merged.relations == (Relation(RelationKind.BROADER, above.number),)
    assert merged.status is ConceptStatus.VALIDATED
    (thread,) = comments.threads_of(session, bag.number)
    assert (thread.first.id, thread.first.written_on) == (remark.id, pouch.number)
    with pytest.raises(ConceptMerged) as led:
        bank.get(pouch.number)
    assert led.value.survivor == bag.number
    with pytest.raises(ConceptMerged):
        bank.send_back(pouch.number, pouch.version + 1, PAUL, NOW)
    assert [item.action for item in bank.revisions(pouch.number)] == ["merged_away", "proposed"]
    assert [item.action for item in bank.revisions(bag.number)] == ["merged", "validated", "proposed"]
    assert [item.number for item in merging.merged_into(session, bag.number)] == [pouch.number]


def test_chains_end_at_the_last_survivor(bank: Bank, session: Session) -> None:
    views = [make(bank, Term(word, FR)) for word in ("un", "deux", "trois")]
    second = merge(session, views[0], views[1])
    third = merge(session, second, views[2])
    assert merging.survivors(session, [view.number for view in views]) == {
        views[0].number: third.number,
        views[1].number: third.number,
    }
    assert [term.text for term in third.terms] == ["trois", "deux", "un"]
    with pytest.raises(ConceptMerged) as refused:
        merging.merge(session, ENCODER, read(third), Read(second.number, 4), {}, actor=PAUL, now=NOW)
    assert refused.value.survivor == third.number


def test_what_cannot_be_merged(bank: Bank, session: Session) -> None:
    one, other = make(bank, Term("un", FR)), make(bank, Term("autre", FR))
    with pytest.raises(ConceptInvalid):
        merge(session, one, one)
    gone = bank.withdraw(other.number, other.version, PAUL, NOW)
    with pytest.raises(ConceptIsWithdrawn):
        merge(session, one, gone)
    with pytest.raises(ConceptChangedMeanwhile):
        merge(session, other, one)


def test_neighbours_are_to_be_checked_and_open_marks_move(bank: Bank, session: Session) -> None:
    one, other = make(bank, Term("un", FR)), make(bank, Term("autre", FR))
    neighbour = make(bank, Term("voisin", FR), relations=(Relation(RelationKind.RELATED, one.number),))
    one = bank.revise(one.number, bank.get(one.number).version, ConceptDraft((Term("uni", FR),)), PAUL, NOW)
    neighbour = bank.get(neighbour.number)
    one = bank.revise(
        one.number,
        one.version,
        ConceptDraft(one.terms, relations=(Relation(RelationKind.RELATED, neighbour.number),)),
        PAUL,
        NOW,
    )
    merge(session, one, other)
    (mark,) = checking.marks_of(session, neighbour.number)
    assert (mark.reason, mark.details) == (MarkReason.RELATED_MERGED, {"concept": one.number})
    assert [mark.reason for mark in checking.marks_of(session, other.number)] == [MarkReason.EDITED]
    assert bank.get(neighbour.number).relations == (Relation(RelationKind.RELATED, other.number),)


def test_a_merge_is_taken_back_in_two_steps(bank: Bank, session: Session) -> None:
    one, other = make(bank, Term("un", FR)), make(bank, Term("autre", FR))
    merged = merge(session, one, other)
    old = merging.separate(session, Read(one.number, one.version + 1), PAUL, NOW)
    assert (old.status, [term.text for term in old.terms]) == (ConceptStatus.DRAFT, ["un"])
    assert bank.get(one.number) == old
    back = bank.revert(other.number, merged.version, other.version, PAUL, NOW)
    assert [term.text for term in back.terms] == ["autre"]
    assert bank.revisions(one.number)[0].action == "separated"


@pytest.fixture
def clean(database: Database) -> Iterator[Database]:
    yield database
    with database.transaction() as session:
        session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))


def test_of_two_merges_that_cross_one_wins_and_the_other_is_told(clean: Database) -> None:
    with clean.transaction() as session:
        bank = Bank(session, ENCODER)
        one, other = make(bank, Term("un", FR)), make(bank, Term("autre", FR))
    told: list[object] = []
    both_ready = threading.Barrier(2)

    def run(old: ConceptView, survivor: ConceptView) -> None:
        both_ready.wait()
        try:
            with clean.transaction() as session:
                told.append(merge(session, old, survivor).number)
        except ConceptChangedMeanwhile as error:
            told.append(error.code)

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(type, told), key=str) == sorted([int, str], key=str)
    with clean.transaction() as session:
        assert len(merging.survivors(session, [one.number, other.number])) == 1


def test_the_search_finds_the_survivor_by_the_terms_that_came(clean: Database) -> None:
    engine = SearchEngine(clean, ENCODER)
    with clean.transaction() as session:
        bank = Bank(session, ENCODER)
        one, other = make(bank, Term("zibeline", FR)), make(bank, Term("autre", FR))
    engine.refresh()
    assert engine.search(Query("zibeline")).hits[0].concept == one.number
    with clean.transaction() as session:
        merge(session, one, other)
    engine.refresh()
    assert [hit.concept for hit in engine.search(Query("zibeline")).hits] == [other.number]
