"""The staff's dossiers: the list, with its filters in the address so that it can be shared."""

from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.paging import Paging
from api.pages.rendering import render
from api.security.access import require, sees_unit
from api.security.accounts import Account
from api.security.roles import Right
from api.security.sessions import StaffSession
from relance.dossiers import Dossiers
from relance.procedures import all_procedures
from relance.states import State
from relance.units import all_units
from relance.views import DossierFilter

router = APIRouter(prefix="/staff")

_PER_PAGE = 25
_NO_UNIT = "-"  # no unit has this code
_Reader = Annotated[StaffSession, Depends(require(Right.READ_DOSSIERS))]
_Filter = Annotated[str, Query(max_length=200)]


@router.get("")
def list_dossiers(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Reader,
    now: NowDep,
    q: _Filter = "",
    state: _Filter = "",
    unit: _Filter = "",
    procedure: _Filter = "",
    late: _Filter = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    wanted = DossierFilter(
        text=q.strip(),
        state=State(state) if state in set(State) else None,
        unit=_unit_to_search(staff.account, unit),
        procedure=procedure or None,
        late=True if late == "yes" else None,
        page=page,
        per_page=_PER_PAGE,
    )
    found = Dossiers(session, services.secrets.code_key).search(wanted, now)
    typed = {"q": q, "state": state, "unit": wanted.unit or "", "procedure": procedure, "late": late}
    return render(
        request,
        "dossiers.html",
        form=forms.Form(typed),
        dossiers=found.items,
        paging=Paging(found.page, found.per_page, found.total),
        filtered=any(value for name, value in typed.items() if name != "unit" or value != staff.account.unit),
        states=tuple(State),
        today=local_today(now, services.settings.timezone),
        **_choices(session, staff.account),
    )


def local_today(now: datetime, timezone: str) -> date:
    return now.astimezone(ZoneInfo(timezone)).date()


def _unit_to_search(account: Account, wanted: str) -> str | None:
    """An agent of a unit sees that unit's dossiers, whatever the address says.

    One without a unit sees none.
    """
    if sees_unit(account, None):
        return wanted or None
    return account.unit or _NO_UNIT


def _choices(session: Session, account: Account) -> dict[str, Any]:
    units = [unit for unit in all_units(session) if sees_unit(account, unit.code)]
    return {"units": units, "procedures": all_procedures(session)}
