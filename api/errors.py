"""The only place where errors become HTTP: RFC 9457 problem+json, or a page, in the reader's language.

Nothing that a person wrote is sent back, and no trace ever leaves the process.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from itertools import islice
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from api import messages
from api.i18n import choose_language
from kit.database import DatabaseUnavailable
from kit.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany, Unavailable

__all__ = [
    "PROBLEM_JSON",
    "ChangedMeanwhile",
    "FieldProblem",
    "NotAuthenticated",
    "PageRenderer",
    "Problem",
    "install",
    "problem_of",
    "respond",
    "wants_page",
]

PROBLEM_JSON = "application/problem+json"

_log = logging.getLogger(__name__)
# An import names a hundred problems, each with its parameters: list, problem, parameters, value.
_DEEPEST, _MOST_ITEMS, _LONGEST_SHOWN = 4, 100, 500


class NotAuthenticated(Forbidden):
    """Nobody is known to be asking: no session, or no token, or a wrong one."""

    code = "not_authenticated"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the same row between our reading and our writing."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One refused field. `field` is its path in the body (`terms.0.text`), `code` is pydantic's."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as people and programs see it, already in the reader's language."""

    status: int
    code: str
    title: str
    detail: str
    params: Mapping[str, Any] = field(default_factory=dict)
    errors: tuple[FieldProblem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


PageRenderer = Callable[[Request, Problem], Response]

_STATUS: dict[type[DomainError], HTTPStatus] = {
    NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}

_HTTP_CODES = {
    HTTPStatus.NOT_FOUND: "page_not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.UNAUTHORIZED: "not_authenticated",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
}


def install(app: FastAPI, render_page: PageRenderer | None = None) -> None:
    """Map every error of the application. `render_page` draws those of people's pages."""
    app.state.render_error_page = render_page
    for kind in (
        DomainError,
        RequestValidationError,
        HTTPException,
        StaleDataError,
        OperationalError,
        DataError,
        NoFreeConnection,
    ):
        app.add_exception_handler(kind, _handle)


def _handle(request: Request, error: Exception) -> Response:
    return respond(request, problem_of(error, choose_language(request)))


def respond(request: Request, problem: Problem) -> Response:
    """The problem as a page where a person reads it, as problem+json everywhere else."""
    renderer: PageRenderer | None = getattr(request.app.state, "render_error_page", None)
    if renderer is not None and wants_page(request):
        response = renderer(request, problem)
        response.headers.update(problem.headers)
        return response
    return _as_json(request, problem)


def wants_page(request: Request) -> bool:
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def problem_of(error: Exception, language: str) -> Problem:
    """What to say of an error. Anything that is not known becomes `internal_error`, without its text."""
    match error:
        case RequestValidationError():
            return _of_validation(error, language)
        case HTTPException():
            return _of_http(error, language)
    known = error if isinstance(error, DomainError) else _of_database(error)
    if known is None:
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", {}, language)
    return _of_domain(known, language)


def _of_database(error: Exception) -> DomainError | None:
    match error:
        case StaleDataError():
            return ChangedMeanwhile()
        case DataError():
            # A NUL, or a number beyond its column: our models let through what PostgreSQL cannot hold.
            _log.warning("The database refused a value: %s", type(error.orig).__name__)
            return Invalid()
        case OperationalError() | NoFreeConnection():
            _log.error("The database did not serve a request: %s", error)
            return DatabaseUnavailable()
    return None


def _of_domain(error: DomainError, language: str) -> Problem:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.params.get("retry_after_seconds", 60))
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Unavailable):
        # Its parameters tell operators where things lie; the public only needs to come back later.
        _log.error("Unavailable: %s", error)
        return _problem(status, error.code, {}, language, headers)
    problem = _problem(status, error.code, error.params, language, headers)
    return replace(problem, errors=_named_fields(error, problem, language))


def _named_fields(error: DomainError, problem: Problem, language: str) -> tuple[FieldProblem, ...]:
    """What is wrong, field by field, where a domain says so: one `field`, or a list of `flaws`."""
    field_name, flaws = error.params.get("field"), getattr(error, "flaws", ())
    if isinstance(field_name, str):
        return (FieldProblem(field_name, error.code, problem.detail),)
    return tuple(
        FieldProblem(
            field=str(flaw.params.get("field", "")),
            code=flaw.code,
            message=messages.fill(language, messages.words_of(flaw.code).detail, flaw.params),
        )
        for flaw in flaws
    )


def _of_validation(error: RequestValidationError, language: str) -> Problem:
    problem = _problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request_invalid", {}, language)
    errors = tuple(_field_problem(each, language) for each in error.errors())
    return replace(problem, errors=errors)


def _field_problem(error: ErrorDetails, language: str) -> FieldProblem:
    place = [str(part) for part in error["loc"]]
    # The first part says where the field stands (body, query, header); a broken JSON has its offset there.
    name = ".".join(place[1:]) if error["type"] != "json_invalid" else ""
    message = messages.field_message(error["type"], error.get("ctx", {}), language)
    return FieldProblem(field=name, code=error["type"], message=message)


def _of_http(error: HTTPException, language: str) -> Problem:
    status = HTTPStatus(error.status_code)
    if (
        status is HTTPStatus.BAD_REQUEST
    ):  # FastAPI's word for a body that is no JSON at all; ours is one for all
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    other = "request_invalid" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "internal_error"
    code = _HTTP_CODES.get(status, other)
    return _problem(status, code, {}, language, dict(error.headers or {}))


def _problem(
    status: HTTPStatus,
    code: str,
    params: Mapping[str, object],
    language: str,
    headers: Mapping[str, str] | None = None,
) -> Problem:
    words = messages.words_of(code)
    shown = {name: _plain(value) for name, value in params.items()}
    return Problem(
        status=int(status),
        code=code,
        title=messages.fill(language, words.title, shown),
        detail=messages.fill(language, words.detail, shown),
        params=shown,
        headers=headers or {},
    )


def _plain(value: object, depth: int = _DEEPEST) -> Any:
    """A parameter as JSON. Some repeat what was sent, which may be endless, or no Unicode at all."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth and isinstance(value, dict):
        return {str(name): _plain(each, depth - 1) for name, each in islice(value.items(), _MOST_ITEMS)}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [_plain(each, depth - 1) for each in islice(value, _MOST_ITEMS)]
    shown = str(value) if depth or isinstance(value, str) else "…"
    return shown[:_LONGEST_SHOWN].encode("utf-8", "replace").decode()


def _as_json(request: Request, problem: Problem) -> JSONResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "params": dict(problem.params),
        "request_id": getattr(request.state, "request_id", ""),
    }
    if problem.errors:
        body["errors"] = [
            {"field": each.field, "code": each.code, "message": each.message} for each in problem.errors
        ]
    return JSONResponse(body, problem.status, headers=dict(problem.headers), media_type=PROBLEM_JSON)
