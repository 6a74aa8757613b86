"""Relations between concepts: kept on both sides, refused in words, moved by a merge."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from threading import Thread

import pytest
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.database import Database
from kit.errors import DomainError
from terminology.bank import Bank
from terminology.concepts import (
    ConceptDraft,
    ConceptView,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
)
from terminology.errors import ConceptChangedMeanwhile, ConceptInvalid
from terminology.links import relations
from terminology.links.graph import Edge
from terminology.ports import HashedEncoder

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AWA = Actor(ActorKind.STAFF, "awa", "Awa Essai")
BROADER, NARROWER, RELATED, SEE = RelationKind


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(session, HashedEncoder())


@pytest.fixture
def add(bank: Bank) -> Callable[..., int]:
    def added(word: str, *said: Relation) -> int:
        return bank.propose(ConceptDraft((Term(word, Language.FR),), relations=said), AWA, NOW).number

    return added


def say(bank: Bank, number: int, *said: Relation) -> ConceptView:
    present = bank.get(number)
    return bank.revise(number, present.version, replace(present.draft(), relations=said), AWA, NOW)


def codes(refused: "pytest.ExceptionInfo[ConceptInvalid]") -> list[str]:
    return [flaw.code for flaw in refused.value.flaws]


def test_the_whole_of_a_concept_comes_back(bank: Bank, add: Callable[..., int]) -> None:
    other = add("mission diplomatique")
    draft = ConceptDraft(
        (
            Term(
                "valise",
                Language.FR,
                contexts=(Context("La valise est scellée.", "art. 27"), Context("Autre")),
            ),
            Term("bag", Language.EN),
        ),
        (Definition("Colis scellé", Language.FR, "Convention", "Au sens strict"),),
        notes=(Note("De tous", None, "Manuel"), Note("Du français\nsur deux lignes", Language.FR)),
        documents=(
            Document(
                "Convention", "https://legal.un.org/9_1_1961.pdf", DocumentKind.TREATY, "1961-04", "ONU"
            ),
        ),
        relations=(Relation(BROADER, other),),
    )
    view = bank.propose(draft, AWA, NOW)
    assert view.draft() == draft
    assert bank.revisions(view.number)[0].draft == draft


def test_each_end_says_its_side_and_gets_its_revision(bank: Bank, add: Callable[..., int]) -> None:
    treaty = add("traité")
    accord = add("accord", Relation(BROADER, treaty), Relation(RELATED, treaty))
    upper = bank.get(treaty)
    assert upper.relations == (Relation(NARROWER, accord), Relation(RELATED, accord))
    assert (upper.version, bank.revisions(treaty)[0].action) == (2, "linked")
    assert bank.revisions(treaty)[0].draft.relations == upper.relations
    say(bank, treaty)
    assert bank.get(accord).relations == ()
    assert bank.get(accord).version == 2


def test_a_cross_reference_goes_one_way(bank: Bank, add: Callable[..., int]) -> None:
    target = add("convention")
    source = add("pacte", Relation(SEE, target))
    assert bank.get(source).relations == (Relation(SEE, target),)
    assert bank.get(target).relations == ()
    assert bank.get(target).version == 1
    assert say(bank, target, Relation(SEE, source)).relations == (Relation(SEE, source),)


def test_whoever_has_the_other_end_open_is_told(bank: Bank, add: Callable[..., int]) -> None:
    treaty = add("traité")
    open_version, open_draft = bank.get(treaty).version, bank.get(treaty).draft()
    add("accord", Relation(BROADER, treaty))
    with pytest.raises(ConceptChangedMeanwhile):
        bank.revise(treaty, open_version, replace(open_draft, note="Mien"), AWA, NOW)


def test_what_cannot_be_said(bank: Bank, add: Callable[..., int]) -> None:
    first = add("un")
    second = add("deux", Relation(BROADER, first))
    third = add("trois", Relation(BROADER, second))
    with pytest.raises(ConceptInvalid) as refused:
        say(bank, first, *bank.get(first).relations, Relation(BROADER, third))
    assert codes(refused) == ["relation_circle"]
    assert refused.value.flaws[0].params["path"] == f"{first} < {third} < {second} < {first}"


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [(RELATED, 2**31 - 1, "relation_to_unknown"), (SEE, None, "relation_to_itself")],
)
def test_unknown_numbers_and_itself_are_refused(
    bank: Bank, add: Callable[..., int], kind: RelationKind, number: int | None, code: str
) -> None:
    mine = add("un")
    with pytest.raises(ConceptInvalid) as refused:
        say(bank, mine, Relation(kind, number or mine))
    assert codes(refused) == [code]


def test_above_and_below_at_once_is_refused(add: Callable[..., int]) -> None:
    other = add("un")
    with pytest.raises(ConceptInvalid) as refused:
        add("deux", Relation(BROADER, other), Relation(NARROWER, other))
    assert codes(refused) == ["relation_both_ways"]


def test_a_withdrawn_concept_keeps_its_relations_and_gets_no_new_one(
    bank: Bank, add: Callable[..., int]
) -> None:
    old = add("ancien")
    mine = add("nouveau", Relation(RELATED, old))
    bank.withdraw(old, bank.get(old).version, AWA, NOW)
    assert bank.get(mine).relations == (Relation(RELATED, old),)
    present = bank.get(mine)
    kept = bank.revise(mine, present.version, replace(present.draft(), note="Relu"), AWA, NOW)
    assert kept.relations == (Relation(RELATED, old),)
    with pytest.raises(ConceptInvalid) as refused:
        add("autre", Relation(SEE, old))
    assert codes(refused) == ["relation_to_withdrawn"]


def test_reverting_brings_relations_back_but_none_to_what_is_gone(
    bank: Bank, add: Callable[..., int]
) -> None:
    stays, goes = add("reste"), add("part")
    mine = add("fiche", Relation(RELATED, stays), Relation(RELATED, goes))
    say(bank, mine)
    bank.withdraw(goes, bank.get(goes).version, AWA, NOW)
    back = bank.revert(mine, 2, 1, AWA, NOW)
    assert back.relations == (Relation(RELATED, stays),)
    assert bank.get(stays).relations == (Relation(RELATED, mine),)


def test_a_merge_moves_what_still_makes_sense(bank: Bank, session: Session, add: Callable[..., int]) -> None:
    top, other = add("haut"), add("voisin")
    kept = add("gardé", Relation(BROADER, top))
    doubled = add("double", Relation(RELATED, kept), Relation(NARROWER, top), Relation(RELATED, other))
    relations.lock(session)
    relations.move_links(session, doubled, kept, AWA, NOW)
    # Neither a relation with itself, nor one that would put the top under what is under it.
    assert bank.get(kept).relations == (Relation(BROADER, top), Relation(RELATED, other))
    assert bank.get(doubled).relations == ()
    assert bank.get(other).relations == (Relation(RELATED, kept),)
    assert bank.revisions(other)[0].action == "linked"


def test_the_top_of_a_wide_hierarchy_is_still_revised(
    bank: Bank, session: Session, add: Callable[..., int]
) -> None:
    top, *below = (add(f"notion {count}") for count in range(121))
    relations.relate(session, {Edge(number, BROADER, top) for number in below}, AWA, NOW)
    present = bank.get(top)
    assert len(present.relations) == 120
    revised = bank.revise(top, present.version, replace(present.draft(), note="Relue"), AWA, NOW)
    assert (revised.note, revised.relations) == ("Relue", present.relations)


def test_an_import_says_many_at_once(bank: Bank, session: Session, add: Callable[..., int]) -> None:
    old, *new = (add(word) for word in ("ancien", "un", "deux"))
    said = {Edge(new[0], BROADER, old), Edge(new[1], BROADER, new[0])}
    relations.lock(session)
    relations.relate(session, said, AWA, NOW, fresh=new)
    assert bank.get(new[0]).relations == (Relation(BROADER, old), Relation(NARROWER, new[1]))
    assert bank.get(new[0]).version == 1
    assert bank.revisions(new[0])[0].draft.relations == bank.get(new[0]).relations
    assert [item.action for item in bank.revisions(old)] == ["linked", "proposed"]
    relations.relate(session, said, AWA, NOW)
    assert bank.get(old).version == 2


def test_two_people_cannot_each_add_half_of_a_circle(api_database: Database) -> None:
    encoder = HashedEncoder()
    with api_database.transaction() as session:
        bank = Bank(session, encoder)
        one, two = (
            bank.propose(ConceptDraft((Term(word, Language.FR),)), AWA, NOW).number for word in ("un", "deux")
        )
    refused: list[DomainError] = []

    def link(number: int, other: int) -> None:
        try:
            with api_database.transaction() as session:
                bank = Bank(session, encoder)
                say(bank, number, *bank.get(number).relations, Relation(BROADER, other))
        except DomainError as error:
            refused.append(error)

    threads = [Thread(target=link, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with api_database.transaction() as session:
        assert len(Bank(session, encoder).get(one).relations) == 1
