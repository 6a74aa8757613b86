"""Exporting the bank, or a part of it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.exports import ExportWish, file_of
from api.pages.rendering import render
from api.security.access import require
from api.security.roles import Right
from api.security.sessions import StaffSession
from terminology.collections import Collections
from terminology.concepts import ConceptStatus
from terminology.domains import subject_fields
from terminology.exchange import Dialect, Format

router = APIRouter(prefix="/staff/termes/exporter")

_Reader = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]


@router.get("")
def show_form(request: Request, session: SessionDep, staff: _Reader) -> Response:
    return render(
        request,
        "exchange/export.html",
        formats=tuple(Format),
        dialects=tuple(Dialect),
        statuses=tuple(ConceptStatus),
        fields_of=subject_fields(session),
        collections=Collections(session, staff.account.actor).all(),
    )


@router.get("/fichier")
def download(
    services: ServicesDep,
    now: NowDep,
    staff: _Reader,
    wish: Annotated[ExportWish, Query()],
) -> Response:
    return file_of(services, wish, staff.account.actor, now)
