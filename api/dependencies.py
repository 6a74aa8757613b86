"""What routes ask for. One request is one transaction, committed before the answer is sent."""

import hmac
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from api.errors import NotAuthenticated
from api.i18n import choose_language
from api.limits import network_of
from api.wiring import Services
from kit.audit import Actor, ActorKind
from kit.errors import Unavailable
from terminology.recognition import Recognition
from terminology.search import SearchEngine

__all__ = [
    "CITIZEN",
    "BotDep",
    "ClientAddressDep",
    "LanguageDep",
    "NowDep",
    "PeerDep",
    "RecognitionDep",
    "SearchDep",
    "SearchNotReady",
    "ServicesDep",
    "SessionDep",
]

CITIZEN = Actor(ActorKind.CITIZEN)
_BOT = Actor(ActorKind.BOT, "bot", "Truchement")
_LONGEST_ADDRESS = 100  # characters; the bot's header is a hash, an IPv6 address has at most 45

_bearer = HTTPBearer(auto_error=False, description="The bot's token (`bot_api_token` of the secrets).")
_BearerDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


# What only looks something up is a coroutine: a function would run in another thread, and the six that a
# search asks for took longer than a repeated search itself.
async def get_services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


def get_session(services: ServicesDep) -> Iterator[Session]:
    with services.database.transaction() as session:
        yield session


# Scope "function": FastAPI leaves the transaction before it sends the response. With its default the commit
# would come after, and a citizen could hold the number of a request that was never stored.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


async def get_now(services: ServicesDep) -> datetime:
    return services.clock.now()


NowDep = Annotated[datetime, Depends(get_now)]
LanguageDep = Annotated[str, Depends(choose_language)]


def _is_bot(services: Services, credentials: HTTPAuthorizationCredentials | None) -> bool:
    given = credentials.credentials if credentials else ""
    return hmac.compare_digest(given.encode(), services.secrets.bot_api_token.encode())


def get_bot(services: ServicesDep, credentials: _BearerDep) -> Actor:
    """The bot as an actor. Raises NotAuthenticated without its token."""
    if not _is_bot(services, credentials):
        raise NotAuthenticated
    return _BOT


BotDep = Annotated[Actor, Depends(get_bot)]


async def get_peer(request: Request) -> str:
    return request.client.host if request.client else ""


PeerDep = Annotated[str, Depends(get_peer)]


def get_client_address(
    services: ServicesDep,
    credentials: _BearerDep,
    peer: PeerDep,
    told: Annotated[
        str, Header(alias="X-Client-Address", max_length=_LONGEST_ADDRESS, description="From the bot only.")
    ] = "",
) -> str:
    """Who is counted for tries. The bot speaks for many people: it says for which one, and only it may.

    Raises NotAuthenticated for a wrong token: without it, all who chat would be counted as one.
    """
    if credentials is None:
        return network_of(peer)
    if not _is_bot(services, credentials):
        raise NotAuthenticated
    return told or peer


ClientAddressDep = Annotated[str, Depends(get_client_address)]


class SearchNotReady(Unavailable):
    """The index is being loaded: no answer is better than an empty one."""

    code = "search_not_ready"


async def get_search(services: ServicesDep) -> SearchEngine:
    if not services.search_ready.is_set():
        raise SearchNotReady
    return services.search


def get_recognition(services: ServicesDep) -> Recognition:
    if not services.search_ready.is_set():
        raise SearchNotReady
    return services.recognition


RecognitionDep = Annotated[Recognition, Depends(get_recognition)]
SearchDep = Annotated[SearchEngine, Depends(get_search)]
