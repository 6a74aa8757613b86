"""Levels of reminders: when each falls due, on the ministry's calendar."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from relance.calendar_seed import read_calendar
from relance.calendar_versions import build
from relance.data_files import read_levels
from relance.deadlines import compute
from relance.errors import DataFileWrong
from relance.levels import Level, highest, instants, is_open, opening_from
from relance.periods import Period, PeriodUnit

CALENDAR = build(read_calendar())
RULES = read_levels()
FRIDAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def closing(month: int, day: int) -> datetime:
    """15:30 in Douala."""
    return datetime(2026, month, day, 14, 30, tzinfo=UTC)


def levels_of(working_days: int, **more: datetime) -> dict[Level, datetime]:
    due = compute(CALENDAR, FRIDAY, Period(working_days, PeriodUnit.WORKING_DAYS))
    return instants(CALENDAR, RULES, start=FRIDAY, due_at=due.due_at, **more)


def test_each_level_is_so_many_working_days_from_the_deadline() -> None:
    assert levels_of(5) == {
        Level.WARNING: closing(11, 25),
        Level.UNIT: closing(11, 27),
        Level.HEAD: closing(12, 1),
        Level.UNIT_ABOVE: closing(12, 4),
        Level.SECRETARY_GENERAL: closing(12, 11),
    }


def test_a_short_stage_has_no_warning_and_a_promise_is_a_level() -> None:
    assert Level.WARNING not in levels_of(1)
    assert Level.WARNING not in levels_of(3)
    assert Level.WARNING in levels_of(4)
    promised = closing(11, 30)
    assert levels_of(1, promised_at=promised)[Level.PROMISE] == promised


def test_a_warning_is_a_deadline_read_backwards() -> None:
    for days in range(4, 40):
        found = levels_of(days)
        again = compute(CALENDAR, found[Level.WARNING], Period(2, PeriodUnit.WORKING_DAYS))
        assert again.due_at == found[Level.UNIT]


def test_what_lies_beyond_the_calendar_is_left_out_not_refused() -> None:
    last = datetime.combine(CALENDAR.known_until, datetime.min.time(), UTC)
    found = instants(CALENDAR, RULES, start=FRIDAY, due_at=last)
    assert Level.UNIT in found
    assert Level.SECRETARY_GENERAL not in found


def test_levels_rise() -> None:
    assert highest([Level.HEAD, Level.WARNING, Level.UNIT]) is Level.HEAD
    assert highest(Level) is Level.SECRETARY_GENERAL


def test_the_next_opening() -> None:
    sunday = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert not is_open(CALENDAR, sunday)
    assert opening_from(CALENDAR, sunday) == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    assert is_open(CALENDAR, FRIDAY)
    assert opening_from(CALENDAR, FRIDAY) == FRIDAY
    assert opening_from(CALENDAR, closing(11, 20)) == datetime(2026, 11, 23, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "rules",
    [
        [("unit", 1)],
        [("head", 0)],
        [("head", 2), ("head", 3)],
        [("unit_above", 2), ("head", 3)],
        [("head", 5), ("unit_above", 5)],
        [("minister", 5)],
    ],
)
def test_rules_that_cannot_stand_are_refused(tmp_path: Path, rules: list[tuple[str, int]]) -> None:
    path = tmp_path / "levels.toml"
    path.write_text(
        "\n".join(f'[[level]]\nlevel = "{level}"\nworking_days = {days}' for level, days in rules),
        encoding="utf-8",
    )
    with pytest.raises(DataFileWrong):
        read_levels(path)
