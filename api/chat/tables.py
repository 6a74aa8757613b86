"""Tables of chat sessions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["ChatMessageRow", "ChatSessionRow"]


class ChatSessionRow(Base):
    """One conversation. The widget holds a token, of which only the hash stands here; Rasa knows `sender`."""

    __tablename__ = "chat_session"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sender: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)
    # The message that is with the bot now, and until when nobody else may be: it outlives a killed process.
    asking: Mapped[uuid.UUID | None]
    asking_until: Mapped[datetime | None]
    # Payloads of the buttons in the last answers, newest first: [["/affirm", "/deny"], …].
    offered: Mapped[list[Any]] = mapped_column(JSONB)


class ChatMessageRow(Base):
    """A message that was answered. Its answer goes after minutes, its id stays: it is never asked twice."""

    __tablename__ = "chat_message"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("chat_session.id", ondelete="CASCADE"), primary_key=True
    )
    message_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)
    answer: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
