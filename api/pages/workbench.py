"""The translator's workbench: a text against the bank, and which terms are recognised."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from starlette.responses import JSONResponse

from api.dependencies import NowDep, RecognitionDep, ServicesDep, SessionDep
from api.pages import forms
from api.pages.rendering import redirect, render
from api.pages.terms import ConceptNumber
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from kit.errors import Invalid
from terminology.bank import Bank
from terminology.concepts import Language
from terminology.folding import fold
from terminology.recognition import Annotation, Reading, Span, TextTooLong, silence, silent_terms
from terminology.texts import read_document
from terminology.texts.limits import MOST_BYTES

router = APIRouter(prefix="/staff/atelier", dependencies=[Depends(check_form_token)])

# A page of 60,000 words: beyond, a browser on a small machine takes seconds. `truchement terms annotate` has
# no such limit.
LONGEST_PAGE = 400_000  # characters
_Translator = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Validator = Annotated[StaffSession, Depends(require(Right.VALIDATE_CONCEPTS))]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text; `span` where it is a term."""

    text: str
    span: Span | None = None


@router.get("")
def show_workbench(request: Request, _staff: _Translator) -> Response:
    return render(request, "workbench.html", pieces=None)


@router.get("/etat")
def tell_revision(recognition: RecognitionDep, _staff: _Translator) -> Response:
    """A number that changes when a page that shows annotations is out of date."""
    return JSONResponse({"revision": recognition.revision})


@router.post("")
def annotate(
    request: Request,
    *,
    recognition: RecognitionDep,
    _staff: _Translator,
    text: Annotated[str, Form()] = "",
    language: Annotated[str, Form()] = "",
    document: Annotated[UploadFile | None, File()] = None,
) -> Response:
    form = forms.Form({"text": text, "language": language})
    try:
        content = _content(text, document)
    except Invalid as error:
        refused = forms.Form(form.values, {"document": error.code}, error.params)
        return render(request, "workbench.html", status=422, form=refused, pieces=None)
    form = forms.Form({"text": content, "language": language})
    problem = None if content.strip() else "text_missing"
    if len(content) > LONGEST_PAGE:
        # What was uploaded is on the disk of whoever sent it; what was typed goes back to them.
        form, problem = forms.Form({"text": text, "language": language}), TextTooLong.code
    if problem:
        params = {"length": len(content), "longest": LONGEST_PAGE}
        refused = forms.Form(form.values, {"text": problem}, params)
        return render(request, "workbench.html", status=422, form=refused, pieces=None)
    revision = recognition.revision
    found = recognition.annotate(content, Language(language) if language in set(Language) else None)
    return render(
        request,
        "workbench.html",
        form=form,
        pieces=list(_pieces(content, found)),
        entries=_entries(found),
        found=found,
        revision=revision,
    )


@router.get("/termes/{number}")
def show_switches(
    request: Request, services: ServicesDep, session: SessionDep, _staff: _Validator, number: ConceptNumber
) -> Response:
    concept = Bank(session, services.encoder).get(number)
    return render(
        request, "workbench_switches.html", concept=concept, silent=silent_terms(session, number), fold=fold
    )


@router.post("/termes/{number}")
def switch(
    request: Request,
    *,
    session: SessionDep,
    staff: _Validator,
    now: NowDep,
    number: ConceptNumber,
    language: Annotated[Language, Form()],
    term: Annotated[str, Form(max_length=1000)],
    silent: Annotated[bool, Form()] = False,
) -> Response:
    silence(session, number, language, term, silent=silent, actor=staff.account.actor, now=now)
    done = "term_silenced" if silent else "term_recognised"
    return redirect(request, f"/staff/atelier/termes/{number}", done=done)


def _content(text: str, document: UploadFile | None) -> str:
    """What was uploaded, if anything was, else what was typed. Raises DocumentRefused."""
    if document is None or not document.filename:
        return text.replace("\r\n", "\n")
    return read_document(document.file.read(MOST_BYTES + 1), document.filename).text


def _pieces(text: str, found: Annotation) -> Iterator[_Piece]:
    end = 0
    for span in found.spans:
        if span.start > end:
            yield _Piece(text[end : span.start])
        yield _Piece(text[span.start : span.end], span)
        end = span.end
    if end < len(text):
        yield _Piece(text[end:])


def _entries(found: Annotation) -> dict[int, list[Reading]]:
    """Every concept that may be meant, in the order of the text, with each of its terms that stands there."""
    entries: dict[int, dict[str, Reading]] = {}
    for reading in (reading for span in found.spans for reading in span.readings):
        entries.setdefault(reading.concept, {}).setdefault(reading.term, reading)
    return {concept: list(readings.values()) for concept, readings in entries.items()}
