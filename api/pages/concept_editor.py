"""Writing an entry: proposing a new one, revising one that is there, with rows for each term and link.

Adding and taking out a row is a submit button, and a quicker one where there is JavaScript. Whatever is
refused, what was typed stays.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import entry_conflicts, entry_fields
from api.pages.entry_fields import EntryForm, Typed, draft_of, values_of
from api.pages.rendering import redirect, render
from api.pages.similar import similar_entries
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, Flaw, Language, Term, normalised
from terminology.conflicts import explain, version_of
from terminology.domains import subject_fields
from terminology.errors import ConceptChangedMeanwhile, ConceptInvalid, ConceptIsWithdrawn
from terminology.workflow.marks import Editor

_MOST_FIELDS = 20_000  # two hundred terms have some three thousand


async def _read_long_form(request: Request) -> None:
    """Before anything else reads the form, which stops at a thousand fields."""
    await request.form(max_fields=_MOST_FIELDS)


async def _typed(request: Request) -> Mapping[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


router = APIRouter(prefix="/staff/termes", dependencies=[Depends(_read_long_form), Depends(check_form_token)])
_Proposer = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_TypedDep = Annotated[Mapping[str, str], Depends(_typed)]


@router.get("/new")
def show_new(
    request: Request, session: SessionDep, _staff: _Proposer, q: str = "", language: str = "fr"
) -> Response:
    """`q`: what was searched for in vain, as a beginning; `language`: the one it was found to be in."""
    spoken = Language(language) if language in set(Language) else Language.FR
    form = EntryForm(values_of(ConceptDraft((Term(q, spoken),) if q else ())))
    return _show(request, session, form)


@router.post("/new")
def propose(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Proposer,
    now: NowDep,
    typed: _TypedDep,
) -> Response:
    if (form := _with_rows(typed)) is not None:
        return _show(request, session, form)
    read = _checked(typed, ConceptDraft(()))
    if read.errors:
        return _show(request, session, _refused(typed, read.errors))
    if not typed.get("confirmed") and (similar := similar_entries(services, read.draft)):
        return _show(request, session, EntryForm(typed), similar=similar)
    try:
        with session.begin_nested():
            concept = Bank(session, services.encoder).propose(read.draft, staff.account.actor, now)
    except ConceptInvalid as error:
        return _show(request, session, _refused(typed, _placed(typed, error.flaws)))
    return redirect(request, f"/termes/{concept.number}", done="concept_proposed")


@router.get("/{number}/modifier")
def show_entry(
    request: Request, services: ServicesDep, session: SessionDep, _staff: _Proposer, number: ConceptNumber
) -> Response:
    concept = Bank(session, services.encoder).get(number)
    if concept.status is ConceptStatus.WITHDRAWN:
        raise ConceptIsWithdrawn(number=number)
    values = {**values_of(concept.draft()), "version": str(concept.version)}
    return _show(request, session, EntryForm(values), number=number)


@router.post("/{number}/modifier")
def revise(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: _Proposer,
    now: NowDep,
    number: ConceptNumber,
    typed: _TypedDep,
) -> Response:
    bank = Bank(session, services.encoder)
    if (form := _with_rows(typed)) is not None:
        return _show(request, session, form, number=number)
    version = entry_fields.whole_number(typed.get("version", "")) or 0  # none: that of nothing ever saved
    read = _checked(typed, version_of(bank, number, version))
    if read.errors:
        return _show(request, session, _refused(typed, read.errors), number=number)
    editor = Editor.VALIDATOR if staff.account.may(Right.VALIDATE_CONCEPTS) else Editor.PROPOSER
    try:
        with session.begin_nested():
            bank.revise(number, version, read.draft, staff.account.actor, now, editor=editor)
    except ConceptInvalid as error:
        return _show(request, session, _refused(typed, _placed(typed, error.flaws)), number=number)
    except ConceptChangedMeanwhile as error:
        conflict = explain(bank, number, version, read.draft)
        values = entry_conflicts.as_fields(conflict, typed)
        form = EntryForm(values, {"": "entry_saved_meanwhile"}, error.params)
        return _show(request, session, form, number=number, conflict=conflict)
    return redirect(request, f"/termes/{number}", done="concept_revised")


def _with_rows(typed: Mapping[str, str]) -> EntryForm | None:
    """The form with a row more or less, if that is what the button said."""
    action, _, place = typed.get("do", "").partition(":")
    if action == "add":
        values, focus = entry_fields.with_row(typed, place)
        return EntryForm(values, focus=focus)
    if action == "remove":
        return EntryForm(entry_fields.without_row(typed, place))
    return None


def _checked(typed: Mapping[str, str], base: ConceptDraft) -> Typed:
    read = draft_of(typed, base)
    if normalised(read.draft).terms:
        return read
    form = EntryForm(typed)
    first = next((row for language in Language for row in form.rows(f"term-{language}")), "")
    return Typed(read.draft, {f"{first}-text" if first else "": Flaw("term_missing"), **read.errors})


def _refused(typed: Mapping[str, str], errors: Mapping[str, Flaw]) -> EntryForm:
    codes = {name: flaw.code for name, flaw in errors.items()}
    return EntryForm(typed, codes, said={name: flaw.params for name, flaw in errors.items()})


def _placed(typed: Mapping[str, str], flaws: tuple[Flaw, ...]) -> dict[str, Flaw]:
    """What only the bank could see, at the row that names the concept it is about."""
    form = EntryForm(typed)
    errors: dict[str, Flaw] = {}
    for flaw in flaws:
        rows = [
            row
            for row in form.rows("relation")
            if entry_fields.whole_number(form.value(f"{row}-number")) == flaw.params.get("number")
        ]
        errors.setdefault(f"{rows[0]}-number" if rows else "", flaw)
    return errors


def _show(
    request: Request, session: Session, form: EntryForm, *, number: int | None = None, **context: object
) -> Response:
    status = HTTPStatus.OK
    if form.refused:
        status = HTTPStatus.CONFLICT if "conflict" in context else HTTPStatus.UNPROCESSABLE_ENTITY
    fields = subject_fields(session)
    return render(
        request,
        "concept_form.html",
        status=status,
        form=form,
        number=number,
        fields_of=fields,
        names={item.code: item for item in fields},
        languages=tuple(Language),
        **context,
    )
