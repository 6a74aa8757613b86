import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

import relance.following
from kit.audit import Actor, ActorKind
from kit.database import Database
from relance import seed
from relance.dossiers import Dossiers
from relance.errors import DossierChangedMeanwhile, DossierNotFound, TooManyTries
from relance.tables import CodeTryRow, DossierRow
from relance.views import Receipt, Registration

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = "k" * 64
BOT = Actor(ActorKind.BOT, "bot")
REQUEST = Registration(
    "legalisation", "Légaliser un acte", "Aïssatou Bello", None, "a@example.org", "fr", True, "bot"
)
WRONG = "00000-00000"


@pytest.fixture
def engine(database: Database) -> Iterator[Database]:
    empty = text("TRUNCATE dossier, number_sequence, code_try CASCADE")
    with database.transaction() as session:
        session.execute(empty)
        seed.load(session, NOW)
    yield database
    with database.transaction() as session:
        session.execute(empty)


def _register(database: Database, key: str = "conversation-1") -> Receipt:
    with database.transaction() as session:
        return Dossiers(session, KEY).register(REQUEST, idempotency_key=key, actor=BOT, now=NOW)


def _follow(database: Database, number: str, code: str, address: str = "here", now: datetime = NOW):
    with database.transaction() as session:
        return Dossiers(session, KEY).follow(number, code, address=address, now=now)


def test_unknown_malformed_and_wrong_are_one_answer_after_one_computation(
    engine: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = _register(engine)
    computations = []
    verify = relance.following.verify_secret
    monkeypatch.setattr(
        relance.following,
        "verify_secret",
        lambda stored, code: computations.append(code) or verify(stored, code),
    )
    answers = []
    for number, code in (
        (receipt.number, WRONG),
        (receipt.number, "not a code"),
        ("REQ-2026-999999-35", receipt.code),
        ("REQ-2026-000001-99", receipt.code),
        ("rubbish\x00", receipt.code),
        ("", ""),
        ("x" * 100_000, "y" * 100_000),
    ):
        with pytest.raises(DossierNotFound) as refusal:
            _follow(engine, number, code, address=number[:9])
        answers.append((refusal.value.code, refusal.value.params))
    assert answers == [("dossier_not_found", {})] * 7
    assert len(computations) == 7


def test_number_and_code_are_taken_as_people_write_them(engine: Database) -> None:
    receipt = _register(engine)
    status = _follow(engine, receipt.number.lower().replace("-", " "), receipt.code.lower().replace("-", ""))
    assert status.number == receipt.number


@pytest.mark.parametrize("number", [None, "REQ-2026-999999-35", "rubbish"])
def test_wrong_tries_are_counted_although_the_request_fails(engine: Database, number: str | None) -> None:
    receipt = _register(engine)
    for _ in range(5):
        with pytest.raises(DossierNotFound):
            _follow(engine, number or receipt.number, WRONG)
    with pytest.raises(TooManyTries) as refusal:
        _follow(engine, number or receipt.number, receipt.code)
    assert 0 < refusal.value.params["retry_after_seconds"] <= 901
    later = NOW + timedelta(minutes=16)
    if number is None:
        assert _follow(engine, receipt.number, receipt.code, now=later).number == receipt.number


def test_strangers_are_limited_together_but_cannot_lock_the_citizen_out(engine: Database) -> None:
    receipt = _register(engine)
    for stranger in range(5):
        with pytest.raises(DossierNotFound):
            _follow(engine, receipt.number, WRONG, address=f"stranger {stranger}")
    for stranger in range(5, 8):
        with pytest.raises(TooManyTries):
            _follow(engine, receipt.number, WRONG, address=f"stranger {stranger}")
    assert _follow(engine, receipt.number, receipt.code, address="the citizen").number == receipt.number


def test_one_address_is_limited_over_all_dossiers(engine: Database) -> None:
    for number in range(20):
        with pytest.raises(DossierNotFound):
            _follow(engine, f"guess {number}", WRONG)
    with pytest.raises(TooManyTries):
        _follow(engine, "another guess", WRONG)
    with pytest.raises(DossierNotFound):
        _follow(engine, "another guess", WRONG, address="elsewhere")


def test_right_tries_are_not_counted(engine: Database) -> None:
    receipt = _register(engine)
    for _ in range(8):
        _follow(engine, receipt.number, receipt.code)
    with engine.transaction() as session:
        wrong = select(func.count()).select_from(CodeTryRow).where(CodeTryRow.right.is_(False))
        assert session.scalars(wrong).one() == 0


def test_tries_at_once_do_not_slip_past_the_limit(engine: Database) -> None:
    receipt = _register(engine)
    outcomes: list[str] = []

    def guess() -> None:
        try:
            _follow(engine, receipt.number, WRONG)
        except (DossierNotFound, TooManyTries) as refusal:
            outcomes.append(refusal.code)

    _together([guess] * 10)
    assert outcomes.count("dossier_not_found") == 5
    assert outcomes.count("too_many_tries") == 5


def test_the_same_registration_at_once_makes_one_dossier(engine: Database) -> None:
    receipts: list[Receipt] = []
    _together([lambda: receipts.append(_register(engine))] * 6)
    assert len({(receipt.number, receipt.code) for receipt in receipts}) == 1
    assert sorted(receipt.replayed for receipt in receipts) == [False] + [True] * 5
    # The numbers that the losers had taken were given back.
    assert _register(engine, "conversation-2").number.startswith("REQ-2026-000002-")


def test_registrations_at_once_get_numbers_of_their_own(engine: Database) -> None:
    numbers: list[str] = []
    _together(
        [lambda key=key: numbers.append(_register(engine, f"conversation-{key}").number) for key in range(8)]
    )
    assert sorted(number[9:15] for number in numbers) == [f"{number:06d}" for number in range(1, 9)]


def test_a_registration_that_is_rolled_back_gives_its_number_back(engine: Database) -> None:
    with suppress(RuntimeError), engine.transaction() as session:
        Dossiers(session, KEY).register(REQUEST, idempotency_key="conversation-1", actor=BOT, now=NOW)
        raise RuntimeError
    assert _register(engine, "conversation-2").number.startswith("REQ-2026-000001-")
    with engine.transaction() as session:
        assert session.scalars(select(func.count()).select_from(DossierRow)).one() == 1


def test_of_two_agents_on_one_dossier_one_is_told(engine: Database) -> None:
    number = _register(engine).number
    outcomes: list[str] = []

    def take(agent: str) -> None:
        try:
            with engine.transaction() as session:
                Dossiers(session, KEY).take(number, 1, Actor(ActorKind.STAFF, agent), NOW)
        except DossierChangedMeanwhile as refusal:
            outcomes.append(refusal.code)
        else:
            outcomes.append("taken")

    _together([lambda: take("a.ndongo"), lambda: take("b.fouda")])
    assert sorted(outcomes) == ["dossier_changed_meanwhile", "taken"]


def _together(actions) -> None:
    barrier = threading.Barrier(len(actions))
    failures: list[BaseException] = []

    def run(action) -> None:
        barrier.wait()
        try:
            action()
        except BaseException as failure:  # noqa: BLE001 - shown in the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
