"""What people do about a deadline: promise a day, remind by hand, hold reminders back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from kit.database import Database
from kit.errors import DomainError
from relance.dossiers import Dossiers
from relance.errors import (
    AddresseeUnknown,
    ClockNotRunning,
    DossierChangedMeanwhile,
    NobodyAbove,
    PromisedDateWrong,
    ReasonMissing,
    RemindedAlreadyToday,
    RemindersNotSuspended,
    ResumeDateWrong,
)
from tests.integration import late
from tests.integration.late import AGENT, FRIDAY, KEY, SG, SVC, at, do, play, reminders, take


@pytest.fixture
def engine(database: Database) -> Iterator[Database]:
    with database.transaction() as session:
        late.empty(session)
    yield database
    with database.transaction() as session:
        late.empty(session)


@pytest.fixture
def taken(engine: Database) -> str:
    return take(engine)[0]


def test_each_promise_is_followed_and_moves_no_deadline(engine: Database, taken: str) -> None:
    do(
        engine,
        lambda staff: staff.acknowledge(taken, 2, date(2026, 12, 1), "Archives", False, AGENT, at(11, 26)),
    )
    with engine.transaction() as session:
        detail = Dossiers(session, KEY).get(taken, at(11, 26))
    assert detail.summary.legal_date == date(2026, 11, 27)
    assert detail.unit_promised_at == at(12, 1, 14) + timedelta(minutes=30)
    assert "Archives" in [event.text for event in detail.history if not event.public]
    play(engine, at(11, 30))
    assert play(engine, at(12, 1)) == []
    assert [message.subject[:30] for message in play(engine, at(12, 2))] == ["Relance : dossier REQ-2026-000"]
    assert [row.level for row in reminders(engine) if row.state == "sent"] == ["unit", "head"]
    do(
        engine,
        lambda staff: staff.acknowledge(taken, 3, date(2026, 12, 3), "Encore", False, AGENT, at(12, 2)),
    )
    (second,) = play(engine, at(12, 4))
    assert second.subject.startswith("Relance : date promise dépassée")
    do(
        engine,
        lambda staff: staff.acknowledge(taken, 4, date(2026, 12, 10), "Enfin", False, AGENT, at(12, 4)),
    )
    play(engine, at(12, 7))
    (third,) = play(engine, at(12, 11))
    assert third.subject.startswith("Relance : date promise dépassée")
    assert third.message_id != second.message_id
    assert [row.ordinal for row in reminders(engine, "promise")] == [1, 2, 3]
    assert play(engine, at(12, 11, 10)) == []


def test_the_citizen_reads_a_promise_only_where_the_unit_lets_him(engine: Database) -> None:
    number, code = take(engine)

    def told():
        with engine.transaction() as session:
            found = Dossiers(session, KEY).follow(number, code, address="here", now=at(11, 26))
        return found.unit_promised_on, found.unit_promise_reason

    do(engine, lambda staff: staff.acknowledge(number, 2, date(2026, 12, 1), "Panne", False, AGENT, FRIDAY))
    assert told() == (None, None)
    do(engine, lambda staff: staff.acknowledge(number, 3, date(2026, 12, 2), "Grève", True, AGENT, FRIDAY))
    assert told() == (date(2026, 12, 2), "Grève")
    with engine.transaction() as session:
        Dossiers(session, KEY).decide(number, 4, "answered", "Voici", AGENT, at(11, 26))
    assert told() == (None, None)


@pytest.mark.parametrize(
    ("day", "reason", "error"),
    [
        (None, "Archives", PromisedDateWrong),
        (date(2026, 11, 19), "Archives", PromisedDateWrong),
        (date(2026, 11, 22), "Archives", PromisedDateWrong),  # a Sunday
        (date(2028, 11, 22), "Archives", PromisedDateWrong),
        (date(9999, 12, 31), "Archives", PromisedDateWrong),
        (date(2026, 11, 25), " ", ReasonMissing),
    ],
)
def test_a_promise_that_cannot_be_kept_is_none(
    engine: Database, taken: str, day: date | None, reason: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        do(engine, lambda staff: staff.acknowledge(taken, 2, day, reason, False, AGENT, FRIDAY))
    with pytest.raises(DossierChangedMeanwhile):
        do(engine, lambda staff: staff.acknowledge(taken, 1, date(2026, 11, 25), "R", False, AGENT, FRIDAY))


def test_where_the_clock_stands_there_is_nothing_to_answer_for(engine: Database, taken: str) -> None:
    with engine.transaction() as session:
        Dossiers(session, KEY).ask_paper(taken, 2, ["Acte"], "", AGENT, FRIDAY)
    for act in (
        lambda staff: staff.acknowledge(taken, 3, date(2026, 11, 25), "R", False, AGENT, FRIDAY),
        lambda staff: staff.remind(taken, 3, "unit", "R", AGENT, FRIDAY),
        lambda staff: staff.suspend(taken, 3, date(2026, 12, 1), "R", AGENT, FRIDAY),
    ):
        with pytest.raises(ClockNotRunning):
            do(engine, act)


def test_a_reminder_by_hand_once_a_day_to_whom_one_wants(engine: Database, taken: str) -> None:
    words = "Le ministre attend.\nMerci."
    do(engine, lambda staff: staff.remind(taken, 2, "unit_above", words, AGENT, at(11, 23)))
    with pytest.raises(RemindedAlreadyToday):
        do(engine, lambda staff: staff.remind(taken, 3, "unit", words, AGENT, at(11, 23, 20)))
    (message,) = play(engine, at(11, 23))
    assert message.recipient == f"{SG}, {SVC}"
    assert "Le ministre attend." in message.body
    do(engine, lambda staff: staff.remind(taken, 3, "unit", words, AGENT, at(11, 24)))
    (again,) = play(engine, at(11, 24))
    assert again.recipient == SVC
    assert again.message_id != message.message_id
    assert [row.ordinal for row in reminders(engine, "manual")] == [1, 2]
    # Those of the clock come all the same.
    assert [row.level for row in reminders(engine)[2:]] == []
    play(engine, at(11, 26))
    assert [row.level for row in reminders(engine)[2:]] == ["warning"]
    with pytest.raises(AddresseeUnknown):
        do(engine, lambda staff: staff.remind(taken, 4, "warning", words, AGENT, at(11, 25)))
    with engine.transaction() as session:
        session.execute(text("UPDATE dossier SET unit_code = 'SG'"))
    with pytest.raises(NobodyAbove):
        do(engine, lambda staff: staff.remind(taken, 4, "unit_above", words, AGENT, at(11, 25)))


def test_a_suspension_holds_back_reminders_not_the_clock(engine: Database, taken: str) -> None:
    do(engine, lambda staff: staff.suspend(taken, 2, date(2026, 12, 3), "Au tribunal", AGENT, at(11, 23)))
    for day in ((11, 26), (11, 30), (12, 2)):
        assert play(engine, at(*day)) == []
    with engine.transaction() as session:
        detail = Dossiers(session, KEY).get(taken, at(12, 2))
    assert detail.summary.late
    overdue = [event for event in detail.history if event.code == "overdue"]
    assert [event.legal_date for event in overdue] == [date(2026, 11, 27)]
    # Over: what is due by then is said once, by the highest level.
    (message,) = play(engine, at(12, 3))
    assert message.recipient == SVC
    assert {row.level: row.state for row in reminders(engine)} == {
        "warning": "superseded",
        "unit": "superseded",
        "head": "sent",
    }


def test_a_suspension_is_lifted_by_hand_too(engine: Database, taken: str) -> None:
    with pytest.raises(RemindersNotSuspended):
        do(engine, lambda staff: staff.lift(taken, 2, AGENT, at(11, 23)))
    for until in (None, date(2026, 11, 23), date(2028, 1, 1)):
        with pytest.raises(ResumeDateWrong):
            do(engine, lambda staff, until=until: staff.suspend(taken, 2, until, "R", AGENT, at(11, 23)))
    do(engine, lambda staff: staff.suspend(taken, 2, date(2027, 3, 1), "R", AGENT, at(11, 23)))
    assert play(engine, at(11, 30)) == []
    do(engine, lambda staff: staff.lift(taken, 3, AGENT, at(11, 30)))
    assert len(play(engine, at(11, 30, 10))) == 1
