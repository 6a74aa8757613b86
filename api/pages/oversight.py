"""Beside a dossier's moves: the unit answers for its deadline, the Bureau de la Relance reminds."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response

from api.pages.desk import Desk, RemindingDesk, TextField, Version, WorkingDesk
from api.security.access import check_form_token
from relance.oversight import Oversight
from relance.revising import move_to_current

router = APIRouter(prefix="/staff/dossiers/{number}", dependencies=[Depends(check_form_token)])

_Share = Annotated[str, Form()]


@router.post("/acknowledge")
def acknowledge(
    desk: WorkingDesk,
    version: Version,
    promised: TextField = "",
    ack_reason: TextField = "",
    share: _Share = "",
) -> Response:
    return desk.act(
        lambda: _oversight(desk).acknowledge(
            desk.number, version, read_date(promised), ack_reason, share == "yes", desk.actor, desk.now
        ),
        "deadline_acknowledged",
        {"promised": promised, "ack_reason": ack_reason, "share": share},
        {
            "promised_date_wrong": "promised",
            "reason_missing": "ack_reason",
            "message_too_long": "ack_reason",
        },
    )


@router.post("/remind")
def remind(
    desk: RemindingDesk, version: Version, addressee: TextField = "", remind_note: TextField = ""
) -> Response:
    return desk.act(
        lambda: _oversight(desk).remind(desk.number, version, addressee, remind_note, desk.actor, desk.now),
        "reminder_written",
        {"addressee": addressee, "remind_note": remind_note},
        {
            "addressee_unknown": "addressee",
            "nobody_above": "addressee",
            "reason_missing": "remind_note",
            "message_too_long": "remind_note",
        },
    )


@router.post("/suspend")
def suspend(
    desk: RemindingDesk, version: Version, until: TextField = "", suspend_reason: TextField = ""
) -> Response:
    return desk.act(
        lambda: _oversight(desk).suspend(
            desk.number, version, read_date(until), suspend_reason, desk.actor, desk.now
        ),
        "reminders_suspended",
        {"until": until, "suspend_reason": suspend_reason},
        {
            "resume_date_wrong": "until",
            "reason_missing": "suspend_reason",
            "message_too_long": "suspend_reason",
        },
    )


@router.post("/lift")
def lift(desk: RemindingDesk, version: Version) -> Response:
    return desk.act(
        lambda: _oversight(desk).lift(desk.number, version, desk.actor, desk.now), "reminders_resumed"
    )


@router.post("/procedure")
def move_to_current_version(desk: WorkingDesk, version: Version, move_reason: TextField = "") -> Response:
    return desk.act(
        lambda: move_to_current(desk.session, desk.number, version, move_reason, desk.actor, desk.now),
        "procedure_moved",
        {"move_reason": move_reason},
        {"reason_missing": "move_reason", "message_too_long": "move_reason"},
    )


def read_date(typed: str) -> date | None:
    """None where it is no date: what asks for one says so in its own words."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _oversight(desk: Desk) -> Oversight:
    return Oversight(desk.session)
