"""What an import says of concepts that the bank may have already: same term, inflected, or of one meaning."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from terminology import duplicates
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, ConceptView, Language, Term
from terminology.exchange import ImportReport, Reason, Resemblances, import_file, try_file
from terminology.ports import HashedEncoder
from terminology.workflow.jobs import FIND_TASK

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAUL = Actor(ActorKind.STAFF, "paul", "Paul E.")
FR, EN = Language.FR, Language.EN
FILE = "fr,en\nvalises diplomatiques,diplomatic bags\n,gift tax\nzébu,zebu\n"


class _TranslatingEncoder(HashedEncoder):
    """One that has learnt a pair of languages: what it knows to mean the same has one vector."""

    MEANING: ClassVar = {"droit de donation": "gift tax"}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return super().encode([self.MEANING.get(each, each) for each in texts])


ENCODER = _TranslatingEncoder()


@pytest.fixture
def known(session: Session) -> tuple[ConceptView, ConceptView]:
    bank = Bank(session, ENCODER)
    bag = bank.propose(ConceptDraft((Term("valise diplomatique", FR), Term("diplomatic bag", EN))), PAUL, NOW)
    return bag, bank.propose(ConceptDraft((Term("droit de donation", FR),)), PAUL, NOW)


def load(session: Session, content: str = FILE) -> ImportReport:
    return import_file(
        session,
        io.BytesIO(content.encode()),
        status=ConceptStatus.VALIDATED,
        actor=PAUL,
        now=NOW,
        encoder=ENCODER,
        name="liste.csv",
    )


def trial(session: Session, encoder: HashedEncoder | None, content: str = FILE) -> Resemblances:
    tried = try_file(
        session,
        io.BytesIO(content.encode()),
        status=ConceptStatus.VALIDATED,
        encoder=encoder,
        name="liste.csv",
    )
    return tried.report.duplicates


def searches_asked(session: Session) -> int:
    query = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = :task AND status = 'todo'")
    return session.execute(query, {"task": FIND_TASK}).scalar_one()


def test_an_import_names_what_it_repeats_and_has_the_bank_searched(
    session: Session, known: tuple[ConceptView, ConceptView]
) -> None:
    bag, duty = known
    told = load(session).duplicates
    assert (told.count, told.left, told.by_meaning) == (2, 0, True)
    by_reason = {item.reason: item for item in told.found}
    inflected, near = by_reason[Reason.INFLECTED], by_reason[Reason.MEANING]
    assert (inflected.other, inflected.words) == (bag.number, ("valise diplomatique", "diplomatic bag"))
    assert inflected.name == {FR: "valises diplomatiques", EN: "diplomatic bags"}
    assert (near.other, near.name, near.other_name) == (
        duty.number,
        {EN: "gift tax"},
        {FR: "droit de donation"},
    )
    assert all(item.number is not None and 0.5 <= item.score <= 1 for item in told.found)
    assert searches_asked(session) == 1
    assert load(session).duplicates == Resemblances()


def test_a_trial_says_the_same_and_leaves_nothing(
    session: Session, known: tuple[ConceptView, ConceptView]
) -> None:
    bag, duty = known
    told = trial(session, ENCODER)
    assert {(item.line, item.other, item.reason) for item in told.found} == {
        (2, bag.number, Reason.INFLECTED),
        (3, duty.number, Reason.MEANING),
    }
    assert {item.number for item in told.found} == {None}
    by_words = trial(session, None)
    assert ([item.other for item in by_words.found], by_words.by_meaning) == ([bag.number], False)
    assert searches_asked(session) == 0


def test_a_long_trial_is_compared_by_words_and_as_far_as_is_said(
    session: Session, known: tuple[ConceptView, ConceptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminology.exchange.resembling._MEANT", 2)
    monkeypatch.setattr("terminology.exchange.stores.COMPARED", 1)
    told = trial(session, ENCODER)
    assert ([item.other for item in told.found], told.left, told.by_meaning) == ([known[0].number], 2, False)


def test_a_large_import_is_compared_in_part_and_a_large_bank_by_the_job(
    session: Session, known: tuple[ConceptView, ConceptView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terminology.exchange.resembling.COMPARED", 1)
    told = load(session).duplicates
    assert ([item.other for item in told.found], told.left) == ([known[0].number], 2)
    monkeypatch.setattr("terminology.exchange.resembling._LARGEST_BANK", 1)
    assert load(session, "fr\nvalise Diplomatique\nautre chose\n").duplicates.left == 2
    assert trial(session, ENCODER, "fr\nvalises Diplomatiques\n").left == 1


def test_what_was_said_to_be_two_is_not_told_again(
    session: Session, known: tuple[ConceptView, ConceptView]
) -> None:
    bag, _ = known
    (found,) = [item for item in load(session).duplicates.found if item.other == bag.number]
    assert found.number is not None
    duplicates.look_again(session, ENCODER.name, NOW)
    duplicates.judge(session, (bag.number, found.number), "Le pluriel a un autre sens", PAUL, NOW)
    pairs = duplicates.suspects_in(session, ENCODER.name, [found.number])
    assert (bag.number, found.number) not in {(pair.first, pair.second) for pair in pairs}
