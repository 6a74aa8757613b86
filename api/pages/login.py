"""Logging in and out, and choosing a password."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from sqlalchemy.orm import Session

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.errors import NotAuthenticated
from api.pages import forms
from api.pages.rendering import landing, redirect, render
from api.security import accounts, sessions
from api.security.access import VisitorDep, check_form_token, check_same_origin, cookie_name, is_https
from api.security.accounts import Account, CurrentPasswordWrong, PasswordTooShort
from api.security.login_limits import TooManyLogins
from api.wiring import Services

router = APIRouter(prefix="/staff")

_DEVICE_SECONDS = 180 * 24 * 3600
_TextField = Annotated[str, Form()]


@router.get("/login")
def show_login(request: Request, visitor: VisitorDep, suite: str = "") -> Response:
    if visitor is not None:
        return redirect(request, _landing(visitor.account, suite))
    return render(request, "login.html", suite=_local(suite))


@router.post("/login", dependencies=[Depends(check_same_origin)])
def log_in(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    now: NowDep,
    login: _TextField = "",
    password: _TextField = "",
    suite: _TextField = "",
) -> Response:
    errors = {
        name: f"{name}_missing"
        for name, value in (("login", login), ("password", password))
        if not value.strip()
    }
    account = None
    if not errors:
        try:
            account = _authenticate(request, services, session, now, (login, password))
            errors = {} if account else {"login": "login_wrong"}
        except TooManyLogins as error:
            errors = {"login": error.code}
    if account is None:
        status = HTTPStatus.TOO_MANY_REQUESTS if "too_many_logins" in errors.values() else 422
        form = forms.Form({"login": login}, errors)
        return render(request, "login.html", status=status, form=form, suite=_local(suite))
    response = redirect(request, _landing(account, suite))
    _set_cookies(response, services, account, sessions.open_session(session, account, now))
    return response


@router.post("/logout", dependencies=[Depends(check_form_token)])
def log_out(request: Request, services: ServicesDep, session: SessionDep, visitor: VisitorDep) -> Response:
    if visitor is not None:
        sessions.close_session(session, visitor)
    response = redirect(request, "/staff/login", done="logged_out")
    response.delete_cookie(
        cookie_name(services.settings), secure=is_https(services.settings), httponly=True, samesite="lax"
    )
    return response


@router.get("/password")
def show_password(request: Request, visitor: VisitorDep) -> Response:
    if visitor is None:
        raise NotAuthenticated
    return render(request, "password.html")


@router.post("/password", dependencies=[Depends(check_form_token)])
def change_password(
    request: Request,
    *,
    session: SessionDep,
    visitor: VisitorDep,
    now: NowDep,
    current: _TextField = "",
    new: _TextField = "",
    repeat: _TextField = "",
) -> Response:
    if visitor is None:
        raise NotAuthenticated
    errors: dict[str, str] = {}
    if new != repeat:
        errors["repeat"] = "password_repeat_differs"
    elif new and new == current:
        errors["new"] = "password_same"
    if not errors:
        try:
            account = accounts.change_password(session, visitor.account, current, new, now)
        except CurrentPasswordWrong as error:
            errors["current"] = error.code
        except PasswordTooShort as error:
            errors["new"] = error.code
        else:
            sessions.close_others(session, visitor)
            return redirect(request, _landing(account, ""), done="password_changed")
    return render(request, "password.html", status=422, form=forms.Form({}, errors))


def _authenticate(
    request: Request, services: Services, session: Session, now: datetime, typed: tuple[str, str]
) -> Account | None:
    login, password = typed
    proof = request.cookies.get(cookie_name(services.settings, "device"))
    return accounts.authenticate(
        session,
        login,
        password,
        address=request.client.host if request.client else "",
        device=sessions.read_device_proof(services.secrets.session_key, proof, login),
        now=now,
    )


def _set_cookies(response: Response, services: Services, account: Account, token: str) -> None:
    secure = is_https(services.settings)
    response.set_cookie(
        cookie_name(services.settings), token, path="/", httponly=True, samesite="lax", secure=secure
    )
    response.set_cookie(
        cookie_name(services.settings, "device"),
        sessions.make_device_proof(services.secrets.session_key, account.login),
        max_age=_DEVICE_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def _landing(account: Account, wanted: str) -> str:
    if account.must_change_password:
        return "/staff/password"
    if wanted := _local(wanted):
        return wanted
    return landing(account)


def _local(address: str) -> str:
    """`address` when it leads into this site, else nothing: a login page must not send people elsewhere."""
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if inside and address.isprintable() else ""
