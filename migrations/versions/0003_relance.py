"""Units, procedures, calendar; dossiers, their clock, deadlines and history; reminders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# In the order of their keys.
_TABLES = (
    "calendar_version",
    "code_try",
    "number_sequence",
    "procedure",
    "unit",
    "procedure_version",
    "procedure_stage",
    "dossier",
    "clock_event",
    "deadline",
    "dossier_event",
    "reminder",
)


def upgrade() -> None:
    _create_calendar_version()
    _create_code_try()
    _create_number_sequence()
    _create_procedure()
    _create_unit()
    _create_procedure_version()
    _create_procedure_stage()
    _create_dossier()
    _create_clock_event()
    _create_deadline()
    _create_dossier_event()
    _create_reminder()


def downgrade() -> None:
    for table in _TABLES[::-1]:
        op.drop_table(table)


def _create_calendar_version() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.UniqueConstraint("code", "version"),
    )


def _create_code_try() -> None:
    op.create_table(
        "code_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_code_try_address_digest", "code_try", ["address_digest", "at"])
    op.create_index("ix_code_try_number_digest", "code_try", ["number_digest", "at"])


def _create_number_sequence() -> None:
    op.create_table(
        "number_sequence",
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_number_sequence")),
    )


def _create_procedure() -> None:
    op.create_table(
        "procedure",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_procedure")),
    )


def _create_unit() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("parent_code", sa.String(length=40), sa.ForeignKey("unit.code"), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("mandate_fr", sa.Text(), nullable=False),
        sa.Column("mandate_en", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("head_title_fr", sa.Text(), nullable=False),
        sa.Column("head_title_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )


def _create_procedure_version() -> None:
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("procedure_code", sa.String(length=40), sa.ForeignKey("procedure.code"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("description_fr", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("papers_fr", JSONB, nullable=False),
        sa.Column("papers_en", JSONB, nullable=False),
        sa.UniqueConstraint("procedure_code", "version"),
    )


def _create_procedure_stage() -> None:
    op.create_table(
        "procedure_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column(
            "procedure_version_id", sa.BigInteger(), sa.ForeignKey("procedure_version.id"), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit_of_period", sa.String(length=20), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("procedure_version_id", "code"),
        sa.UniqueConstraint("procedure_version_id", "position"),
    )


def _create_dossier() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "procedure_version_id", sa.BigInteger(), sa.ForeignKey("procedure_version.id"), nullable=False
        ),
        sa.Column("stage_id", sa.BigInteger(), sa.ForeignKey("procedure_stage.id"), nullable=False),
        sa.Column("unit_code", sa.String(length=40), sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("assigned_to", sa.String(length=120), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("idempotency_hash", sa.String(length=64), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_cycle", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("legal_date", sa.Date(), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_date", sa.Date(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_for", JSONB, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("last_message", sa.Text(), nullable=True),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("idempotency_hash"),
        sa.UniqueConstraint("kind", "year", "sequence"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        "ix_dossier_due_at", "dossier", ["due_at"], postgresql_where=sa.text("due_at IS NOT NULL")
    )
    op.create_index(
        "ix_dossier_next_check_at",
        "dossier",
        ["next_check_at"],
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_search_text",
        "dossier",
        ["search_text"],
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_dossier_state"), "dossier", ["state"])
    op.create_index("ix_dossier_unit_code", "dossier", ["unit_code", "state"])


def _create_clock_event() -> None:
    op.create_table(
        "clock_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger(), sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), sa.ForeignKey("procedure_stage.id"), nullable=False),
    )
    op.create_index(op.f("ix_clock_event_dossier_id"), "clock_event", ["dossier_id"])


def _create_deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger(), sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), sa.ForeignKey("procedure_stage.id"), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit_of_period", sa.String(length=20), nullable=False),
        sa.Column(
            "calendar_version_id", sa.BigInteger(), sa.ForeignKey("calendar_version.id"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=False),
        sa.Column("elapsed_seconds", sa.Double(), nullable=False),
        sa.Column("explanation", JSONB, nullable=False),
    )
    op.create_index(op.f("ix_deadline_dossier_id"), "deadline", ["dossier_id"])


def _create_dossier_event() -> None:
    op.create_table(
        "dossier_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger(), sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_reference", sa.String(length=120), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_dossier_event_dossier_id"), "dossier_event", ["dossier_id"])


def _create_reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        sa.Column("dossier_id", sa.BigInteger(), sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), sa.ForeignKey("procedure_stage.id"), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("clock_cycle", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.UniqueConstraint("dossier_id", "stage_id", "level", "clock_cycle", name="uq_reminder_ledger_key"),
        sa.UniqueConstraint("message_id"),
    )
    op.create_index(
        "ix_reminder_next_try_at",
        "reminder",
        ["next_try_at"],
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
