"""The bot behind the gateway: a port, Rasa's REST channel, and a scripted one for tests.

Rasa answers 200 with `[]` when its action server is down, so an empty answer is an error too.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import anyio
import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from kit.errors import Unavailable

__all__ = ["Bot", "BotMessage", "BotUnavailable", "Button", "NoBot", "RasaBot", "ScriptedBot"]

_PATH = "/webhooks/rest/webhook"
_LARGEST_ANSWER_BYTES = 256 * 1024


class BotUnavailable(Unavailable):
    """No answer, a broken one or an empty one. What was said may be sent again."""

    code = "bot_unavailable"


class Button(BaseModel):
    title: str
    payload: str


class BotMessage(BaseModel):
    """What the bot says. Plain text: whoever shows it escapes it. Rasa's other fields are dropped."""

    text: str = ""
    buttons: list[Button] = []


_ANSWER = TypeAdapter(list[BotMessage])


class Bot(Protocol):
    def open(self) -> AbstractAsyncContextManager[None]:
        """Hold what is needed to ask, on the running event loop."""
        ...

    async def ask(self, sender: str, message: str, language: str, /) -> list[BotMessage]:
        """The bot's answer, never empty. Raises BotUnavailable."""
        ...


class RasaBot:
    """Rasa's REST channel, with the token that `bot/components/channel.py` asks for."""

    def __init__(self, url: str, token: str, timeout_seconds: float) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout_seconds = timeout_seconds
        self._client: httpx.AsyncClient | None = None

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        # The proxy settings of the environment are for the outside; Rasa is on loopback or beside us.
        async with httpx.AsyncClient(
            base_url=self._url, headers=self._headers, timeout=self._timeout_seconds, trust_env=False
        ) as client:
            self._client = client
            try:
                yield
            finally:
                self._client = None

    async def ask(self, sender: str, message: str, language: str) -> list[BotMessage]:
        if self._client is None:
            raise BotUnavailable(reason="closed")
        body = {"sender": sender, "message": message, "metadata": {"language": language}}
        try:
            # The client's own limit starts again at each byte received; this one holds for the whole answer.
            with anyio.fail_after(self._timeout_seconds):
                response = await self._client.post(_PATH, json=body)
            response.raise_for_status()
            if len(response.content) > _LARGEST_ANSWER_BYTES:
                raise BotUnavailable(reason="answer too large")
            answer = _ANSWER.validate_json(response.content)
        except (httpx.HTTPError, TimeoutError) as error:
            raise BotUnavailable(reason=type(error).__name__) from error
        except ValidationError as error:
            # Not chained: pydantic's text would carry the bot's words, a secret code among them, to the log.
            raise BotUnavailable(reason=f"unreadable answer ({error.error_count()} faults)") from None
        return _said(answer)


class NoBot:
    """No bot is set up: every question is refused honestly."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        yield

    async def ask(self, _sender: str, _message: str, _language: str) -> list[BotMessage]:
        raise BotUnavailable(reason="no bot_url")


class ScriptedBot:
    """Answers by a function, and remembers what it was asked; raises what the function raises."""

    def __init__(self, answer: Callable[[str], list[BotMessage]], delay_seconds: float = 0.0) -> None:
        self.answer = answer
        self.delay_seconds = delay_seconds
        self.asked: list[tuple[str, str, str]] = []
        self.at_once = 0
        self.most_at_once = 0

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        yield

    async def ask(self, sender: str, message: str, language: str) -> list[BotMessage]:
        self.asked.append((sender, message, language))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await anyio.sleep(self.delay_seconds)
            return _said(self.answer(message))
        finally:
            self.at_once -= 1


def _said(answer: list[BotMessage]) -> list[BotMessage]:
    spoken = [message for message in answer if message.text.strip() or message.buttons]
    if not spoken:
        raise BotUnavailable(reason="empty answer")
    return spoken
