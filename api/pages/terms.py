"""The bank, for everybody: one search box in both languages, and a page for each concept."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.dependencies import SearchDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.entry_page import show_page
from api.pages.rendering import render
from api.security.access import VisitorDep
from api.security.roles import Right
from terminology.bank import Bank
from terminology.concepts import ConceptStatus, Language
from terminology.domains import subject_fields
from terminology.errors import ConceptNotFound
from terminology.search import Query as Asked
from terminology.search import QueryTooLong

router = APIRouter(prefix="/termes")

_LARGEST_NUMBER = 2**31 - 1
_SHOWN = 30
ConceptNumber = Annotated[int, Path(ge=1, le=_LARGEST_NUMBER)]


@router.get("")
def search_terms(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    search: SearchDep,
    q: str = "",
    source: str = "",
    domain: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    fields = subject_fields(session)
    form = forms.Form({"q": q, "source": source, "domain": domain})
    if not q.strip():
        count = Bank(session, services.encoder).count(ConceptStatus.VALIDATED)
        return render(request, "terms.html", form=form, fields_of=fields, result=None, count=count)
    language = Language(source) if source in set(Language) else None
    try:
        asked = Asked(q, source=language, domain=domain or None, limit=_SHOWN)
        result = search.search(asked)
    except QueryTooLong as error:
        form = forms.Form(form.values, {"q": error.code}, error.params)
        return render(request, "terms.html", status=422, form=form, fields_of=fields, result=None)
    return render(request, "terms.html", form=form, fields_of=fields, result=result)


@router.get("/{number}")
def show_concept(
    request: Request, services: ServicesDep, session: SessionDep, visitor: VisitorDep, number: ConceptNumber
) -> Response:
    staff = visitor is not None and visitor.account.may(Right.PROPOSE_CONCEPTS)
    if not staff and Bank(session, services.encoder).get(number).status is not ConceptStatus.VALIDATED:
        raise ConceptNotFound(number=number)
    return show_page(request, session, services.encoder, number)
