"""Marks, comments and feedback on the real database."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import islice, product

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
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
)
from terminology.exchange import import_file
from terminology.gaps import counting
from terminology.ports import HashedEncoder
from terminology.workflow import (
    CommentOfSomebodyElse,
    ConceptNotMarked,
    Editor,
    FeedbackAlreadyClosed,
    FeedbackKind,
    MarkReason,
    checking,
    comments,
    feedback,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
AWA = Actor(ActorKind.STAFF, "awa", "Awa N.")
PAUL = Actor(ActorKind.STAFF, "paul", "Paul E.")


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(session, HashedEncoder())


def validated(bank: Bank, french: str, *relations: Relation) -> ConceptView:
    draft = ConceptDraft((Term(french, Language.FR), Term(f"{french} EN", Language.EN)), relations=relations)
    view = bank.propose(draft, AWA, NOW)
    return bank.validate(view.number, view.version, PAUL, NOW)


def reasons(session: Session, number: int) -> list[tuple[MarkReason, dict]]:
    return [(mark.reason, dict(mark.details)) for mark in checking.marks_of(session, number)]


def reworded(view: ConceptView, text: str) -> ConceptDraft:
    return ConceptDraft((Term(text, Language.FR), view.terms[1]), (Definition("Sens.", Language.FR),))


def test_a_validated_concept_that_a_translator_rewords_is_to_be_checked_until_it_is_confirmed(
    bank: Bank, session: Session
) -> None:
    view = validated(bank, "valise")
    revised = bank.revise(view.number, view.version, reworded(view, "mallette"), AWA, NOW)
    assert revised.status is ConceptStatus.VALIDATED
    assert reasons(session, view.number) == [(MarkReason.EDITED, {"fields": ["term", "definition"]})]
    again = bank.revise(view.number, revised.version, reworded(view, "malle"), AWA, NOW)
    assert len(reasons(session, view.number)) == 2
    assert checking.count_marked(session) == 1
    confirmed = bank.confirm(view.number, again.version, PAUL, NOW + timedelta(days=1))
    assert confirmed.version == again.version + 1
    assert reasons(session, view.number) == []
    assert [mark.cleared_by for mark in checking.marks_of(session, view.number, cleared=True)] == [
        "Paul E."
    ] * 2
    assert bank.revisions(view.number)[0].action == "confirmed"
    with pytest.raises(ConceptNotMarked):
        bank.confirm(view.number, confirmed.version, PAUL, NOW)


def test_what_needs_no_check_raises_none(bank: Bank, session: Session) -> None:
    view = validated(bank, "valise")
    by_validator = bank.revise(
        view.number, view.version, reworded(view, "mallette"), PAUL, NOW, editor=Editor.VALIDATOR
    )
    noted = ConceptDraft(by_validator.terms, by_validator.definitions, note="Une remarque")
    bank.revise(view.number, by_validator.version, noted, AWA, NOW)
    proposed = bank.propose(ConceptDraft((Term("lettre", Language.FR),)), AWA, NOW)
    bank.revise(proposed.number, 1, ConceptDraft((Term("missive", Language.FR),)), AWA, NOW)
    assert checking.count_marked(session) == 0


def test_an_import_that_completes_a_validated_concept_asks_for_a_check(bank: Bank, session: Session) -> None:
    view = validated(bank, "valise")
    known = validated(bank, "malle")
    file = BytesIO(b"fr\ten\tdefinition_fr\nvalise\tvalise EN\tBagage de cabine\nmalle\tmalle EN\t\n")
    conditions = {"status": ConceptStatus.VALIDATED, "actor": PAUL, "now": NOW, "encoder": HashedEncoder()}
    import_file(session, file, name="liste.tsv", **conditions)
    assert reasons(session, view.number) == [(MarkReason.IMPORTED, {"fields": ["definition"]})]
    assert reasons(session, known.number) == []


def test_neighbours_of_a_withdrawn_concept_are_to_be_checked(bank: Bank, session: Session) -> None:
    broad = validated(bank, "bagage")
    narrow = validated(bank, "valise", Relation(RelationKind.BROADER, broad.number))
    seen = validated(bank, "malle", Relation(RelationKind.SEE, broad.number))
    broad = bank.get(broad.number)
    bank.withdraw(broad.number, broad.version, PAUL, NOW)
    for view in (narrow, seen):
        assert reasons(session, view.number) == [(MarkReason.RELATED_WITHDRAWN, {"concept": broad.number})]
    assert [number for number, _ in checking.marked(session, 10)] == [narrow.number, seen.number]


def test_a_thread_is_begun_answered_settled_and_opened_again(bank: Bank, session: Session) -> None:
    view = validated(bank, "valise")
    first = comments.add(session, view.number, "Et « mallette » ?", AWA, NOW)
    comments.reply(session, first.id, "Non.", PAUL, NOW + timedelta(hours=1))
    (thread,) = comments.threads_of(session, view.number)
    assert [thread.first.text, *(item.text for item in thread.replies)] == ["Et « mallette » ?", "Non."]
    assert comments.count_open(session) == 1
    stranger = Actor(ActorKind.STAFF, "eve", "Ève")
    with pytest.raises(CommentOfSomebodyElse):
        comments.settle(session, first.id, stranger, NOW, may_settle_all=False)
    comments.settle(session, first.id, PAUL, NOW, may_settle_all=True)
    assert (comments.count_open(session), comments.open_threads(session, 10)) == (0, [])
    late = comments.reply(session, thread.replies[0].id, "Si !", AWA, NOW + timedelta(days=1))
    assert late.concept == view.number
    (thread,) = comments.open_threads(session, 10)
    assert len(thread.replies) == 2


def test_feedback_is_closed_once_and_answers_who_left_an_address(bank: Bank, session: Session) -> None:
    view = validated(bank, "valise")
    said = feedback.Received(view.number, FeedbackKind.SPELLING, "Une faute", "a@b.cm", "fr")
    number = feedback.receive(session, said, Actor(ActorKind.CITIZEN), NOW)
    assert [item.id for item in feedback.open_feedback(session, 10)] == [number]
    closed = feedback.close(session, number, "Merci, corrigé.", PAUL, NOW)
    assert (closed.closed_by, feedback.count_open(session)) == ("Paul E.", 0)
    with pytest.raises(FeedbackAlreadyClosed):
        feedback.close(session, number, "Encore", AWA, NOW)
    queued = text("SELECT args FROM procrastinate_jobs WHERE task_name = :task")
    assert session.scalars(queued, {"task": feedback.ANSWER_TASK}).all() == [{"feedback": number}]


def test_gaps_are_counted_listed_and_closed_by_a_validated_term(bank: Bank, session: Session) -> None:
    for query in ("Échelle mobile", "echelle  MOBILE", "clause sociale", "awa@ministere.cm", "677 12 34 56"):
        counting.note_gap(session, query, Language.FR, TODAY)
    listed = counting.gaps(session, 10)
    assert [(gap.text, gap.count) for gap in listed] == [("echelle MOBILE", 2), ("clause sociale", 1)]
    validated(bank, "échelle mobile")
    assert [gap.text for gap in counting.gaps(session, 10)] == ["clause sociale"]
    assert counting.count(session) == 1
    counting.dismiss(session, listed[1].key, "Paul E.", TODAY)
    assert (counting.gaps(session, 10), counting.count(session, dismissed=True)) == ([], 1)
    counting.dismiss(session, listed[1].key, "Paul E.", TODAY, back=True)
    counting.note_answered(session, [listed[1].key], TODAY)
    assert counting.count(session) == 0
    counting.note_gap(session, "clause sociale", Language.FR, TODAY)
    assert [gap.count for gap in counting.gaps(session, 10)] == [2]


def test_a_flood_of_gaps_has_an_end_and_what_is_asked_once_is_forgotten(session: Session) -> None:
    counting.note_gap(session, "mot gardé", Language.FR, TODAY - timedelta(days=1))
    for letters in islice(product("abcdefghijklmn", repeat=3), counting._NEW_A_DAY + 20):
        counting.note_gap(session, f"mot {''.join(letters)}", Language.FR, TODAY)
    assert counting.count(session) == counting._NEW_A_DAY + 1
    counting.note_gap(session, "mot gardé", Language.FR, TODAY)
    counting.note_gap(session, "mot gardé", Language.FR, TODAY)
    counting.forget(session, TODAY + timedelta(days=91))
    assert [gap.text for gap in counting.gaps(session, 10)] == ["mot gardé"]
