"""The bank, for everybody: a page for each concept."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.dependencies import ServicesDep, SessionDep
from api.pages.entry_page import show_page
from api.security.access import VisitorDep
from api.security.roles import Right
from terminology.bank import Bank
from terminology.concepts import ConceptStatus
from terminology.errors import ConceptMerged, ConceptNotFound

router = APIRouter(prefix="/termes")

_LARGEST_NUMBER = 2**31 - 1
ConceptNumber = Annotated[int, Path(ge=1, le=_LARGEST_NUMBER)]


@router.get("/{number}")
def show_concept(
    request: Request, services: ServicesDep, session: SessionDep, visitor: VisitorDep, number: ConceptNumber
) -> Response:
    """The number of a merged entry leads to the one that stands for it (301, asked for again each time: a
    merge may be taken back).
    """
    staff = visitor is not None and visitor.account.may(Right.PROPOSE_CONCEPTS)
    try:
        concept = Bank(session, services.encoder).get(number)
    except ConceptMerged as moved:
        return RedirectResponse(
            f"/termes/{moved.survivor}?ancien={number}",
            status_code=HTTPStatus.MOVED_PERMANENTLY,
            headers={"Cache-Control": "no-cache"},
        )
    if not staff and concept.status is not ConceptStatus.VALIDATED:
        raise ConceptNotFound(number=number)
    return show_page(request, session, services.encoder, number)
