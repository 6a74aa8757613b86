"""The ledger of reminders, for whoever follows them: undelivered first, to be mended and tried again."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import NowDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.paging import Paging
from api.pages.rendering import redirect, render
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Conflict, NotFound
from relance.sending import LedgerState, list_reminders, send_again

router = APIRouter(prefix="/staff/relances", dependencies=[Depends(check_form_token)])

_PER_PAGE = 25
_Reader = Annotated[StaffSession, Depends(require(Right.READ_OUTBOX))]
_Reminder = Annotated[StaffSession, Depends(require(Right.REMIND))]
_Page = Annotated[int, Query(ge=1, le=100_000)]
_State = Annotated[str, Query(max_length=20)]


@router.get("")
def show_ledger(
    request: Request, session: SessionDep, _staff: _Reader, state: _State = "", page: _Page = 1
) -> Response:
    return _show(request, session, state, page, forms.Form({"state": state}))


@router.post("/{reminder_id}/again")
def try_again(
    request: Request, session: SessionDep, staff: _Reminder, now: NowDep, reminder_id: int
) -> Response:
    try:
        with session.begin_nested():
            send_again(session, reminder_id, staff.account.actor, now)
    except (Conflict, NotFound) as error:
        problem = problem_of(error, choose_language(request))
        return _show(request, session, "", 1, forms.Form({}, {"": error.code}, error.params), problem.status)
    return redirect(request, "/staff/relances", done="reminder_tried_again")


def _show(  # noqa: PLR0917 - a page and what stands on it
    request: Request, session: SessionDep, state: str, page: int, form: forms.Form, status: int = 200
) -> Response:
    shown = LedgerState(state) if state in set(LedgerState) else LedgerState.UNDELIVERED
    found = list_reminders(session, shown, page=page, per_page=_PER_PAGE)
    return render(
        request,
        "reminders.html",
        status=status,
        form=form,
        shown=shown,
        states=tuple(LedgerState),
        lines=found.lines,
        paging=Paging(page, _PER_PAGE, found.total),
    )
