"""Whether the process lives, and whether the system can serve."""

import asyncio
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, status
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from api import schema
from api.chat.rasa import BotUnavailable
from api.wiring import Services
from kit.database import DatabaseUnavailable

__all__ = ["Readiness", "router"]

router = APIRouter(tags=["health"])

_GREETING = "/greet"
_TRUST_A_GOOD_ANSWER = timedelta(seconds=60)  # each question leaves a few events in the bot's store
_TRUST_A_BAD_ANSWER = timedelta(seconds=2)


class State(StrEnum):
    OK = "ok"
    DOWN = "down"


class Alive(BaseModel):
    status: State


class Ready(BaseModel):
    status: State
    database: State
    search: State
    bot: State


class Readiness:
    """The bot's readiness is a real message with an answer: Rasa answers `GET /` with no model loaded."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._sender = f"readiness-{secrets.token_hex(8)}"
        self._asking = asyncio.Lock()
        self._asked_at: datetime | None = None
        self._bot = State.DOWN

    async def look(self) -> Ready:
        database = await run_in_threadpool(self._database_state)
        bot = await self._bot_state()
        search = State.OK if self._services.search_ready.is_set() else State.DOWN
        whole = State.OK if {database, bot, search} == {State.OK} else State.DOWN
        return Ready(status=whole, database=database, search=search, bot=bot)

    def _database_state(self) -> State:
        database = self._services.database
        try:
            database.ping()
            return State.OK if schema.is_current(database.engine) else State.DOWN
        except DatabaseUnavailable:
            return State.DOWN

    async def _bot_state(self) -> State:
        async with self._asking:
            now = self._services.clock.now()
            trust = _TRUST_A_GOOD_ANSWER if self._bot is State.OK else _TRUST_A_BAD_ANSWER
            if self._asked_at is None or now - self._asked_at > trust:
                self._bot = await self._ask()
                self._asked_at = now
            return self._bot

    async def _ask(self) -> State:
        try:
            await self._services.bot.ask(self._sender, _GREETING, "fr")
        except BotUnavailable:
            return State.DOWN
        return State.OK


def get_readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


@router.get("/healthz")
async def live() -> Alive:
    return Alive(status=State.OK)


@router.get("/readyz", responses={503: {"model": Ready}})
async def ready(response: Response, readiness: Annotated[Readiness, Depends(get_readiness)]) -> Ready:
    found = await readiness.look()
    if found.status is not State.OK:
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    return found
