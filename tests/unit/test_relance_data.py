"""The law and the data files."""

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from relance.calendar_seed import read_calendar
from relance.calendar_versions import CalendarContent, build, check_opens_every_year
from relance.calendars import CalendarNeverOpens
from relance.data_files import FOLDER, read_procedures, read_units
from relance.errors import DataFileWrong
from relance.feasts import Feast, FeastKind, FeastStatus, with_days_given_back
from relance.levels import Level
from relance.periods import PeriodUnit
from relance.reminder_texts import ReminderFacts, write_reminder
from relance.states import Move, State, allowed_moves, public, target

CIVIL, RELIGIOUS = FeastKind.CIVIL, FeastKind.RELIGIOUS
FIXED, ESTIMATED = FeastStatus.FIXED, FeastStatus.ESTIMATED


def feast(day: date, kind: FeastKind, status: FeastStatus = FIXED) -> Feast:
    return Feast(day, kind, status, "fête", "feast")


def given_back(*feasts: Feast) -> list[tuple[date, FeastStatus]]:
    return [
        (found.date, found.status)
        for found in with_days_given_back(feasts)
        if found.kind is FeastKind.GIVEN_BACK
    ]


def test_the_law_of_1973() -> None:
    sunday, monday, tuesday = date(2029, 5, 20), date(2029, 5, 21), date(2029, 5, 22)
    assert given_back(feast(sunday, CIVIL)) == [(monday, FIXED)]
    assert given_back(feast(sunday, RELIGIOUS)) == []
    assert given_back(feast(monday, CIVIL)) == []
    assert given_back(feast(monday, CIVIL), feast(monday, RELIGIOUS)) == [(tuesday, FIXED)]
    # As sure as what causes it: a lunar feast that is not decreed yet may still move away.
    assert given_back(feast(monday, CIVIL), feast(monday, RELIGIOUS, ESTIMATED)) == [(tuesday, ESTIMATED)]


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 5, 20), True),  # National Day
        (date(2026, 12, 25), True),
        (date(2027, 8, 16), False),  # Assumption on a Sunday gives nothing back by itself
        (date(2027, 5, 17), False),  # nor does the Feast of the Sheep
        (date(2029, 5, 21), True),  # National Day on a Sunday does
        (date(2026, 8, 25), False),  # Mawlid is not a legal feast
        (date(2026, 4, 6), False),  # nor is Easter Monday
        (date(2021, 7, 19), True),  # decreed
    ],
)
def test_the_ministry_s_calendar_follows_the_law(day: date, off: bool) -> None:
    calendar = build(read_calendar())
    assert (not calendar.days[day.toordinal()].intervals) is off


def test_a_calendar_survives_its_table_and_a_year_that_never_opens_is_refused() -> None:
    content = read_calendar()
    check_opens_every_year(content)
    assert CalendarContent.from_json(content.to_json()) == content
    closed = tuple(
        feast(date.fromordinal(ordinal), RELIGIOUS)
        for ordinal in range(date(2030, 1, 1).toordinal(), date(2031, 1, 1).toordinal())
    )
    with pytest.raises(CalendarNeverOpens) as refusal:
        check_opens_every_year(
            CalendarContent(
                content.timezone,
                content.weekly,
                closed,
                content.known_from,
                content.known_until,
                content.exceptional,
            )
        )
    assert refusal.value.params["since"] == date(2030, 1, 1)


def test_the_data_files_are_whole() -> None:
    units = read_units()
    procedures = read_procedures(units)
    assert sum(entry.kind == "citizen_request" for entry in procedures) >= 8
    assert all(unit.email.endswith(".example") for unit in units)
    assert all(entry.provisional for entry in procedures)
    legalisation = next(entry for entry in procedures if entry.code == "legalisation")
    assert [(period.amount, period.unit) for period in legalisation.periods] == [(8, PeriodUnit.WORKING_DAYS)]


@pytest.mark.parametrize(
    ("found", "put", "reason"),
    [
        ('unit = "SVC"', 'unit = "NOBODY"', "unknown unit NOBODY"),
        ("amount = 5", "amount = 0", "wrong period"),
        ('unit_of_period = "working_days"', 'unit_of_period = "years"', "wrong period"),
        ('kind = "citizen_request"', 'kind = "other"', "unknown kind"),
        ('fr = "Légalisation', 'french = "Légalisation', "fr: Field required"),
        ('code = "legalisation"', 'code = ""', "at least 1"),
        ('code = "legalisation"', 'code = "passport"', "given twice"),
        ("\nprovisional = true", '\nprovisional = "yes"', "boolean"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path: Path, found: str, put: str, reason: str) -> None:
    content = (FOLDER / "procedures.toml").read_text(encoding="utf-8")
    assert found in content
    path = tmp_path / "procedures.toml"
    path.write_text(content.replace(found, put, 1), encoding="utf-8")
    with pytest.raises(DataFileWrong) as refusal:
        read_procedures(read_units(), path)
    assert refusal.value.params["file"] == "procedures.toml"
    assert reason in str(refusal.value.params["reason"])


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[[procedure", b"", b"x = 1", b"procedure = 3"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "procedures.toml"
    path.write_bytes(content)
    with pytest.raises(DataFileWrong):
        read_procedures((), path)


def test_every_period_has_its_words_in_a_reminder() -> None:
    procedure = read_procedures(read_units())[0]
    for unit, level in product(PeriodUnit, Level):
        for amount in (1, 2):
            stage = procedure.stages[0]
            facts = ReminderFacts(
                level=level,
                number="REQ-2026-000123-08",
                addressee=("Bureau", "Office"),
                head=("Chef", "Head"),
                unit=("Bureau", "Office"),
                procedure=(procedure.fr, procedure.en),
                stage=(stage.fr, stage.en),
                legal_date=date(2026, 12, 1),
                registered_on=date(2026, 11, 20),
                period=type(stage.period)(amount, unit),
                legal_basis=stage.legal_basis,
                provisional=False,
            )
            subject, body = write_reminder(facts)
            assert "$" not in subject + body
            assert "\n" not in subject
            assert "le 1er décembre 2026" in body
            assert all(word in body for word in ("délai", "deadline"))
            assert "provisoire" not in body


def test_states_and_moves() -> None:
    for state in State:
        assert public(state)
        for move in allowed_moves(state):
            assert target(state, move) is not None
    assert target(State.CLOSED, Move.TAKE) is None
    assert allowed_moves(State.WITHDRAWN) == ()
