"""Texts against the bank: which known terms stand in them, and where."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from api.dependencies import RecognitionDep
from api.v1.fields import Answer, Body, answers_of
from terminology.concepts import Language, TermStatus
from terminology.recognition import How

router = APIRouter(tags=["texts"])

# A page of the reader's own; files of any size go through `truchement terms annotate`.
_LONGEST = 200_000


class TextBody(Body):
    text: Annotated[
        str,
        StringConstraints(max_length=_LONGEST),
        Field(examples=["Les lettres de créances sont remises ; l’agrément est donné."]),
    ]
    language: Language | None = Field(default=None, description="Found out if absent.")


class EquivalentAnswer(Answer):
    text: str
    language: Language
    status: TermStatus


class ReadingAnswer(Answer):
    """A concept that the words may name. `preferred`: what to write in place of a term to avoid."""

    concept: int
    term: str
    status: TermStatus
    why: How
    equivalents: list[EquivalentAnswer]
    preferred: list[str]


class SpanAnswer(Answer):
    """`start` and `end` count Unicode code points of the text as sent; `readings` the likeliest first."""

    start: int
    end: int
    forbidden: bool
    readings: list[ReadingAnswer]


class AnnotationAnswer(Answer):
    """Spans in order of the text, none over another."""

    language: Language
    spans: list[SpanAnswer]


@router.post("/texts/annotate", responses=answers_of(413, 503))
def annotate_text(body: TextBody, recognition: RecognitionDep) -> AnnotationAnswer:
    """Every validated term of the bank in a text, inflected and elided forms too, the longest first."""
    return AnnotationAnswer.model_validate(recognition.annotate(body.text, body.language))
