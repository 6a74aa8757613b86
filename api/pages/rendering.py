"""Templates, and what every page is sent with: its frame, its language, its confirmation of what was done."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from api import messages, wording
from api.errors import Problem
from api.i18n import LANGUAGE_COOKIE, LANGUAGES, Words, choose_language
from api.pages.forms import Form
from api.security import sessions
from api.security.access import is_https
from api.security.accounts import Account
from api.security.roles import Right
from api.wiring import Services
from relance.periods import Period
from terminology.differences import word_changes

__all__ = ["STATIC", "TEMPLATES", "environment", "error_page", "landing", "redirect", "render", "words_for"]

_ROOT = Path(__file__).parent.parent
TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
_FLASH_COOKIE = "fait"
_YEAR_SECONDS = 365 * 24 * 3600


@cache
def environment() -> Environment:
    made = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        _=_translate,
        plural=_plural,
        problem_words=_problem_words,
        in_language=_in_language,
        period_words=_period_words,
        asset=_asset,
        word_changes=word_changes,
        Right=Right,
    )
    return made


def render(
    request: Request,
    name: str,
    *,
    status: int = HTTPStatus.OK,
    **context: Any,
) -> Response:
    """The page `name`, in the reader's language, with the frame of whoever is logged in."""
    page = environment().get_template(name)
    flash = request.cookies.get(_FLASH_COOKIE)
    response = HTMLResponse(
        page.render(**{**_frame(request), "form": Form(), "flash": flash, **context}),
        status_code=status,
        headers={"Vary": "Accept-Language, Cookie"},
    )
    if flash:
        response.delete_cookie(_FLASH_COOKIE)
    _remember_language(request, response)
    return response


def redirect(request: Request, address: str, done: str | None = None) -> Response:
    """See other (303), so that reloading sends no form twice; `done` names what the next page confirms."""
    response = RedirectResponse(address, status_code=HTTPStatus.SEE_OTHER)
    if done is not None:
        response.set_cookie(
            _FLASH_COOKIE,
            done,
            max_age=60,
            httponly=True,
            samesite="lax",
            secure=is_https(_services(request).settings),
        )
    return response


def error_page(request: Request, problem: Problem) -> Response:
    """An error as a person reads it; who has to log in first is shown the way and brought back."""
    if problem.code == "not_authenticated":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query = f"?{urlencode({'suite': back})}" if request.method == "GET" else ""
        return redirect(request, f"/staff/login{query}")
    if problem.code == "password_change_needed":
        return redirect(request, "/staff/password")
    return render(request, "error.html", status=problem.status, problem=problem)


def words_for(request: Request) -> Words:
    return Words(choose_language(request), _services(request).settings.timezone)


def _frame(request: Request) -> dict[str, Any]:
    staff = getattr(request.state, "staff", None)
    words = words_for(request)
    return {
        "words": words,
        "language": words.language,
        "account": staff.account if staff else None,
        "landing": landing(staff.account) if staff else "/",
        "form_token": sessions.make_form_token(staff.csrf_secret) if staff else "",
        "path": request.url.path,
        "address_in": {code: _same_page(request, lang=code) for code in LANGUAGES},
        "with_page": lambda number: _same_page(request, page=number),
    }


def landing(account: Account) -> str:
    """Where a member of staff begins."""
    return "/staff" if account.may(Right.READ_DOSSIERS) else "/termes"


def _same_page(request: Request, **changed: object) -> str:
    """The same page with its filters, but for what is `changed`."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changed]
    return f"{quote(request.url.path)}?{urlencode([*kept, *changed.items()])}"


def _remember_language(request: Request, response: Response) -> None:
    wish = request.query_params.get("lang")
    if wish in LANGUAGES and request.cookies.get(LANGUAGE_COOKIE) != wish:
        response.set_cookie(
            LANGUAGE_COOKIE,
            wish,
            max_age=_YEAR_SECONDS,
            httponly=True,
            samesite="lax",
            secure=is_https(_services(request).settings),
        )


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


@pass_context
def _translate(context: Context, message: str, **params: object) -> str:
    words: Words = context["words"]
    return words.translate(message, **params)


@pass_context
def _plural(context: Context, one: str, many: str, count: int, **params: object) -> str:
    words: Words = context["words"]
    return words.plural(one, many, count, **params)


@pass_context
def _problem_words(context: Context, code: str, params: Mapping[str, object]) -> str:
    """What a domain refused, in the same words as everywhere else (`api.messages`)."""
    words: Words = context["words"]
    return messages.fill(words.language, messages.words_of(code).detail, params)


@pass_context
def _in_language(context: Context, thing: object, name: str) -> object:
    """`name_fr` or `name_en` of a thing that has both, as the reader reads."""
    words: Words = context["words"]
    return getattr(thing, f"{name}_{words.language}")


@pass_context
def _period_words(context: Context, periods: Sequence[Period]) -> str:
    words: Words = context["words"]
    return wording.period_words(periods, words.language)


@cache
def _asset(name: str) -> str:
    """The address of a static file, with its content's mark, so that browsers may keep it for ever."""
    path = STATIC / name
    if not path.is_file():
        return f"/static/{name}"
    return f"/static/{name}?v={hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
