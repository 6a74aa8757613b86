"""A change of the calendar: seen first, then made, with every open deadline it moves."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.errors import DomainError
from relance import seed
from relance.calendar_seed import read_calendar
from relance.calendar_versions import build, content_in_force
from relance.calendaring import (
    DayKind,
    apply,
    decide_day,
    export_ics,
    import_ics,
    open_proposal,
    parse_hours_text,
    propose,
    remove_day,
    set_week,
)
from relance.calendars import CalendarNeverOpens
from relance.clock_times import HoursUnreadable
from relance.dossiers import Dossiers
from relance.errors import (
    CalendarChangedMeanwhile,
    CalendarDayUnknown,
    CalendarDayWrong,
    CalendarFileWrong,
    CalendarProposalNotFound,
    CalendarUnchanged,
)
from relance.views import Registration

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AGENT = Actor(ActorKind.STAFF, "a.ndongo", "A. Ndongo")
CONTENT = read_calendar()
CLOSED = (DayKind.CLOSURE, "", "", "")


@pytest.fixture
def dossiers(session: Session) -> Dossiers:
    session.execute(text("TRUNCATE dossier, number_sequence, calendar_version CASCADE"))
    seed.load(session, NOW)
    return Dossiers(session, "k" * 64)


def register(dossiers: Dossiers, key: str) -> str:
    request = Registration("legalisation", "Acte", "Fon Grace", None, "f@example.org", "fr", True, "bot")
    return dossiers.register(request, idempotency_key=key, actor=AGENT, now=NOW).number


def test_what_a_closure_moves_is_shown_then_moved_and_recorded(session: Session, dossiers: Dossiers) -> None:
    moved, waiting = register(dossiers, "conversation-1"), register(dossiers, "conversation-2")
    dossiers.ask_paper(waiting, 1, ["Acte"], "", AGENT, NOW)
    version, content = content_in_force(session)
    wanted = decide_day(content, date(2026, 11, 23), *CLOSED)
    proposal = propose(session, version, wanted, AGENT, NOW)
    (shown,) = open_proposal(session, proposal).moved
    assert (shown.number, shown.before, shown.after) == (moved, date(2026, 11, 23), date(2026, 11, 24))
    assert dossiers.get(moved, NOW).summary.legal_date == date(2026, 11, 23)
    assert apply(session, proposal, AGENT, NOW) == 1
    detail = dossiers.get(moved, NOW)
    assert detail.summary.legal_date == date(2026, 11, 24)
    assert detail.promised_date == date(2026, 12, 3)
    assert detail.deadline is not None
    assert (detail.deadline.cause, detail.deadline.calendar_version) == ("calendar_changed", version + 1)
    assert [day.why for day in detail.deadline.explanation if day.date == date(2026, 11, 23)] == ["closure"]
    assert detail.history[-1].details["before"] == "2026-11-23"
    # The paused one is counted by the calendar in force when it runs on.
    assert [event.code for event in dossiers.get(waiting, NOW).history] == ["registered", "paper_asked"]
    assert dossiers.resume(waiting, 2, AGENT, NOW).legal_date == date(2026, 11, 24)
    with pytest.raises(CalendarProposalNotFound):
        apply(session, proposal, AGENT, NOW)


def test_of_two_who_change_it_at_once_the_second_looks_again(session: Session, dossiers: Dossiers) -> None:
    version, content = content_in_force(session)
    first = propose(session, version, decide_day(content, date(2026, 12, 1), *CLOSED), AGENT, NOW)
    second = propose(session, version, decide_day(content, date(2026, 12, 2), *CLOSED), AGENT, NOW)
    apply(session, first, AGENT, NOW)
    with pytest.raises(CalendarChangedMeanwhile):
        apply(session, second, AGENT, NOW)
    with pytest.raises(CalendarChangedMeanwhile):
        propose(session, version, decide_day(content, date(2026, 12, 3), *CLOSED), AGENT, NOW)
    present = content_in_force(session)[1]
    with pytest.raises(CalendarUnchanged):
        propose(session, version + 1, present, AGENT, NOW)


def test_a_calendar_that_closes_a_whole_year_is_refused(session: Session, dossiers: Dossiers) -> None:
    version, content = content_in_force(session)
    with pytest.raises(CalendarNeverOpens):
        propose(session, version, set_week(content, {}), AGENT, NOW)
    assert content_in_force(session) == (version, content)


def test_a_decree_settles_an_estimated_feast() -> None:
    lunar = next(
        feast for feast in CONTENT.feasts if feast.fr == "Fin du Ramadan" and feast.date.year == 2026
    )
    decreed = date.fromordinal(lunar.date.toordinal() + 1)
    content = decide_day(CONTENT, decreed, DayKind.DECREED, lunar.fr, lunar.en, "")
    found = [feast for feast in content.feasts if feast.fr == lunar.fr and feast.date.year == 2026]
    assert [(feast.date, feast.status) for feast in found] == [(decreed, "decreed")]
    assert remove_day(content, decreed) != content


def test_yearly_days_openings_and_hours_with_breaks_count() -> None:
    content = decide_day(CONTENT, date(2026, 6, 15), DayKind.YEARLY, "Journée", "Day", "")
    content = decide_day(content, date(2026, 11, 21), DayKind.OPENING, "", "", "8h00 à 12h00")
    content = set_week(content, {"mon": "07:30-12:00, 12:30-15:30", "tue": "18:00-24:00"})
    calendar = build(content)
    assert calendar.days[date(2027, 6, 15).toordinal()].intervals == ()
    assert calendar.days[date(2026, 11, 21).toordinal()].worked == 4 * 3600 * 10**6
    assert len(calendar.days[date(2026, 11, 23).toordinal()].intervals) == 2
    assert calendar.days[date(2026, 11, 24).toordinal()].worked == 6 * 3600 * 10**6


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (lambda: decide_day(CONTENT, date(1999, 1, 1), *CLOSED), CalendarDayWrong),
        (lambda: decide_day(CONTENT, date(2026, 1, 2), DayKind.DECREED, "Deuil", " ", ""), CalendarDayWrong),
        (lambda: decide_day(CONTENT, date(2026, 1, 2), DayKind.OPENING, "", "", ""), HoursUnreadable),
        (lambda: decide_day(CONTENT, date(2026, 1, 2), DayKind.OPENING, "", "", "8-12"), HoursUnreadable),
        (lambda: remove_day(CONTENT, date(2026, 1, 2)), CalendarDayUnknown),
        (lambda: parse_hours_text("mon", "07:30-25:00"), HoursUnreadable),
        (lambda: import_ics(CONTENT, b"not a calendar"), CalendarFileWrong),
        (lambda: import_ics(CONTENT, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), CalendarFileWrong),
        (lambda: import_ics(CONTENT, b"x" * 2_000_000), CalendarFileWrong),
    ],
)
def test_what_cannot_be_is_refused(edit, error: type[DomainError]) -> None:
    with pytest.raises(error):
        edit()


def test_what_goes_out_as_icalendar_comes_back() -> None:
    content = decide_day(CONTENT, date(2026, 2, 28), DayKind.YEARLY, "Journée", "Day", "")
    content = decide_day(content, date(2026, 11, 21), DayKind.OPENING, "", "", "18:00-24:00")
    content = decide_day(content, date(2026, 11, 24), *CLOSED)
    file = export_ics(content, NOW)
    assert b"RRULE:FREQ=YEARLY" in file
    bare = CONTENT.from_json({**CONTENT.to_json(), "feasts": []})
    again = import_ics(bare, file)
    assert again.exceptional == content.exceptional
    assert again.annual == content.annual
    assert again.feasts == content.feasts


def test_a_calendar_from_elsewhere_is_days_by_decree() -> None:
    file = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
        b"DTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261205\r\nSUMMARY:Deuil national\r\n"
        b"END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = [feast for feast in import_ics(CONTENT, file).feasts if feast.fr == "Deuil national"]
    assert [(feast.date.day, feast.status) for feast in found] == [(3, "decreed"), (4, "decreed")]
