"""Searching the bank: one box for both languages, filters in the address, results while typing."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import PeerDep, SearchDep, ServicesDep, SessionDep
from api.gap_notes import note_search
from api.pages.forms import Form
from api.pages.rendering import render, words_for
from api.security.access import VisitorDep
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.term_queries import concepts_in, statuses_for
from api.wiring import Services
from terminology.bank import Bank
from terminology.collections import Collections
from terminology.concepts import ConceptStatus, Language, Reliability
from terminology.domains import SubjectField, subject_fields
from terminology.search import Query as Asked
from terminology.search import QueryTooLong

router = APIRouter(prefix="/termes")

_SHOWN = 30
_OFFERED = 8
_ANY_STATUS = "any"
_LARGEST_NUMBER = 2**31 - 1
_FILTERS = ("source", "domain", "language", "reliability", "status", "collection")

_Word = Annotated[str, Query(max_length=200)]


def _wish(
    *,
    q: str = "",
    source: _Word = "",
    domain: _Word = "",
    language: _Word = "",
    reliability: _Word = "",
    status: _Word = "",
    collection: _Word = "",
) -> dict[str, str]:
    """What the form or a shared address holds, as it stands: a filter that means nothing is none."""
    filters = (source, domain, language, reliability, status, collection)
    return {"q": q, **dict(zip(_FILTERS, filters, strict=True))}


WishDep = Annotated[dict[str, str], Depends(_wish)]


@router.get("")
def show_search(
    request: Request,
    wish: WishDep,
    visitor: VisitorDep,
    *,
    services: ServicesDep,
    session: SessionDep,
    search: SearchDep,
    peer: PeerDep,
    later: BackgroundTasks,
) -> Response:
    context = _around(request, session, visitor)
    if not wish["q"].strip():
        count = Bank(session, services.encoder).count(ConceptStatus.VALIDATED)
        return render(request, "terms.html", form=Form(wish), result=None, count=count, **context)
    try:
        asked = _asked(services, wish, visitor, _SHOWN)
        result = search.search(asked)
    except QueryTooLong as error:
        form = Form(wish, {"q": error.code}, error.params)
        return render(request, "terms.html", status=422, form=form, result=None, **context)
    note_search(later, services, asked, result, peer)
    return render(request, "terms.html", form=Form(wish), result=result, **context)


@router.get("/resultats")
def show_results(
    request: Request,
    wish: WishDep,
    visitor: VisitorDep,
    *,
    services: ServicesDep,
    session: SessionDep,
    search: SearchDep,
) -> Response:
    """The results alone, for the page that shows them while its reader types. Raises QueryTooLong."""
    result = search.search(_asked(services, wish, visitor, _SHOWN)) if wish["q"].strip() else None
    collecting = _collecting(session, visitor)
    return render(request, "term_results.html", form=Form(wish), result=result, alone=True, **collecting)


@router.get("/suggestions")
def offer_terms(
    request: Request, visitor: VisitorDep, *, services: ServicesDep, search: SearchDep, q: str = ""
) -> Response:
    """What the quick search offers while somebody types. Raises QueryTooLong."""
    result = search.search(_asked(services, {"q": q}, visitor, _OFFERED))
    return render(request, "term_options.html", result=result)


def _asked(services: Services, wish: Mapping[str, str], visitor: StaffSession | None, limit: int) -> Asked:
    """Raises what `api.term_queries` raises."""
    status, reliability, collection = (wish.get(name, "") for name in ("status", "reliability", "collection"))
    wanted = (
        set(ConceptStatus) if status == _ANY_STATUS else {item for item in ConceptStatus if item == status}
    )
    return Asked(
        wish["q"],
        source=_language(wish.get("source")),
        domain=wish.get("domain") or None,
        limit=limit,
        statuses=statuses_for(wanted, visitor),
        language=_language(wish.get("language")),
        reliability=next((item for item in Reliability if str(item.value) == reliability), None),
        among=concepts_in(services, number, visitor) if (number := _number(collection)) else None,
    )


def _language(code: str | None) -> Language | None:
    return Language(code) if code in set(Language) else None


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return number if 0 < number <= _LARGEST_NUMBER else None


def _around(request: Request, session: Session, visitor: StaffSession | None) -> dict[str, Any]:
    """What the filters offer to choose from."""
    fields = list(_in_tree(subject_fields(session), words_for(request).language))
    return {"fields_of": fields, **_collecting(session, visitor)}


def _collecting(session: Session, visitor: StaffSession | None) -> dict[str, Any]:
    """Where whoever works on the bank may put what is found."""
    works_on_bank = visitor is not None and visitor.account.may(Right.PROPOSE_CONCEPTS)
    return {
        "collections": Collections(session, visitor.account.actor).all() if visitor and works_on_bank else [],
        "works_on_bank": works_on_bank,
    }


def _in_tree(
    fields: Iterable[SubjectField], language: str, parent: str | None = None, depth: int = 0
) -> Iterator[tuple[int, SubjectField]]:
    """Each field after the one above it, with how deep it lies, in the order of the reader's alphabet."""
    listed = sorted(fields, key=lambda field: str(getattr(field, language)).casefold())
    for field in listed:
        if field.parent == parent:
            yield depth, field
            yield from _in_tree(listed, language, field.code, depth + 1)
