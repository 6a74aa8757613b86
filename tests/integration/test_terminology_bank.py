from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from kit.audit import SYSTEM, Actor, ActorKind
from kit.database import Database
from terminology import repository
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term, TermStatus
from terminology.errors import (
    ConceptChangedMeanwhile,
    ConceptInvalid,
    ConceptIsWithdrawn,
    ConceptMoveNotAllowed,
    ConceptNotFound,
)
from terminology.ports import HashedEncoder
from terminology.tables import EmbeddingRow, SubjectFieldRow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TRANSLATOR = Actor(ActorKind.STAFF, "awa", "Awa N.")
TERMINOLOGIST = Actor(ActorKind.STAFF, "paul", "Paul E.")
BAG = ConceptDraft(
    terms=(
        Term("valise diplomatique", Language.FR, part_of_speech="noun", gender="feminine"),
        Term("diplomatic bag", Language.EN, part_of_speech="noun"),
        Term("diplomatic pouch", Language.EN, TermStatus.ADMITTED, region="US", extra={"id": "7"}),
    ),
    definitions=(
        Definition("Sac scellé qui porte le courrier d’une mission.", Language.FR, "CVRD, art. 27"),
    ),
    domains=("Diplomatie",),
    note="À ne pas confondre avec le courrier.",
)


class CountingEncoder(HashedEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def encode(self, texts):
        self.texts.extend(texts)
        return super().encode(texts)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def bank(session: Session, encoder: CountingEncoder) -> Bank:
    return Bank(session, encoder)


def test_a_proposal_comes_back_as_it_was_given(bank: Bank) -> None:
    view = bank.propose(BAG, TRANSLATOR, NOW)
    assert (view.version, view.status) == (1, ConceptStatus.PROPOSED)
    assert bank.get(view.number) == view
    assert view.terms == BAG.terms
    assert view.definitions == BAG.definitions
    assert view.domains == ("diplomatie",)
    assert (view.created_at, view.updated_at) == (NOW, NOW)


def test_validation_raises_the_version_and_leaves_its_author(bank: Bank, session: Session) -> None:
    view = bank.propose(BAG, TRANSLATOR, NOW)
    later = NOW + timedelta(hours=1)
    validated = bank.validate(view.number, 1, TERMINOLOGIST, later)
    assert (validated.version, validated.status, validated.updated_at) == (2, ConceptStatus.VALIDATED, later)
    newest, oldest = bank.revisions(view.number)
    assert (newest.action, newest.author, newest.status) == ("validated", TERMINOLOGIST, validated.status)
    assert (oldest.action, oldest.author, oldest.draft.terms) == ("proposed", TRANSLATOR, BAG.terms)
    audited = text("SELECT action, subject, actor_reference FROM audit_event WHERE subject = :s ORDER BY id")
    rows = session.execute(audited, {"s": f"concept:{view.number}"})
    assert [tuple(row) for row in rows] == [
        ("concept.proposed", f"concept:{view.number}", "awa"),
        ("concept.validated", f"concept:{view.number}", "paul"),
    ]


def test_an_older_version_is_refused_and_told_the_present_one(bank: Bank) -> None:
    number = bank.propose(BAG, TRANSLATOR, NOW).number
    bank.validate(number, 1, TERMINOLOGIST, NOW)
    with pytest.raises(ConceptChangedMeanwhile) as refused:
        bank.withdraw(number, 1, TERMINOLOGIST, NOW)
    assert refused.value.params["version"] == 2
    assert bank.get(number).status is ConceptStatus.VALIDATED


def test_unknown_numbers_and_moves_outside_the_life_cycle_are_refused(bank: Bank) -> None:
    for ask in (bank.get, bank.revisions):
        with pytest.raises(ConceptNotFound):
            ask(10**9)
    with pytest.raises(ConceptNotFound):
        bank.validate(10**9, 1, TERMINOLOGIST, NOW)
    number = bank.propose(BAG, TRANSLATOR, NOW).number
    bank.withdraw(number, 1, TERMINOLOGIST, NOW)
    with pytest.raises(ConceptMoveNotAllowed):
        bank.validate(number, 2, TERMINOLOGIST, NOW)
    with pytest.raises(ConceptIsWithdrawn):
        bank.revise(number, 2, BAG, TERMINOLOGIST, NOW)
    assert bank.send_back(number, 2, TERMINOLOGIST, NOW).status is ConceptStatus.DRAFT
    assert bank.submit(number, 3, TRANSLATOR, NOW).status is ConceptStatus.PROPOSED


def test_a_draft_with_flaws_is_refused_with_all_of_them(bank: Bank) -> None:
    with pytest.raises(ConceptInvalid) as refused:
        bank.propose(ConceptDraft((Term(" ", Language.FR), Term("a\x00b", Language.EN))), TRANSLATOR, NOW)
    assert [flaw.code for flaw in refused.value.flaws] == ["empty_term", "control_character"]
    assert bank.count() == 0


def test_only_new_texts_are_encoded_and_vectors_of_gone_texts_go(
    bank: Bank, session: Session, encoder: CountingEncoder
) -> None:
    view = bank.propose(BAG, TRANSLATOR, NOW)
    assert len(encoder.texts) == 4
    encoder.texts.clear()
    bank.validate(view.number, 1, TERMINOLOGIST, NOW)
    assert encoder.texts == []
    shorter = ConceptDraft((*BAG.terms[:2], Term("bag of the embassy", Language.EN)), (), ("diplomatie",))
    revised = bank.revise(view.number, 2, shorter, TERMINOLOGIST, NOW)
    assert (revised.version, revised.status, revised.definitions) == (3, ConceptStatus.VALIDATED, ())
    assert encoder.texts == ["bag of the embassy"]
    vectors = session.scalars(select(EmbeddingRow.vector).where(EmbeddingRow.concept == view.number)).all()
    assert len(vectors) == 3
    mine = encoder.encode_query("bag of the embassy")
    assert any(np.array_equal(mine, np.asarray(vector, dtype=np.float32)) for vector in vectors)


def test_saving_without_a_change_makes_no_revision(bank: Bank) -> None:
    view = bank.propose(BAG, TRANSLATOR, NOW)
    assert bank.revise(view.number, 1, BAG, TERMINOLOGIST, NOW + timedelta(days=1)) == view
    assert len(bank.revisions(view.number)) == 1


def test_lists_and_counts(bank: Bank) -> None:
    numbers = [
        bank.propose(
            ConceptDraft((Term(word, Language.FR),)), TRANSLATOR, NOW + timedelta(minutes=minute)
        ).number
        for minute, word in enumerate(("un", "deux", "trois"))
    ]
    bank.validate(numbers[0], 1, TERMINOLOGIST, NOW + timedelta(hours=1))
    assert [view.number for view in bank.recent(2)] == [numbers[0], numbers[2]]
    assert [view.number for view in bank.waiting(10)] == [numbers[1], numbers[2]]
    assert (bank.count(), bank.count(ConceptStatus.VALIDATED)) == (3, 1)


def test_a_subject_field_is_known_by_code_and_by_either_name(bank: Bank, session: Session) -> None:
    session.add(SubjectFieldRow(code="treaties", fr="Droit des traités", en="Law of treaties", parent=None))
    session.flush()
    draft = ConceptDraft(
        (Term("ratification", Language.FR),),
        domains=("law of treaties", "DROIT DES TRAITES", "treaties", "Pêche"),
    )
    assert bank.propose(draft, TRANSLATOR, NOW).domains == ("treaties", "peche")
    assert session.get_one(SubjectFieldRow, "peche").fr == "Pêche"


def test_a_change_is_seen_by_a_poller_even_when_an_earlier_writer_commits_later(database: Database) -> None:
    encoder = HashedEncoder()

    def propose(session: Session, word: str) -> int:
        return Bank(session, encoder).propose(ConceptDraft((Term(word, Language.EN),)), SYSTEM, NOW).number

    with database.engine.connect() as slow, database.engine.connect() as quick:
        slow_session, quick_session = Session(slow), Session(quick)
        # The slow writer has its transaction id first and commits last.
        slow_session.execute(text("INSERT INTO subject_field VALUES ('slow', 'slow', 'slow', NULL)"))
        first = propose(quick_session, "quick")
        quick_session.commit()
        with database.transaction() as poller:
            seen, marker = repository.changed_since(poller, 0)
        second = propose(slow_session, "slow")
        slow_session.commit()
        with database.transaction() as poller:
            seen_later, _ = repository.changed_since(poller, marker)
        with database.transaction() as cleaning:
            cleaning.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))
    assert first in seen
    assert second not in seen
    assert second in seen_later
