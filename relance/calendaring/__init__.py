"""Editing the ministry's calendar: propose, see which open dossiers it moves, then put it in force."""

from relance.calendaring.edits import (
    DayKind,
    decide_day,
    hours_text,
    parse_hours_text,
    remove_day,
    set_week,
)
from relance.calendaring.icalendar_file import export_ics, import_ics
from relance.calendaring.proposals import MovedDeadline, Proposal, apply, open_proposal, propose

__all__ = [
    "DayKind",
    "MovedDeadline",
    "Proposal",
    "apply",
    "decide_day",
    "export_ics",
    "hours_text",
    "import_ics",
    "open_proposal",
    "parse_hours_text",
    "propose",
    "remove_day",
    "set_week",
]
