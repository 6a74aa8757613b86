"""Chat sessions, messages already answered (a repeated one is not answered twice), and rate limits."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "chat_session",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(64), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_seen_at", _INSTANT, nullable=False),
        sa.Column("asking", sa.Uuid),
        sa.Column("asking_until", _INSTANT),
        sa.Column("offered", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_chat_session_token_hash")),
        sa.UniqueConstraint("sender", name=op.f("uq_chat_session_sender")),
    )
    op.create_index(op.f("ix_chat_session_last_seen_at"), "chat_session", ["last_seen_at"])
    op.create_table(
        "chat_message",
        sa.Column("session_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("answered_at", _INSTANT, nullable=False),
        sa.Column("answer", JSONB),
        sa.PrimaryKeyConstraint("session_id", "message_id", name=op.f("pk_chat_message")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["chat_session.id"],
            name=op.f("fk_chat_message_session_id_chat_session"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_chat_message_answered_at"), "chat_message", ["answered_at"])
    op.create_table(
        "rate_window",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("starts_at", _INSTANT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("key", "starts_at", name=op.f("pk_rate_window")),
    )
    op.create_index(op.f("ix_rate_window_starts_at"), "rate_window", ["starts_at"])


def downgrade() -> None:
    op.drop_table("rate_window")
    op.drop_table("chat_message")
    op.drop_table("chat_session")
