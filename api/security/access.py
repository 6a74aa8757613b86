"""Who is asking, and may they? Dependencies for routes of the staff, pages and JSON alike."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.dependencies import NowDep, ServicesDep
from api.errors import NotAuthenticated
from api.security import sessions
from api.security.accounts import Account
from api.security.roles import POLICY, Right, Role
from api.security.sessions import StaffSession
from api.wiring import Services
from kit import audit
from kit.errors import Forbidden
from kit.settings import Settings

__all__ = [
    "FormExpired",
    "PasswordChangeNeeded",
    "RightMissing",
    "VisitorDep",
    "check_form_token",
    "check_same_origin",
    "cookie_name",
    "identify",
    "is_https",
    "require",
    "sees_unit",
]

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class RightMissing(Forbidden):
    code = "right_missing"


class PasswordChangeNeeded(Forbidden):
    """Someone else knows the password: an administrator made it."""

    code = "password_change_needed"


class FormExpired(Forbidden):
    """The form does not come from a page of ours, or from one of an earlier session."""

    code = "form_expired"


def is_https(settings: Settings) -> bool:
    return settings.base_url.startswith("https://")


def cookie_name(settings: Settings, name: str = "session") -> str:
    """`__Host-` ties a cookie to this host and to https; browsers refuse it over plain http."""
    return f"__Host-{name}" if is_https(settings) else name


async def identify(request: Request, services: ServicesDep, now: NowDep) -> StaffSession | None:
    """The member of staff who asks, or None; also kept for the page's frame, error pages included.

    In a transaction of its own, over before the page's begins: following a dossier needs one that holds no
    connection yet.
    """
    token = request.cookies.get(cookie_name(services.settings))
    request.state.staff = staff = None
    if token:
        request.state.staff = staff = await run_in_threadpool(_find_session, services, token, now)
    return staff


def _find_session(services: Services, token: str, now: datetime) -> StaffSession | None:
    with services.database.transaction() as session:
        return sessions.find_session(session, token, now)


VisitorDep = Annotated[StaffSession | None, Depends(identify)]


def require(*wanted: Role | Right) -> Callable[..., StaffSession]:
    """A dependency: a logged-in member of staff who has one of `wanted` (nothing wanted: any).

    Raises NotAuthenticated, PasswordChangeNeeded, RightMissing. A refusal is recorded.
    """
    roles = {role for item in wanted for role in (POLICY[item] if isinstance(item, Right) else (item,))}

    def check(request: Request, staff: VisitorDep, services: ServicesDep, now: NowDep) -> StaffSession:
        if staff is None:
            raise NotAuthenticated
        if staff.account.must_change_password:
            raise PasswordChangeNeeded
        if roles and roles.isdisjoint(staff.account.roles):
            # In a transaction of its own: the request's is rolled back by the refusal.
            with services.database.transaction() as session:
                actor, path = staff.account.actor, request.url.path
                audit.record(session, now, actor, "access.refused", "page", method=request.method, path=path)
            raise RightMissing
        return staff

    return check


async def check_form_token(request: Request, staff: VisitorDep) -> None:
    """For whole routers: nothing that changes anything is done without the token of the staff's own page."""
    if request.method in _SAFE_METHODS:
        return
    if staff is None:
        raise NotAuthenticated
    token = (await request.form()).get("form_token")
    if not isinstance(token, str) or not sessions.verify_form_token(staff.csrf_secret, token):
        raise FormExpired


def check_same_origin(request: Request, services: ServicesDep) -> None:
    """For forms of visitors, who have no session to tie a token to: the browser says where a form comes from.

    A client that sends neither header is no browser, and has no cookie of a victim to misuse.
    """
    if request.method in _SAFE_METHODS:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise FormExpired
    origin = request.headers.get("origin")
    ours = {request.url.netloc, urlsplit(services.settings.base_url).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise FormExpired


def sees_unit(account: Account, unit: str | None) -> bool:
    """Whether dossiers in the charge of `unit` are this account's business. An agent sees the own unit's."""
    wide = POLICY[Right.READ_DOSSIERS] - {Role.UNIT_AGENT}
    return not wide.isdisjoint(account.roles) or (account.unit is not None and account.unit == unit)
