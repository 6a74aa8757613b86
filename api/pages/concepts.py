"""Proposing concepts, and examining what is proposed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber, show_page
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from kit.errors import Conflict
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term, TermStatus
from terminology.domains import subject_fields
from terminology.errors import ConceptInvalid
from terminology.search import Hit, Why
from terminology.search import Query as Asked
from terminology.search.query import LONGEST_QUERY

router = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_WAITING = 50
_SIMILAR = 10
_IN_USE = frozenset({ConceptStatus.PROPOSED, ConceptStatus.VALIDATED})
_SAME = frozenset({Why.EXACT, Why.FOLDED, Why.ACRONYM, Why.INFLECTED})
_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


@router.get("")
def list_waiting(request: Request, services: ServicesDep, session: SessionDep, _staff: _Proposer) -> Response:
    concepts = Bank(session, services.encoder).waiting(_WAITING)
    return render(request, "concepts_waiting.html", concepts=concepts, languages=tuple(Language))


@router.get("/new")
def show_form(request: Request, session: SessionDep, _staff: _Proposer, q: str = "") -> Response:
    """`q`: what was searched for in vain, as a beginning."""
    form = forms.Form({"french": q, "domain": ""})
    return render(request, "concept_form.html", form=form, fields_of=subject_fields(session))


class ProposalForm(BaseModel):
    """What stands in the fields, as typed; `…_others` has one term a line."""

    french: str = ""
    french_others: str = ""
    french_definition: str = ""
    english: str = ""
    english_others: str = ""
    english_definition: str = ""
    domain: str = ""
    source: str = ""
    note: str = ""
    confirmed: str = ""

    def draft(self) -> ConceptDraft:
        sides = (
            (Language.FR, self.french, self.french_others, self.french_definition),
            (Language.EN, self.english, self.english_others, self.english_definition),
        )
        terms: list[Term] = []
        definitions: list[Definition] = []
        for language, first, others, definition in sides:
            terms.append(Term(first, language, source=self.source))
            terms.extend(
                Term(line, language, TermStatus.ADMITTED, source=self.source)
                for line in others.splitlines()
                if line.strip()
            )
            definitions.append(Definition(definition, language, self.source))
        domains = (self.domain,) if self.domain else ()
        return ConceptDraft(tuple(terms), tuple(definitions), domains, note=self.note)


@router.post("/new")
def propose(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Proposer,
    now: NowDep,
    typed: Annotated[ProposalForm, Form()],
) -> Response:
    errors = {name: f"{name}_missing" for name in ("french", "english") if not getattr(typed, name).strip()}
    similar = [] if errors or typed.confirmed else _similar(services, typed)
    if not errors and not similar:
        try:
            with session.begin_nested():
                concept = Bank(session, services.encoder).propose(typed.draft(), staff.account.actor, now)
        except ConceptInvalid as error:
            errors = {"": error.code}
        else:
            return redirect(request, f"/termes/{concept.number}", done="concept_proposed")
    form = forms.Form(typed.model_dump(), errors)
    return render(
        request,
        "concept_form.html",
        status=422 if errors else 200,
        form=form,
        fields_of=subject_fields(session),
        similar=similar,
    )


def _similar(services: Services, typed: ProposalForm) -> list[Hit]:
    """Concepts that one of the two terms names already, itself or inflected. A warning must never stop a
    proposal: there is none while the index is loading.
    """
    if not services.search_ready.is_set():
        return []
    found: dict[int, Hit] = {}
    for language, text in ((Language.FR, typed.french), (Language.EN, typed.english)):
        asked = Asked(text[:LONGEST_QUERY], source=language, limit=_SIMILAR, statuses=_IN_USE)
        for hit in services.search.search(asked).hits:
            if not _SAME.isdisjoint(hit.why):
                found.setdefault(hit.concept, hit)
    return list(found.values())


@router.post("/{number}/validate")
def validate(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Validator,
    now: NowDep,
    number: ConceptNumber,
    version: Annotated[int, Form()],
) -> Response:
    try:
        with session.begin_nested():
            Bank(session, services.encoder).validate(number, version, staff.account.actor, now)
    except Conflict as error:
        form = forms.Form(errors={"": error.code}, params=error.params)
        return show_page(request, session, services.encoder, number, form)
    return redirect(request, f"/termes/{number}", done="concept_validated")
