"""The frame that the tabs share: their names, their counts, and which of them a member of staff sees."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Depends, Form, Path, Query, Request, Response
from sqlalchemy.orm import Session

from api.pages.paging import Paging
from api.pages.rendering import render
from api.security.access import require
from api.security.roles import Right
from api.security.sessions import StaffSession
from terminology import repository
from terminology.concepts import ConceptView, Language
from terminology.workflow.queue import waiting

__all__ = [
    "TABS",
    "Id",
    "PageNumber",
    "Proposer",
    "Text",
    "Validator",
    "Version",
    "offset_of",
    "show_tab",
    "views_of",
]

PER_PAGE = 25
_LARGEST = 2**31 - 1
# Tab and the right to see it, in the order of a working day.
TABS = (
    ("proposals", "/staff/termes", Right.PROPOSE_CONCEPTS),
    ("checks", "/staff/termes/verifier", Right.VALIDATE_CONCEPTS),
    ("comments", "/staff/termes/commentaires", Right.PROPOSE_CONCEPTS),
    ("feedback", "/staff/termes/signalements", Right.VALIDATE_CONCEPTS),
    ("gaps", "/staff/termes/lacunes", Right.PROPOSE_CONCEPTS),
    ("duplicates", "/staff/termes/doublons", Right.VALIDATE_CONCEPTS),
)

Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Version = Annotated[int, Form(ge=1, le=_LARGEST)]
Text = Annotated[str, Form(max_length=20_000)]


def show_tab(
    request: Request, session: Session, staff: StaffSession, tab: str, *, page: int = 1, **context: Any
) -> Response:
    """`total` among `context`: how long the list is, where that is not the tab's count."""
    counts = asdict(waiting(session))
    total = context.pop("total", counts[tab])
    return render(
        request,
        f"bank_work/{tab}.html",
        tab=tab,
        tabs=[(name, address, counts[name]) for name, address, right in TABS if staff.account.may(right)],
        paging=Paging(page, PER_PAGE, total),
        languages=tuple(Language),
        **context,
    )


def offset_of(page: int) -> int:
    return (page - 1) * PER_PAGE


def views_of(session: Session, numbers: set[int]) -> dict[int, ConceptView]:
    return repository.load(session, sorted(numbers))
