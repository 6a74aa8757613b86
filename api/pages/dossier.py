"""One dossier: what it says, why it is due when it is due, and what may be done with it now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.dossiers import local_today
from api.pages.rendering import redirect, render
from api.security.access import check_form_token, require, sees_unit
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from kit.audit import Actor
from kit.errors import Conflict, Invalid
from relance.dossiers import Dossiers
from relance.errors import DossierNotFound
from relance.periods import Period, PeriodUnit
from relance.states import Outcome
from relance.views import DossierDetail, DossierSummary

router = APIRouter(prefix="/staff/dossiers/{number}", dependencies=[Depends(check_form_token)])

_TextField = Annotated[str, Form()]
_Version = Annotated[int, Form(ge=0)]
_Reader = Annotated[StaffSession, Depends(require(Right.READ_DOSSIERS))]
_Worker = Annotated[StaffSession, Depends(require(Right.WORK_DOSSIERS))]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every action needs: one dossier, that the account may see, and who acts."""

    request: Request
    services: Services
    session: Session
    staff: StaffSession
    now: datetime
    number: str

    @property
    def dossiers(self) -> Dossiers:
        return Dossiers(self.session, self.services.secrets.code_key)

    @property
    def actor(self) -> Actor:
        return self.staff.account.actor

    def read(self) -> DossierDetail:
        """Raises DossierNotFound, also for the dossier of a unit that is not the account's business."""
        detail = self.dossiers.get(self.number, self.now)
        if not sees_unit(self.staff.account, detail.summary.unit):
            raise DossierNotFound(number=self.number)
        return detail

    def show(self, form: forms.Form | None = None, status: int = 200, **context: Any) -> Response:
        dossier = self.read()
        deadline = dossier.deadline
        return render(
            self.request,
            "dossier.html",
            status=status,
            dossier=dossier,
            period=Period(deadline.amount, PeriodUnit(deadline.unit_of_period)) if deadline else None,
            form=form or forms.Form(),
            today=local_today(self.now, self.services.settings.timezone),
            outcomes=tuple(Outcome),
            **context,
        )

    def act(
        self,
        action: Callable[[Dossiers], DossierSummary],
        done: str,
        typed: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> Response:
        """Do it and show the page again; when it is refused, with what was typed and why.

        `fields` says, for a refusal's code, which field it is about; others concern no single one.
        """
        self.read()
        try:
            with self.session.begin_nested():
                after = action(self.dossiers)
        except (Conflict, Invalid) as error:
            form = forms.Form(typed or {}, {(fields or {}).get(error.code, ""): error.code}, error.params)
            problem = problem_of(error, choose_language(self.request))
            return self.show(form, problem.status)
        # Handed over to another unit, it may no longer be the account's business.
        mine = sees_unit(self.staff.account, after.unit)
        return redirect(self.request, f"/staff/dossiers/{after.number}" if mine else "/staff", done=done)


def _reading_desk(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Reader,
    now: NowDep,
    number: str,
) -> _Desk:
    return _Desk(request, services, session, staff, now, number)


def _working_desk(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Worker,
    now: NowDep,
    number: str,
) -> _Desk:
    return _Desk(request, services, session, staff, now, number)


_ReadingDesk = Annotated[_Desk, Depends(_reading_desk)]
_WorkingDesk = Annotated[_Desk, Depends(_working_desk)]


@router.get("")
def show_dossier(desk: _ReadingDesk) -> Response:
    return desk.show()


@router.post("/admit")
def admit(desk: _WorkingDesk, version: _Version) -> Response:
    return desk.act(
        lambda dossiers: dossiers.admit(desk.number, version, desk.actor, desk.now), "dossier_admitted"
    )


@router.post("/take")
def take(desk: _WorkingDesk, version: _Version) -> Response:
    return desk.act(
        lambda dossiers: dossiers.take(desk.number, version, desk.actor, desk.now), "dossier_taken"
    )


@router.post("/advance")
def advance(desk: _WorkingDesk, version: _Version) -> Response:
    return desk.act(
        lambda dossiers: dossiers.advance(desk.number, version, desk.actor, desk.now), "dossier_advanced"
    )


@router.post("/ask-paper")
def ask_paper(
    desk: _WorkingDesk, version: _Version, papers: _TextField = "", paper_message: _TextField = ""
) -> Response:
    wanted = [line.strip() for line in papers.splitlines() if line.strip()]
    return desk.act(
        lambda dossiers: dossiers.ask_paper(
            desk.number, version, wanted, paper_message.strip(), desk.actor, desk.now
        ),
        "paper_asked",
        {"papers": papers, "paper_message": paper_message},
        {"papers_missing": "papers", "message_too_long": "paper_message"},
    )


@router.post("/resume")
def resume(desk: _WorkingDesk, version: _Version) -> Response:
    return desk.act(
        lambda dossiers: dossiers.resume(desk.number, version, desk.actor, desk.now), "dossier_resumed"
    )


@router.post("/decide")
def decide(
    desk: _WorkingDesk, version: _Version, outcome: _TextField = "", decision_message: _TextField = ""
) -> Response:
    typed = {"outcome": outcome, "decision_message": decision_message}
    if outcome not in set(Outcome):
        desk.read()
        return desk.show(forms.Form(typed, {"outcome": "outcome_missing"}), 422)
    return desk.act(
        lambda dossiers: dossiers.decide(
            desk.number, version, Outcome(outcome), decision_message.strip(), desk.actor, desk.now
        ),
        "dossier_decided",
        typed,
        {"decision_message_missing": "decision_message", "message_too_long": "decision_message"},
    )


@router.post("/close")
def close(desk: _WorkingDesk, version: _Version) -> Response:
    return desk.act(
        lambda dossiers: dossiers.close(desk.number, version, desk.actor, desk.now), "dossier_closed"
    )


@router.post("/reject")
def reject(desk: _WorkingDesk, version: _Version, reject_message: _TextField = "") -> Response:
    return desk.act(
        lambda dossiers: dossiers.reject(desk.number, version, reject_message, desk.actor, desk.now),
        "dossier_rejected",
        {"reject_message": reject_message},
        {"decision_message_missing": "reject_message", "message_too_long": "reject_message"},
    )


@router.post("/withdraw")
def withdraw(desk: _WorkingDesk, version: _Version, withdraw_message: _TextField = "") -> Response:
    return desk.act(
        lambda dossiers: dossiers.withdraw(desk.number, version, withdraw_message, desk.actor, desk.now),
        "dossier_withdrawn",
        {"withdraw_message": withdraw_message},
        {"decision_message_missing": "withdraw_message", "message_too_long": "withdraw_message"},
    )


@router.post("/reopen")
def reopen(desk: _WorkingDesk, version: _Version, reopen_message: _TextField = "") -> Response:
    return desk.act(
        lambda dossiers: dossiers.reopen(desk.number, version, reopen_message, desk.actor, desk.now),
        "dossier_reopened",
        {"reopen_message": reopen_message},
        {"message_too_long": "reopen_message"},
    )


@router.post("/note")
def add_note(desk: _ReadingDesk, version: _Version, note: _TextField = "") -> Response:
    return desk.act(
        lambda dossiers: dossiers.add_note(desk.number, version, note.strip(), desk.actor, desk.now),
        "note_added",
        {"note": note},
        {"note_missing": "note", "message_too_long": "note"},
    )
