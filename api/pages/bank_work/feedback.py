"""What readers report: a form for everybody, and the list of what is to be looked at."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.dependencies import CITIZEN, NowDep, PeerDep, ServicesDep, SessionDep
from api.errors import problem_of as http_problem_of
from api.i18n import choose_language
from api.limits import TooOften, network_of
from api.pages import forms
from api.pages.bank_work.comments import problem_of
from api.pages.bank_work.tabs import PER_PAGE, Id, PageNumber, Text, Validator, offset_of, show_tab, views_of
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber
from api.reader_reports import REPORTS_A_NETWORK, is_address
from api.security.access import VisitorDep, check_form_token, check_same_origin
from api.security.roles import Right
from api.security.sessions import StaffSession
from terminology.bank import Bank
from terminology.concepts import ConceptStatus, ConceptView
from terminology.errors import ConceptNotFound
from terminology.merging import present_number
from terminology.workflow import feedback
from terminology.workflow.feedback import FeedbackKind, Received

__all__ = ["public", "staff_only"]

public = APIRouter(prefix="/termes", dependencies=[Depends(check_same_origin)])
staff_only = APIRouter(prefix="/staff/termes", dependencies=[Depends(check_form_token)])

_Line = Annotated[str, Form(max_length=2_000)]


@public.get("/{number}/signaler")
def show_form(
    request: Request, services: ServicesDep, session: SessionDep, visitor: VisitorDep, number: ConceptNumber
) -> Response:
    concept = _readable(Bank(session, services.encoder), present_number(session, number), visitor)
    return _show(request, concept, forms.Form())


@public.post("/{number}/signaler")
def report(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    visitor: VisitorDep,
    peer: PeerDep,
    now: NowDep,
    number: ConceptNumber,
    kind: _Line = "",
    message: Text = "",
    email: _Line = "",
) -> Response:
    number = present_number(session, number)
    concept = _readable(Bank(session, services.encoder), number, visitor)
    typed = {"kind": kind, "message": message, "email": email}
    if errors := _errors(kind, message, email.strip()):
        return _show(request, concept, forms.Form(typed, errors), status=422)
    try:
        services.limits.count(REPORTS_A_NETWORK, network_of(peer))
    except TooOften as error:
        problem = http_problem_of(error, choose_language(request))
        form = forms.Form(typed, {"": error.code}, error.params)
        response = _show(request, concept, form, status=problem.status)
        response.headers.update(problem.headers)
        return response
    said = Received(
        number, FeedbackKind(kind), message.strip(), email.strip() or None, choose_language(request)
    )
    feedback.receive(session, said, visitor.account.actor if visitor else CITIZEN, now)
    return redirect(request, f"/termes/{number}", done="feedback_received")


@staff_only.get("/signalements")
def list_open(request: Request, session: SessionDep, staff: Validator, page: PageNumber = 1) -> Response:
    return _list(request, session, staff, page, forms.Form())


@staff_only.post("/signalements/{report}/clore")
def close(
    request: Request, *, session: SessionDep, staff: Validator, now: NowDep, report: Id, answer: Text = ""
) -> Response:
    if problem := problem_of(answer, "answer"):
        name = f"answer-{report}"
        return _list(request, session, staff, 1, forms.Form({name: answer}, {name: problem}))
    feedback.close(session, report, answer.strip(), staff.account.actor, now)
    return redirect(request, "/staff/termes/signalements", done="feedback_closed")


def _list(
    request: Request, session: SessionDep, staff: StaffSession, page: int, form: forms.Form
) -> Response:
    found = feedback.open_feedback(session, PER_PAGE, offset_of(page))
    views = views_of(session, {item.concept for item in found})
    response = show_tab(request, session, staff, "feedback", page=page, found=found, views=views, form=form)
    response.status_code = 422 if form.refused else 200
    return response


def _readable(bank: Bank, number: int, visitor: StaffSession | None) -> ConceptView:
    """Raises ConceptNotFound."""
    concept = bank.get(number)
    inside = visitor is not None and visitor.account.may(Right.PROPOSE_CONCEPTS)
    if not inside and concept.status is not ConceptStatus.VALIDATED:
        raise ConceptNotFound(number=number)
    return concept


def _errors(kind: str, message: str, email: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if kind not in set(FeedbackKind):
        errors["kind"] = "feedback_kind_missing"
    if problem := problem_of(message, "message"):
        errors["message"] = problem
    if email and not is_address(email):
        errors["email"] = "email_wrong"
    return errors


def _show(request: Request, concept: ConceptView, form: forms.Form, status: int = 200) -> Response:
    return render(
        request,
        "bank_work/report.html",
        status=status,
        form=form,
        concept=concept,
        feedback_kinds=tuple(FeedbackKind),
    )
