"""What is kept of a conversation: its session, whose turn it is, and answers for a short while.

All functions work in the caller's transaction, which should be short: none waits for the bot.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.chat.rasa import BotMessage
from api.chat.tables import ChatMessageRow, ChatSessionRow
from kit.errors import Conflict, Invalid, NotFound

__all__ = [
    "AnswerNoLongerKept",
    "Busy",
    "ChatSessionNotFound",
    "PayloadNotOffered",
    "Turn",
    "claim",
    "finish",
    "open_session",
    "purge",
    "release",
]

_SESSION_LASTS = timedelta(hours=24)  # since the last message
# An answer may hold a citizen's secret code in clear: it is kept only for as long as a telephone may need to
# find its network again and repeat the message.
_ANSWER_LASTS = timedelta(minutes=15)
# A citizen may press a button a few answers above, to change an answer.
_ANSWERS_WHOSE_BUTTONS_COUNT = 5


class ChatSessionNotFound(NotFound):
    """Unknown or expired: the widget opens a new one."""

    code = "chat_session_not_found"


class PayloadNotOffered(Invalid):
    code = "payload_not_offered"


class AnswerNoLongerKept(Conflict):
    """The message was answered, too long ago for its answer to be still here. It is not asked again."""

    code = "answer_no_longer_kept"


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to ask the bot, held by one request for one message of one session."""

    session_id: int
    sender: str
    message_id: uuid.UUID
    until: datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """Another message of the session (or the same, sent twice) is with the bot."""


def open_session(session: Session, now: datetime) -> str:
    """The token of a new session. Rasa gets another random id: who sees its log cannot speak as a citizen."""
    token = secrets.token_urlsafe(32)
    row = ChatSessionRow(
        token_hash=_hash(token),
        sender=secrets.token_hex(16),
        created_at=now,
        last_seen_at=now,
        asking=None,
        asking_until=None,
        offered=[],
    )
    session.add(row)
    session.flush()
    return token


def claim(
    session: Session,
    token: str,
    message_id: uuid.UUID,
    *,
    payload: str | None,
    now: datetime,
    lasts: timedelta,
) -> Turn | Busy | list[BotMessage]:
    """Take the turn for a message, or learn that it is another's, or get the answer it already had.

    Raises ChatSessionNotFound, PayloadNotOffered, AnswerNoLongerKept.
    """
    row = session.scalar(
        select(ChatSessionRow).where(ChatSessionRow.token_hash == _hash(token)).with_for_update()
    )
    if row is None or row.last_seen_at < now - _SESSION_LASTS:
        raise ChatSessionNotFound
    answered = session.get(ChatMessageRow, (row.id, message_id))
    if answered is not None:
        if answered.answer is None or answered.answered_at < now - _ANSWER_LASTS:
            raise AnswerNoLongerKept
        return [BotMessage.model_validate(each) for each in answered.answer]
    if row.asking_until is not None and row.asking_until > now:
        return Busy()
    if payload is not None and not any(payload in payloads for payloads in row.offered):
        raise PayloadNotOffered
    row.asking = message_id
    row.asking_until = now + lasts
    row.last_seen_at = now
    session.flush()
    return Turn(row.id, row.sender, message_id, row.asking_until)


def finish(session: Session, turn: Turn, answer: list[BotMessage], now: datetime) -> None:
    """Keep the answer and give the turn back. A turn that ran out and passed to another changes nothing."""
    row = _held(session, turn)
    if row is None:
        return
    payloads = [button.payload for message in answer for button in message.buttons]
    if payloads:
        row.offered = [payloads, *row.offered][:_ANSWERS_WHOSE_BUTTONS_COUNT]
    row.asking = row.asking_until = None
    row.last_seen_at = now
    kept = [message.model_dump() for message in answer]
    session.add(ChatMessageRow(session_id=row.id, message_id=turn.message_id, answered_at=now, answer=kept))
    session.flush()


def release(session: Session, turn: Turn) -> None:
    """Give the turn back without an answer: the same message may be sent again."""
    row = _held(session, turn)
    if row is not None:
        row.asking = row.asking_until = None
        session.flush()


def purge(session: Session, now: datetime) -> None:
    """Forget answers after minutes and sessions after a day of silence."""
    session.execute(
        update(ChatMessageRow)
        .where(ChatMessageRow.answered_at < now - _ANSWER_LASTS, ChatMessageRow.answer.is_not(None))
        .values(answer=None)
    )
    session.execute(delete(ChatSessionRow).where(ChatSessionRow.last_seen_at < now - _SESSION_LASTS))


def _held(session: Session, turn: Turn) -> ChatSessionRow | None:
    return session.scalar(
        select(ChatSessionRow)
        .where(
            ChatSessionRow.id == turn.session_id,
            ChatSessionRow.asking == turn.message_id,
            ChatSessionRow.asking_until == turn.until,
        )
        .with_for_update()
    )


def _hash(token: str) -> str:
    # The token has 256 random bits: a plain hash cannot be searched, and argon2 would only cost time.
    return hashlib.sha256(token.encode()).hexdigest()
