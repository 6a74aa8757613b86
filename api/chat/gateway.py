"""The gateway: what a stranger sends becomes what Rasa may hear, once, and in order.

Asynchronous where the house is synchronous: while the bot thinks, its actions call this same process. A
thread held for each waiting citizen would leave none to answer them: forty citizens would stop the service.
"""

import re
import unicodedata
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import anyio
from starlette.concurrency import run_in_threadpool

from api.chat import conversations
from api.chat.conversations import Busy, Turn
from api.chat.rasa import Bot, BotMessage, BotUnavailable
from api.limits import Limit, Limits, network_of
from kit.clock import Clock
from kit.database import Database
from kit.errors import Invalid

__all__ = ["LONGEST_TEXT", "Gateway", "Incoming", "NothingSaid", "clean"]

LONGEST_TEXT = 1000  # characters; 400 KB cost Rasa 3.8 s of server time (rasa.md)

# A mobile operator puts a whole town behind one address: the limits of an address are wide.
_SESSIONS_AN_ADDRESS = Limit("chat:sessions:address", 60, 600)
_MESSAGES_AN_ADDRESS = Limit("chat:messages:address", 600, 60)
_MESSAGES_A_SESSION = Limit("chat:messages:session", 30, 60)

_TURN_MARGIN = timedelta(seconds=10)  # for the database, after the bot's own time limit
_LOOK_AGAIN_SECONDS = 0.1
_SPACES = re.compile(r"[ \t]+")
# Letters that turn the reading direction can make a name or a number read as another one.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_INVISIBLE_AT_START = "/\u200b\u200c\u200d\u2060"


class NothingSaid(Invalid):
    """Nothing is left of a message without its control characters and leading slashes."""

    code = "nothing_said"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message of a citizen: `text`, or else the `payload` of a button."""

    session: str
    message_id: uuid.UUID
    language: str
    text: str = ""
    payload: str | None = None


class Gateway:
    def __init__(
        self, database: Database, clock: Clock, limits: Limits, bot: Bot, bot_timeout_seconds: float
    ) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._bot = bot
        self._turn_lasts = timedelta(seconds=bot_timeout_seconds) + _TURN_MARGIN

    async def open_session(self, address: str) -> str:
        """The token of a new session. Raises TooOften."""
        return await run_in_threadpool(self._open_session, address)

    async def answer(self, incoming: Incoming, address: str) -> list[BotMessage]:
        """The bot's answer; of a message sent twice, the same answer, and the bot hears it once.

        Raises ChatSessionNotFound, NothingSaid, PayloadNotOffered, AnswerNoLongerKept, TooOften, and
        BotUnavailable, after which the same message may be sent again.
        """
        said = incoming.payload if incoming.payload is not None else clean(incoming.text)
        await run_in_threadpool(self._count, incoming.session, address)
        turn = await self._take_turn(incoming)
        if not isinstance(turn, Turn):
            return turn
        async with self._returning(turn):
            answer = await self._bot.ask(turn.sender, said, incoming.language)
            await run_in_threadpool(self._finish, turn, answer)
        return answer

    async def _take_turn(self, incoming: Incoming) -> Turn | list[BotMessage]:
        """Wait until no other message of this session is with the bot, in this process or another."""
        try:
            with anyio.fail_after(self._turn_lasts.total_seconds()):
                # The turn may be held by another process, so there is no event of ours to wait for.
                while isinstance(turn := await run_in_threadpool(self._claim, incoming), Busy):  # noqa: ASYNC110
                    await anyio.sleep(_LOOK_AGAIN_SECONDS)
        except TimeoutError as error:
            raise BotUnavailable(reason="an earlier message is still with the bot") from error
        return turn

    @asynccontextmanager
    async def _returning(self, turn: Turn) -> AsyncIterator[None]:
        """Give the turn back when the bot failed, also when the citizen's connection broke meanwhile."""
        try:
            yield
        except BaseException:
            # Shielded: a cancelled request must not leave its session waiting for the turn to run out.
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(self._release, turn)
            raise

    def _open_session(self, address: str) -> str:
        self._limits.count(_SESSIONS_AN_ADDRESS, network_of(address))
        with self._database.transaction() as session:
            return conversations.open_session(session, self._clock.now())

    def _count(self, token: str, address: str) -> None:
        self._limits.count(_MESSAGES_AN_ADDRESS, network_of(address))
        self._limits.count(_MESSAGES_A_SESSION, token)

    def _claim(self, incoming: Incoming) -> Turn | Busy | list[BotMessage]:
        with self._database.transaction() as session:
            return conversations.claim(
                session,
                incoming.session,
                incoming.message_id,
                payload=incoming.payload,
                now=self._clock.now(),
                lasts=self._turn_lasts,
            )

    def _finish(self, turn: Turn, answer: list[BotMessage]) -> None:
        with self._database.transaction() as session:
            conversations.finish(session, turn, answer, self._clock.now())

    def _release(self, turn: Turn) -> None:
        with self._database.transaction() as session:
            conversations.release(session, turn)


def clean(text: str) -> str:
    """What a person wrote, in one line, without control characters and leading slashes. Raises NothingSaid.

    To Rasa a message that begins with "/" is an order (`/inform{"kind": …}`), not words.
    """
    kept = (
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", text)
        if mark.isspace() or (unicodedata.category(mark) not in {"Cc", "Cs"} and mark not in _TURNING)
    )
    words = _SPACES.sub(" ", "".join(kept)).lstrip(_INVISIBLE_AT_START + " ").rstrip()
    if not words:
        raise NothingSaid
    return words
