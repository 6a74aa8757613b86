"""Messages the system sent, where no mail server is set: staff read them here."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy import func, select

from api.dependencies import ServicesDep, SessionDep
from api.pages.paging import Paging
from api.pages.rendering import render
from api.security.access import require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.mail import OutboxMessage

router = APIRouter(prefix="/staff/envois")

_PER_PAGE = 20


@router.get("")
def list_messages(
    request: Request,
    services: ServicesDep,
    session: SessionDep,
    _staff: Annotated[StaffSession, Depends(require(Right.READ_OUTBOX))],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    total = session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    newest_first = select(OutboxMessage).order_by(OutboxMessage.sent_at.desc(), OutboxMessage.message_id)
    messages = session.scalars(newest_first.limit(_PER_PAGE).offset((page - 1) * _PER_PAGE)).all()
    return render(
        request,
        "outbox.html",
        messages=messages,
        paging=Paging(page, _PER_PAGE, total),
        by_smtp=services.settings.smtp_url is not None,
    )
