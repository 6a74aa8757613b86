"""Types of the fields that strangers fill in, and the bases of all bodies."""

import unicodedata
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

__all__ = [
    "Answer",
    "Body",
    "Code",
    "ConceptNumber",
    "Line",
    "ProblemBody",
    "Prose",
    "answers_of",
]

_LARGEST_NUMBER = 2**31 - 1


def _one_line(value: str) -> str:
    # PostgreSQL refuses NUL in a text, and a line break in a subject would forge a mail header.
    if any(unicodedata.category(mark) in {"Cc", "Cs"} for mark in value):
        raise PydanticCustomError("control_characters", "control characters")
    return value


def _prose(value: str) -> str:
    _one_line(value.replace("\n", "").replace("\r", "").replace("\t", ""))
    return value


Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_.-]{1,80}$")]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_one_line),
]
Prose = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(_prose),
]
ConceptNumber = Annotated[int, Path(ge=1, le=_LARGEST_NUMBER)]


class Body(BaseModel):
    """What a caller sends: an unknown field is an error, not something to pass over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What we send."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class FieldProblemBody(Answer):
    field: str
    code: str
    message: str


class ProblemBody(Answer):
    """An error (RFC 9457). `code` is stable; `title` and `detail` are in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    params: dict[str, Any]
    request_id: str
    errors: list[FieldProblemBody] | None = None


def answers_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that may fail in these ways."""
    return {status: {"model": ProblemBody} for status in statuses}
