"""One dossier: what it says, why it is due when it is due, and what may be done with it now."""

from fastapi import APIRouter, Depends, Response

from api.pages import forms
from api.pages.desk import ReadingDesk, TextField, Version, WorkingDesk
from api.security.access import check_form_token
from relance.states import Outcome

router = APIRouter(prefix="/staff/dossiers/{number}", dependencies=[Depends(check_form_token)])


@router.get("")
def show_dossier(desk: ReadingDesk) -> Response:
    return desk.show()


@router.post("/admit")
def admit(desk: WorkingDesk, version: Version) -> Response:
    return desk.act(
        lambda: desk.dossiers.admit(desk.number, version, desk.actor, desk.now), "dossier_admitted"
    )


@router.post("/take")
def take(desk: WorkingDesk, version: Version) -> Response:
    return desk.act(lambda: desk.dossiers.take(desk.number, version, desk.actor, desk.now), "dossier_taken")


@router.post("/advance")
def advance(desk: WorkingDesk, version: Version) -> Response:
    return desk.act(
        lambda: desk.dossiers.advance(desk.number, version, desk.actor, desk.now), "dossier_advanced"
    )


@router.post("/ask-paper")
def ask_paper(
    desk: WorkingDesk, version: Version, papers: TextField = "", paper_message: TextField = ""
) -> Response:
    wanted = [line.strip() for line in papers.splitlines() if line.strip()]
    return desk.act(
        lambda: desk.dossiers.ask_paper(
            desk.number, version, wanted, paper_message.strip(), desk.actor, desk.now
        ),
        "paper_asked",
        {"papers": papers, "paper_message": paper_message},
        {"papers_missing": "papers", "message_too_long": "paper_message"},
    )


@router.post("/resume")
def resume(desk: WorkingDesk, version: Version) -> Response:
    return desk.act(
        lambda: desk.dossiers.resume(desk.number, version, desk.actor, desk.now), "dossier_resumed"
    )


@router.post("/decide")
def decide(
    desk: WorkingDesk, version: Version, outcome: TextField = "", decision_message: TextField = ""
) -> Response:
    typed = {"outcome": outcome, "decision_message": decision_message}
    if outcome not in set(Outcome):
        desk.read()
        return desk.show(forms.Form(typed, {"outcome": "outcome_missing"}), 422)
    return desk.act(
        lambda: desk.dossiers.decide(
            desk.number, version, Outcome(outcome), decision_message.strip(), desk.actor, desk.now
        ),
        "dossier_decided",
        typed,
        {"decision_message_missing": "decision_message", "message_too_long": "decision_message"},
    )


@router.post("/close")
def close(desk: WorkingDesk, version: Version) -> Response:
    return desk.act(lambda: desk.dossiers.close(desk.number, version, desk.actor, desk.now), "dossier_closed")


@router.post("/reject")
def reject(desk: WorkingDesk, version: Version, reject_message: TextField = "") -> Response:
    return desk.act(
        lambda: desk.dossiers.reject(desk.number, version, reject_message, desk.actor, desk.now),
        "dossier_rejected",
        {"reject_message": reject_message},
        {"decision_message_missing": "reject_message", "message_too_long": "reject_message"},
    )


@router.post("/withdraw")
def withdraw(desk: WorkingDesk, version: Version, withdraw_message: TextField = "") -> Response:
    return desk.act(
        lambda: desk.dossiers.withdraw(desk.number, version, withdraw_message, desk.actor, desk.now),
        "dossier_withdrawn",
        {"withdraw_message": withdraw_message},
        {"decision_message_missing": "withdraw_message", "message_too_long": "withdraw_message"},
    )


@router.post("/reopen")
def reopen(desk: WorkingDesk, version: Version, reopen_message: TextField = "") -> Response:
    return desk.act(
        lambda: desk.dossiers.reopen(desk.number, version, reopen_message, desk.actor, desk.now),
        "dossier_reopened",
        {"reopen_message": reopen_message},
        {"message_too_long": "reopen_message"},
    )


@router.post("/note")
def add_note(desk: ReadingDesk, version: Version, note: TextField = "") -> Response:
    return desk.act(
        lambda: desk.dossiers.add_note(desk.number, version, note.strip(), desk.actor, desk.now),
        "note_added",
        {"note": note},
        {"note_missing": "note", "message_too_long": "note"},
    )
