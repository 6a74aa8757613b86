"""The page of one concept: what readers see of it, and what the staff may do with it."""

from http import HTTPStatus

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.pages import forms
from api.pages.bank_work.entry import around
from api.pages.rendering import render
from api.security.roles import Right
from api.security.sessions import StaffSession
from terminology import repository
from terminology.bank import Bank
from terminology.collections import Collections, collections_of
from terminology.concepts import ConceptStatus, ConceptView, Language
from terminology.domains import subject_fields
from terminology.folding import fold
from terminology.ports import Encoder

__all__ = ["show_page"]


def show_page(
    request: Request, session: Session, encoder: Encoder, number: int, form: forms.Form | None = None
) -> Response:
    """`form`: what was refused, for the page that says so above the concept as it is now."""
    bank = Bank(session, encoder)
    concept = bank.get(number)
    shared = bank.sharing_terms(number)
    staff: StaffSession | None = getattr(request.state, "staff", None)
    inside = staff is not None and staff.account.may(Right.PROPOSE_CONCEPTS)
    neighbours = {item.number for item in concept.relations}.union(*shared.values())
    return render(
        request,
        "concept.html",
        status=HTTPStatus.CONFLICT if form else HTTPStatus.OK,
        form=form or forms.Form(),
        concept=concept,
        shared=shared,
        others=_shown(session, neighbours, inside=inside),
        fold=fold,
        last=bank.revisions(number)[0] if inside and form else None,
        names={field.code: field for field in subject_fields(session)},
        languages=tuple(Language),
        holding=collections_of(session, number, staff.account.actor) if inside and staff else (),
        choices=Collections(session, staff.account.actor).all() if inside and staff else (),
        **around(session, number, request.query_params.get("ancien", ""), inside=inside),
    )


def _shown(session: Session, numbers: set[int], *, inside: bool) -> dict[int, ConceptView]:
    """Entries that this one leads to: for readers, the validated ones."""
    views = repository.load(session, sorted(numbers))
    return {
        number: view for number, view in views.items() if inside or view.status is ConceptStatus.VALIDATED
    }
