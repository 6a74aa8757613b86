"""The API's client: the only way from the actions to the world.

Errors:

    ApiError
    ├── ApiUnreachable      no answer (refused, broken off, too slow): what was asked may have been done all
    the same ├── ApiBroken           an answer that is an error of the API's own, or not what the contract
    says └── ApiRefused          the API said no, with a code ├── NotFound        404 ├── Conflict        409
    ├── TooMany         429, with `retry_after_seconds` └── NotAllowed      401, 403: the bot's token is
    wrong, which is our fault and not the citizen's
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import aiohttp

from actions import contract

__all__ = [
    "ApiBroken",
    "ApiClient",
    "ApiError",
    "ApiRefused",
    "ApiUnreachable",
    "Conflict",
    "Hit",
    "NotAllowed",
    "NotFound",
    "Procedure",
    "Receipt",
    "Status",
    "Timeouts",
    "TooMany",
]

_SERVER_ERRORS = 500
_ERRORS = 400
_RETRY_SECONDS_DEFAULT = 60


class ApiError(Exception):
    pass


class ApiUnreachable(ApiError):
    pass


class ApiBroken(ApiError):
    pass


class ApiRefused(ApiError):
    def __init__(self, status: int, code: str, params: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.params = params


class NotFound(ApiRefused):
    pass


class Conflict(ApiRefused):
    pass


class NotAllowed(ApiRefused):
    pass


class TooMany(ApiRefused):
    @property
    def retry_after_seconds(self) -> int:
        value = self.params.get(contract.RETRY_AFTER_PARAM)
        return int(value) if isinstance(value, int | float) and value > 0 else _RETRY_SECONDS_DEFAULT


_REFUSALS: dict[int, type[ApiRefused]] = {
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    429: TooMany,
}


@dataclass(frozen=True)
class Timeouts:
    """Seconds. The whole stays under the gateway's patience, so that the citizen reads a sentence and not an
    error.
    """

    connect: float = 2.0
    total: float = 8.0


@dataclass(frozen=True)
class Procedure:
    code: str
    names: Mapping[str, str]  # by language, like the three below
    descriptions: Mapping[str, str]
    periods: Mapping[str, str]
    papers: Mapping[str, tuple[str, ...]]
    provisional: bool


@dataclass(frozen=True)
class Receipt:
    number: str
    code: str
    due_date: date | None
    replayed: bool


@dataclass(frozen=True)
class Status:
    number: str
    state: str
    procedures: Mapping[str, str]
    registered_on: date
    due_date: date | None
    waiting_for: tuple[str, ...]
    messages: Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    definition: str


class ApiClient:
    """One HTTP session, opened at the first call in the running loop; `close()` at the end."""

    def __init__(self, base_url: str, token: str, timeouts: Timeouts | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._timeouts = timeouts or Timeouts()
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        if self._session:
            await self._session.close()
            self._session = None

    async def procedures(self) -> list[Procedure]:
        answer = await self._call(contract.PROCEDURES)
        return _read(lambda: [_procedure(item) for item in answer["procedures"]])

    async def register(self, content: Mapping[str, Any], *, idempotency_key: str, sender: str) -> Receipt:
        """Register a request; the same key and content give the same receipt, however often they are sent.

        Raises Conflict when the key was used with another content.
        """
        body = {field: content.get(field) for field in contract.REGISTER_FIELDS}
        headers = {contract.IDEMPOTENCY_HEADER: idempotency_key, **_address(sender)}
        answer = await self._call(contract.REGISTER, body=body, headers=headers)
        return _read(
            lambda: Receipt(
                answer["number"], answer["code"], _day(answer.get("due_date")), bool(answer["replayed"])
            )
        )

    async def status(self, number: str, code: str, *, sender: str) -> Status:
        """Raises NotFound for an unknown number and for a wrong code alike, TooMany after too many tries."""
        answer = await self._call(
            contract.STATUS, body={"number": number, "code": code}, headers=_address(sender)
        )
        return _read(lambda: _status(answer))

    async def search_terms(self, text: str, *, source: str, target: str, limit: int = 3) -> list[Hit]:
        parameters = {"q": text, "source": source, "target": target, "limit": str(limit)}
        answer = await self._call(contract.SEARCH_TERMS, parameters=parameters)
        return _read(lambda: [_hit(item) for item in answer["hits"]])

    async def _call(
        self,
        route: tuple[str, str],
        *,
        body: Mapping[str, Any] | None = None,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        method, path = route
        try:
            async with self._opened().request(
                method, self._base_url + path, json=body, params=parameters, headers=headers
            ) as response:
                payload = await _payload(response)
        except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, asyncio.TimeoutError) as error:
            raise ApiUnreachable(f"{method} {path}: {type(error).__name__}") from error
        except aiohttp.ClientError as error:
            raise ApiBroken(f"{method} {path}: {type(error).__name__}") from error
        if response.status >= _ERRORS:
            raise _error(response.status, payload)
        return payload

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=self._timeouts.total, sock_connect=self._timeouts.connect)
            self._session = aiohttp.ClientSession(
                timeout=timeout, headers={"Authorization": f"Bearer {self._token}"}
            )
        return self._session


async def _payload(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        payload = await response.json(content_type=None)
    except ValueError as error:
        if response.status >= _ERRORS:
            return {}
        raise ApiBroken("not JSON") from error
    if isinstance(payload, dict):
        return payload
    raise ApiBroken("not a JSON object")


def _error(status: int, payload: Mapping[str, Any]) -> ApiError:
    code = str(payload.get(contract.PROBLEM_CODE, ""))
    if status >= _SERVER_ERRORS:
        return ApiBroken(f"{status} {code}")
    params = payload.get(contract.PROBLEM_PARAMS)
    return _REFUSALS.get(status, ApiRefused)(status, code, params if isinstance(params, dict) else {})


def _address(sender: str) -> dict[str, str]:
    """The conversation stands for the citizen's address; hashed, since its id is a key to it."""
    return {contract.ADDRESS_HEADER: hashlib.sha256(sender.encode()).hexdigest()[:32]}


def _read(build: Any) -> Any:
    try:
        return build()
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ApiBroken(f"the answer is not what the contract says: {error!r}") from error


def _both(item: Mapping[str, Any], field: str) -> dict[str, str]:
    return {language: item.get(f"{field}_{language}") or "" for language in ("fr", "en")}


def _procedure(item: Mapping[str, Any]) -> Procedure:
    return Procedure(
        code=item["code"],
        names={"fr": item["name_fr"], "en": item["name_en"]},
        descriptions=_both(item, "description"),
        periods=_both(item, "period"),
        papers={language: tuple(item.get(f"papers_{language}") or ()) for language in ("fr", "en")},
        provisional=bool(item["provisional"]),
    )


def _status(item: Mapping[str, Any]) -> Status:
    registered = _day(item["registered_on"])
    if registered is None:
        raise ValueError("registered_on")
    return Status(
        number=item["number"],
        state=item["state"],
        procedures={"fr": item["procedure_fr"], "en": item["procedure_en"]},
        registered_on=registered,
        due_date=_day(item.get("due_date")),
        waiting_for=tuple(item.get("waiting_for") or ()),
        messages=_both(item, "message"),
    )


def _hit(item: Mapping[str, Any]) -> Hit:
    return Hit(
        sources=tuple(term["text"] for term in item["source_terms"]),
        # A deprecated or superseded equivalent is never advised to a citizen.
        targets=tuple(
            term["text"] for term in item["target_terms"] if term.get("status") in {"preferred", "admitted"}
        ),
        definition=item.get("definition") or "",
    )


def _day(value: str | None) -> date | None:
    """A day, given as such or as an instant."""
    if not value:
        return None
    return datetime.fromisoformat(value.replace("Z", "+00:00")).date()
