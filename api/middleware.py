"""What surrounds every request: an id, security headers, a limit to its size, and no trace on a failure."""

import logging
import re
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar

from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = [
    "BodyLimit",
    "RequestId",
    "RequestIdFilter",
    "SecurityHeaders",
    "UnexpectedErrors",
    "current_request_id",
]

_log = logging.getLogger(__name__)

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
_request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Scripts, styles and fonts come from our own origin only, and none stands in a page.
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers older than frame-ancestors
    # Our own pages still see where a form came from; other sites learn nothing, not even a dossier's number.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_STATIC = "/static/"
_STATIC_CACHE = "public, max-age=3600"


def current_request_id() -> str:
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Gives every log record a `request_id`, `-` outside requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        return True


class RequestId:
    """Takes the caller's `X-Request-ID` when it looks like one, makes one otherwise, and answers with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        # What does not look like an id could forge log lines.
        request_id = given if _ACCEPTABLE_ID.match(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        token = _request_id.set(request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            _request_id.reset(token)


class SecurityHeaders:
    """Headers that a route may replace but not forget. `over_https` adds HSTS."""

    def __init__(self, app: ASGIApp, *, over_https: bool) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if over_https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # What shows a citizen's dossier must not stay in a shared telephone's cache.
        caching = _STATIC_CACHE if scope["path"].startswith(_STATIC) else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", caching)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyLimit:
    """Refuses a body larger than `most_bytes`, announced or not, before anything reads it.

    `larger` has other limits for some paths and what lies below them.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        most_bytes: int,
        refuse: Callable[[Request, Exception], Response],
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._larger = dict(larger or {})
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most_bytes = self._most_for(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > most_bytes:
            await self._refuse(Request(scope), HTTPException(413))(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most_bytes:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_counted, send)

    def _most_for(self, path: str) -> int:
        found = (most for start, most in self._larger.items() if f"{path}/".startswith(f"{start}/"))
        return max(found, default=self._most_bytes)


class UnexpectedErrors:
    """The last resort. Starlette's own stands outside every middleware, so its answer lacks their headers."""

    def __init__(self, app: ASGIApp, *, refuse: Callable[[Request, Exception], Response]) -> None:
        self._app = app
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except Exception as error:
            # The path without its query: a query may hold what a person searched for.
            _log.exception("Unexpected error at %s %s", scope["method"], scope["path"])
            if started:
                raise
            await self._refuse(Request(scope), error)(scope, receive, send)
