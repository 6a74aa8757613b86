from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from relance import seed
from relance.dossiers import Dossiers
from relance.errors import (
    DecisionMessageMissing,
    DossierChangedMeanwhile,
    DossierNotFound,
    MoveNotAllowed,
    NoFurtherStage,
    OutcomeUnknown,
    PapersMissing,
    ProcedureUnknown,
    RegistrationKeyReused,
)
from relance.states import PublicState, State
from relance.statistics import count
from relance.tables import DossierRow
from relance.views import DossierFilter, Registration

# Friday 20 November 2026, 10:00 in Douala.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AGENT = Actor(ActorKind.STAFF, "a.ndongo", "A. Ndongo")
BOT = Actor(ActorKind.BOT, "bot")
REQUEST = Registration(
    procedure="legalisation",
    subject="Légalisation de mon diplôme pour l’Allemagne",
    name="Aïssatou Bello",
    phone="6 99 12 34 56",
    email=None,
    language="fr",
    consent=True,
    channel="bot",
)


@pytest.fixture
def dossiers(session: Session) -> Dossiers:
    # Inside the test's own transaction: other tests may have committed dossiers.
    session.execute(text("TRUNCATE dossier, number_sequence CASCADE"))
    seed.load(session, NOW)
    return Dossiers(session, "k" * 64)


def _register(dossiers: Dossiers, key: str = "conversation-1", **changes):
    return dossiers.register(replace(REQUEST, **changes), idempotency_key=key, actor=BOT, now=NOW)


def test_a_registration_gets_number_code_and_promised_day(dossiers: Dossiers) -> None:
    receipt = _register(dossiers)
    assert receipt.number.startswith("REQ-2026-000001-")
    assert len(receipt.code) == 11
    # 1 + 5 + 2 working days after Friday 20 November: Wednesday 2 December, at closing.
    assert receipt.legal_date == date(2026, 12, 2)
    assert receipt.due_at == datetime(2026, 12, 2, 14, 30, tzinfo=UTC)
    assert receipt.state is State.REGISTERED


def test_the_same_key_gives_the_same_receipt_and_another_content_is_refused(
    dossiers: Dossiers, session: Session
) -> None:
    first = _register(dossiers)
    again = _register(dossiers)
    assert again == replace(first, replayed=True)
    # Written differently, the same content.
    assert _register(dossiers, phone="+237699123456", name=" Aïssatou  Bello ").number == first.number
    with pytest.raises(RegistrationKeyReused):
        _register(dossiers, subject="Tout autre chose")
    assert session.scalar(select(func.count()).select_from(DossierRow)) == 1
    assert _register(dossiers, key="conversation-2").number.startswith("REQ-2026-000002-")


def test_an_unknown_procedure_or_one_not_for_citizens_is_refused(dossiers: Dossiers) -> None:
    for procedure in ("nothing", "incoming_mail"):
        with pytest.raises(ProcedureUnknown) as refusal:
            _register(dossiers, procedure=procedure)
        assert refusal.value.params["field"] == "procedure"


def test_the_number_belongs_to_the_local_year(dossiers: Dossiers) -> None:
    new_year_in_douala = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    receipt = dossiers.register(REQUEST, idempotency_key="k" * 10, actor=BOT, now=new_year_in_douala)
    assert receipt.number.startswith("REQ-2027-000001-")


def test_what_the_staff_does_is_what_the_citizen_is_told(dossiers: Dossiers) -> None:
    receipt = _register(dossiers)

    def told(at: datetime):
        return dossiers.follow(receipt.number, receipt.code, address="here", now=at)

    assert told(NOW).state is PublicState.RECEIVED
    assert told(NOW).due_date == date(2026, 12, 2)
    taken = dossiers.take(receipt.number, 1, AGENT, NOW + timedelta(hours=1))
    assert (taken.state, taken.stage, taken.unit, taken.version) == (
        State.IN_PROGRESS,
        "examination",
        "SVC",
        2,
    )
    # Taken on on day 0: 5 days of examination and 2 of answer from that day.
    assert told(NOW).due_date == date(2026, 12, 1)

    monday = NOW + timedelta(days=3)
    asked = dossiers.ask_paper(
        receipt.number, 2, ["Copie du passeport"], "Il manque une pièce.", AGENT, monday
    )
    assert asked.state is State.WAITING_FOR_CITIZEN
    assert asked.due_at is None
    status = told(monday)
    assert (status.state, status.due_date, status.waiting_for, status.last_message) == (
        PublicState.WAITING_FOR_CITIZEN,
        None,
        ("Copie du passeport",),
        "Il manque une pièce.",
    )
    # Monday and Tuesday closed while the clock stood: two days later than Friday 27 November.
    wednesday = monday + timedelta(days=2)
    resumed = dossiers.resume(receipt.number, 3, AGENT, wednesday)
    assert resumed.legal_date == date(2026, 12, 1)
    assert told(wednesday).waiting_for == ()

    dossiers.add_note(receipt.number, 4, "Vu avec le chef de service.", AGENT, wednesday)
    dossiers.decide(receipt.number, 5, "granted", "Votre diplôme est légalisé.", AGENT, wednesday)
    assert told(wednesday).last_message == "Votre diplôme est légalisé."
    assert told(wednesday).outcome == "granted"
    dossiers.close(receipt.number, 6, AGENT, wednesday)
    assert (told(wednesday).state, told(wednesday).closed_on) == (PublicState.CLOSED, date(2026, 11, 25))


def test_the_detail_shows_history_clock_and_why_this_date(dossiers: Dossiers) -> None:
    receipt = _register(dossiers)
    dossiers.take(receipt.number, 1, AGENT, NOW)
    dossiers.ask_paper(receipt.number, 2, ["Acte"], "", AGENT, NOW + timedelta(days=3))
    dossiers.resume(receipt.number, 3, AGENT, NOW + timedelta(days=5))
    detail = dossiers.get(receipt.number.lower().replace("-", " "), NOW)
    assert [fact.code for fact in detail.history] == ["registered", "taken", "paper_asked", "resumed"]
    assert [event.kind for event in detail.clock] == ["start", "stop", "start", "pause", "resume"]
    assert [deadline.cause for deadline in detail.deadlines] == ["registered", "stage_entered", "resumed"]
    assert detail.deadline is not None
    assert detail.deadline.provisional
    assert [(day.date.day, day.why) for day in detail.deadline.explanation] == [
        (20, "start_day"),
        (21, "closed_weekday"),
        (22, "closed_weekday"),
        (23, "paused"),
        (24, "paused"),
        (25, "counted"),
        (26, "counted"),
        (27, "counted"),
        (28, "closed_weekday"),
        (29, "closed_weekday"),
        (30, "counted"),
        (1, "counted"),
    ]
    assert {move.value for move in detail.allowed_moves} >= {"decide", "ask_paper", "advance"}


def test_moves_are_refused_with_the_reason(dossiers: Dossiers) -> None:
    receipt = _register(dossiers)
    number = receipt.number
    with pytest.raises(MoveNotAllowed) as refusal:
        dossiers.close(number, 1, AGENT, NOW)
    assert refusal.value.params == {"number": number, "move": "close", "state": "registered"}
    dossiers.take(number, 1, AGENT, NOW)
    with pytest.raises(DossierChangedMeanwhile) as changed:
        dossiers.take(number, 1, AGENT, NOW)
    assert changed.value.params == {"number": number, "expected": 1, "present": 2}
    with pytest.raises(PapersMissing):
        dossiers.ask_paper(number, 2, ["  "], "", AGENT, NOW)
    with pytest.raises(OutcomeUnknown):
        dossiers.decide(number, 2, "maybe", "x", AGENT, NOW)
    with pytest.raises(DecisionMessageMissing):
        dossiers.decide(number, 2, "refused", " ", AGENT, NOW)
    for wrong in ("REQ-2026-000001-00", "rubbish", ""):
        with pytest.raises(DossierNotFound):
            dossiers.get(wrong, NOW)


def test_a_dossier_is_handed_over_from_stage_to_stage(dossiers: Dossiers) -> None:
    number = _register(dossiers).number
    dossiers.take(number, 1, AGENT, NOW)
    handed = dossiers.advance(number, 2, AGENT, NOW)
    assert (handed.stage, handed.unit, handed.state) == ("answer", "BR", State.ADMITTED)
    assert dossiers.take(number, 3, AGENT, NOW).stage == "answer"
    with pytest.raises(NoFurtherStage):
        dossiers.advance(number, 4, AGENT, NOW)


def test_a_reopened_dossier_has_a_new_clock(dossiers: Dossiers) -> None:
    number = _register(dossiers).number
    dossiers.take(number, 1, AGENT, NOW)
    dossiers.decide(number, 2, "answered", "Voici.", AGENT, NOW)
    week_later = NOW + timedelta(days=7)
    reopened = dossiers.reopen(number, 3, "Recours de l’usager", AGENT, week_later)
    assert (reopened.state, reopened.legal_date) == (State.REOPENED, date(2026, 12, 4))
    assert dossiers.get(number, week_later).clock[-1].cycle == 2


def test_a_request_may_be_rejected_or_withdrawn(dossiers: Dossiers) -> None:
    number = _register(dossiers).number
    rejected = dossiers.reject(number, 1, "Hors de la compétence du ministère.", AGENT, NOW)
    assert (rejected.state, rejected.due_at) == (State.REJECTED, None)
    other = _register(dossiers, key="another-key").number
    assert dossiers.withdraw(other, 1, "À sa demande.", AGENT, NOW).state is State.WITHDRAWN


def test_the_staff_finds_dossiers(dossiers: Dossiers, session: Session) -> None:
    first = _register(dossiers)
    second = _register(dossiers, key="conversation-2", name="Jean Mbarga", procedure="passport")

    def found(now: datetime = NOW, **wanted) -> list[str]:
        return [item.number for item in dossiers.search(DossierFilter(**wanted), now).items]

    assert set(found()) == {first.number, second.number}
    assert found(text="aissatou DIPLOME") == [first.number]
    assert found(text=second.number) == [second.number]
    assert found(text="100%_") == []
    assert found(procedure="passport") == [second.number]
    assert found(unit="SVC") == []
    assert found(late=True) == []
    assert set(found(late=False)) == {first.number, second.number}
    later = NOW + timedelta(days=30)
    assert set(found(later, late=True)) == {first.number, second.number}
    page = dossiers.search(DossierFilter(page=99, per_page=1), NOW)
    assert (len(page.items), page.total, page.page) == (1, 2, 2)
    dossiers.take(first.number, 1, AGENT, NOW)
    dossiers.ask_paper(first.number, 2, ["Acte"], "", AGENT, NOW)
    assert found(later, late=False) == [first.number]
    assert found(state=State.WAITING_FOR_CITIZEN) == [first.number]
    counts = count(session, later)
    assert (counts.open, counts.waiting_for_citizen, counts.late) == (2, 1, 1)


def test_the_seed_is_loaded_once(dossiers: Dossiers, session: Session) -> None:
    seed.load(session, NOW)
    assert _register(dossiers).replayed is False
