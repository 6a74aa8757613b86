"""What every action on one dossier works with: the dossier, if the account may see it, and who acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.dossiers import local_today
from api.pages.rendering import redirect, render
from api.security.access import require, sees_unit
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from kit.audit import Actor
from kit.errors import Conflict, Invalid
from relance.dossiers import Dossiers
from relance.errors import DossierNotFound
from relance.oversight import ADDRESSEES
from relance.periods import Period, PeriodUnit
from relance.states import Outcome
from relance.views import DossierDetail, DossierSummary

__all__ = ["Desk", "ReadingDesk", "RemindingDesk", "TextField", "Version", "WorkingDesk"]

TextField = Annotated[str, Form()]
Version = Annotated[int, Form(ge=0)]
_Reader = Annotated[StaffSession, Depends(require(Right.READ_DOSSIERS))]
_Worker = Annotated[StaffSession, Depends(require(Right.WORK_DOSSIERS))]
_Reminder = Annotated[StaffSession, Depends(require(Right.REMIND))]


@dataclass(frozen=True, slots=True)
class Desk:
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
            now=self.now,
            outcomes=tuple(Outcome),
            addressees=ADDRESSEES,
            **context,
        )

    def act(
        self,
        action: Callable[[], DossierSummary],
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
                after = action()
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
) -> Desk:
    return Desk(request, services, session, staff, now, number)


def _working_desk(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Worker,
    now: NowDep,
    number: str,
) -> Desk:
    return Desk(request, services, session, staff, now, number)


def _reminding_desk(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Reminder,
    now: NowDep,
    number: str,
) -> Desk:
    return Desk(request, services, session, staff, now, number)


ReadingDesk = Annotated[Desk, Depends(_reading_desk)]
WorkingDesk = Annotated[Desk, Depends(_working_desk)]
RemindingDesk = Annotated[Desk, Depends(_reminding_desk)]
