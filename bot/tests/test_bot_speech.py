"""Dates as they are written in each language."""

from __future__ import annotations

from datetime import date

from actions.speech import day


def test_the_first_of_a_month_is_written_as_french_writes_it() -> None:
    assert day(date(2026, 12, 1), "fr") == "mardi 1er décembre 2026"
    assert day(date(2026, 12, 11), "fr") == "vendredi 11 décembre 2026"
    assert day(date(2026, 12, 1), "en") == "Tuesday 1 December 2026"
