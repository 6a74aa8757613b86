"""Acknowledgement, digests, versions of procedures and all that relance needs beyond."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LEDGER_KEY = ["dossier_id", "stage_id", "level", "clock_cycle"]


def upgrade() -> None:
    _add("unit", sa.Column("digest", sa.Boolean, nullable=False, server_default=sa.false()))
    _add("dossier", sa.Column("unit_promise_number", sa.Integer, nullable=False, server_default="0"))
    _add("dossier", sa.Column("unit_promise_shared", sa.Boolean, nullable=False, server_default=sa.false()))
    _add("dossier", sa.Column("reminders_resume_at", sa.DateTime(timezone=True), nullable=True))
    _add("reminder", sa.Column("ordinal", sa.Integer, nullable=False, server_default="1"))
    _add("reminder", sa.Column("digest_id", sa.Text, nullable=True))
    _add("reminder", sa.Column("note", sa.Text, nullable=False, server_default=""))
    op.drop_constraint("uq_reminder_ledger_key", "reminder")
    op.create_unique_constraint("uq_reminder_ledger_key", "reminder", [*_LEDGER_KEY, "ordinal"])
    op.create_index(
        "ix_reminder_digest_id", "reminder", ["digest_id"], postgresql_where=sa.text("digest_id IS NOT NULL")
    )

    op.create_table(
        "calendar_proposal",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
    )
    _add("procedure_version", sa.Column("proposed_by", sa.String(120), nullable=False, server_default=""))
    _add("procedure_version", sa.Column("confirmed_by", sa.String(120), nullable=True))
    _add("procedure_version", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    _add("procedure_stage", sa.Column("pausable", sa.Boolean, nullable=False, server_default=sa.true()))
    _add("procedure_stage", sa.Column("resume", sa.String(10), nullable=False, server_default="continue"))


def _add(table: str, column: sa.Column[object]) -> None:
    """The default is for the rows there are; new ones say what they hold."""
    op.add_column(table, column)
    if column.server_default is not None:
        op.alter_column(table, column.name, server_default=None)


def downgrade() -> None:
    op.drop_index("ix_reminder_digest_id", "reminder")
    op.drop_constraint("uq_reminder_ledger_key", "reminder")
    op.execute("DELETE FROM reminder WHERE ordinal > 1 OR level = 'manual'")
    op.create_unique_constraint("uq_reminder_ledger_key", "reminder", _LEDGER_KEY)
    op.drop_table("calendar_proposal")
    for table, names in {
        "procedure_stage": ("resume", "pausable"),
        "procedure_version": ("confirmed_at", "confirmed_by", "proposed_by"),
        "reminder": ("note", "digest_id", "ordinal"),
        "dossier": ("reminders_resume_at", "unit_promise_shared", "unit_promise_number"),
        "unit": ("digest",),
    }.items():
        for name in names:
            op.drop_column(table, name)
