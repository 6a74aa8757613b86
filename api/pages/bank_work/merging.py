"""Merging two entries: which ones, the result beforehand, and the merge."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.bank_work.tabs import Text, Validator, Version
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token
from kit.errors import DomainError
from terminology import merging
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Language
from terminology.errors import ConceptInvalid
from terminology.merging import Read

router = APIRouter(prefix="/staff/termes/{number}", dependencies=[Depends(check_form_token)])

_LARGEST = 2**31 - 1
_Wanted = Annotated[str, Query(max_length=20)]


@router.get("/fusionner")
def show_merge(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    _staff: Validator,
    number: ConceptNumber,
    into: _Wanted = "",
    fr: Annotated[str, Query(max_length=500)] = "",
    en: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Without `into`, the question which entry; `fr` and `en`: the terms to prefer in the result shown."""
    bank = Bank(session, services.encoder)
    old = bank.get(number)
    if not into.strip():
        return _show(request, old, forms.Form())
    form = forms.Form({"into": into, "fr": fr, "en": en})
    survivor = _number(into)
    if survivor is None:
        return _show(request, old, forms.Form(form.values, {"into": "into_wrong"}), status=422)
    return _compare(request, bank, old, survivor, form)


@router.post("/fusionner")
def merge(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    staff: Validator,
    now: NowDep,
    number: ConceptNumber,
    version: Version,
    into: Annotated[int, Form(ge=1, le=_LARGEST)],
    into_version: Version,
    fr: Text = "",
    en: Text = "",
) -> Response:
    choice = {Language(code): text for code, text in (("fr", fr), ("en", en)) if text}
    pair = Read(number, version), Read(into, into_version)
    try:
        with session.begin_nested():
            merging.merge(session, services.encoder, *pair, choice, actor=staff.account.actor, now=now)
    except DomainError as error:
        form = forms.Form({"into": str(into), "fr": fr, "en": en}, {"": _code(error)}, error.params)
        bank = Bank(session, services.encoder)
        old = bank.get(number)
        return _compare(request, bank, old, into, form)
    return redirect(request, f"/termes/{into}?ancien={number}", done="concepts_merged")


@router.post("/separer")
def separate(
    request: Request,
    *,
    session: SessionDep,
    staff: Validator,
    now: NowDep,
    number: ConceptNumber,
    version: Version,
) -> Response:
    merging.separate(session, Read(number, version), staff.account.actor, now)
    return redirect(request, f"/termes/{number}", done="concept_separated")


def _compare(request: Request, bank: Bank, old: ConceptView, into: int, form: forms.Form) -> Response:
    try:
        survivor = bank.get(into)
        options = merging.preferable(survivor, old)
        present = merging.present_choice(survivor, old)
        wanted = {code: form.value(code.value) for code in Language}
        chosen = {
            code: wanted[code] if wanted[code] in options[code] else present.get(code, "")
            for code in Language
        }
        choice = {code: text for code, text in chosen.items() if text}
        result = merging.preview(survivor, old, choice)
    except DomainError as error:
        refused = forms.Form(form.values, {"into": _code(error)}, _params(error))
        return _show(request, old, refused, status=409)
    values = {**form.values, **{code.value: text for code, text in chosen.items()}}
    return _show(
        request,
        old,
        forms.Form(values, form.errors, form.params),
        status=409 if form.refused else 200,
        survivor=survivor,
        options=options,
        result=result,
    )


def _show(
    request: Request,
    old: ConceptView,
    form: forms.Form,
    status: int = 200,
    *,
    survivor: ConceptView | None = None,
    options: Mapping[Language, list[str]] | None = None,
    result: ConceptDraft | None = None,
) -> Response:
    context: dict[str, Any] = {"survivor": survivor, "options": options, "result": result}
    return render(
        request,
        "bank_work/merge.html",
        status=status,
        form=form,
        old=old,
        languages=tuple(Language),
        **context,
    )


def _number(text: str) -> int | None:
    digits = text.strip().removeprefix("n°").strip()
    number = (
        int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_LARGEST)) else 0
    )
    return number if 0 < number <= _LARGEST else None


def _code(error: DomainError) -> str:
    """What is wrong with the content rather than that something is."""
    return error.flaws[0].code if isinstance(error, ConceptInvalid) and error.flaws else error.code


def _params(error: DomainError) -> Mapping[str, object]:
    return error.flaws[0].params if isinstance(error, ConceptInvalid) and error.flaws else error.params
