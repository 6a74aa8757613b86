"""The bank, for everybody: a page for each concept."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.dependencies import ServicesDep, SessionDep
from api.pages.entry_page import show_page
from api.security.access import VisitorDep
from api.security.roles import Right
from terminology.bank import Bank
from terminology.concepts import ConceptStatus
from terminology.errors import ConceptNotFound

router = APIRouter(prefix="/termes")

_LARGEST_NUMBER = 2**31 - 1
ConceptNumber = Annotated[int, Path(ge=1, le=_LARGEST_NUMBER)]


@router.get("/{number}")
def show_concept(
    request: Request, services: ServicesDep, session: SessionDep, visitor: VisitorDep, number: ConceptNumber
) -> Response:
    staff = visitor is not None and visitor.account.may(Right.PROPOSE_CONCEPTS)
    if not staff and Bank(session, services.encoder).get(number).status is not ConceptStatus.VALIDATED:
        raise ConceptNotFound(number=number)
    return show_page(request, session, services.encoder, number)
