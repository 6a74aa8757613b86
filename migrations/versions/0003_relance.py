"""Units, procedures, calendar; dossiers, their clock, deadlines and history; reminders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


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
    for table in (
        "reminder",
        "dossier_event",
        "deadline",
        "clock_event",
        "dossier",
        "procedure_stage",
        "procedure_version",
        "unit",
        "procedure",
        "number_sequence",
        "code_try",
        "calendar_version",
    ):
        op.drop_table(table)


def _create_calendar_version() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_calendar_version_code_version")),
    )


def _create_code_try() -> None:
    op.create_table(
        "code_try",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_try")),
    )
    op.create_index("ix_code_try_address_digest", "code_try", ["address_digest", "at"], unique=False)
    op.create_index("ix_code_try_number_digest", "code_try", ["number_digest", "at"], unique=False)


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
        sa.Column("parent_code", sa.String(length=40), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("mandate_fr", sa.Text(), nullable=False),
        sa.Column("mandate_en", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("head_title_fr", sa.Text(), nullable=False),
        sa.Column("head_title_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["unit.code"], name=op.f("fk_unit_parent_code_unit")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )


def _create_procedure_version() -> None:
    op.create_table(
        "procedure_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("procedure_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("description_fr", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("papers_fr", JSONB, nullable=False),
        sa.Column("papers_en", JSONB, nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_code"], ["procedure.code"], name=op.f("fk_procedure_version_procedure_code_procedure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_version")),
        sa.UniqueConstraint(
            "procedure_code", "version", name=op.f("uq_procedure_version_procedure_code_version")
        ),
    )


def _create_procedure_stage() -> None:
    op.create_table(
        "procedure_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("procedure_version_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit_of_period", sa.String(length=20), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_version_id"],
            ["procedure_version.id"],
            name=op.f("fk_procedure_stage_procedure_version_id_procedure_version"),
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_procedure_stage_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_stage")),
        sa.UniqueConstraint(
            "procedure_version_id", "code", name=op.f("uq_procedure_stage_procedure_version_id_code")
        ),
        sa.UniqueConstraint(
            "procedure_version_id", "position", name=op.f("uq_procedure_stage_procedure_version_id_position")
        ),
    )


def _create_dossier() -> None:
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("procedure_version_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["procedure_version_id"],
            ["procedure_version.id"],
            name=op.f("fk_dossier_procedure_version_id_procedure_version"),
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["procedure_stage.id"], name=op.f("fk_dossier_stage_id_procedure_stage")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_dossier_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("idempotency_hash", name=op.f("uq_dossier_idempotency_hash")),
        sa.UniqueConstraint("kind", "year", "sequence", name=op.f("uq_dossier_kind_year_sequence")),
        sa.UniqueConstraint("number", name=op.f("uq_dossier_number")),
    )
    op.create_index(
        "ix_dossier_due_at",
        "dossier",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_next_check_at",
        "dossier",
        ["next_check_at"],
        unique=False,
        postgresql_where=sa.text("next_check_at IS NOT NULL"),
    )
    op.create_index(
        "ix_dossier_search_text",
        "dossier",
        ["search_text"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_text": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_dossier_state"), "dossier", ["state"], unique=False)
    op.create_index("ix_dossier_unit_code", "dossier", ["unit_code", "state"], unique=False)


def _create_clock_event() -> None:
    op.create_table(
        "clock_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_clock_event_dossier_id_dossier")
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["procedure_stage.id"], name=op.f("fk_clock_event_stage_id_procedure_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_event")),
    )
    op.create_index(op.f("ix_clock_event_dossier_id"), "clock_event", ["dossier_id"], unique=False)


def _create_deadline() -> None:
    op.create_table(
        "deadline",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=40), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit_of_period", sa.String(length=20), nullable=False),
        sa.Column("calendar_version_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=False),
        sa.Column("elapsed_seconds", sa.Double(), nullable=False),
        sa.Column("explanation", JSONB, nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_version_id"],
            ["calendar_version.id"],
            name=op.f("fk_deadline_calendar_version_id_calendar_version"),
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_deadline_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["procedure_stage.id"], name=op.f("fk_deadline_stage_id_procedure_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(op.f("ix_deadline_dossier_id"), "deadline", ["dossier_id"], unique=False)


def _create_dossier_event() -> None:
    op.create_table(
        "dossier_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("legal_date", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_reference", sa.String(length=120), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_event_dossier_id_dossier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_event")),
    )
    op.create_index(op.f("ix_dossier_event_dossier_id"), "dossier_event", ["dossier_id"], unique=False)


def _create_reminder() -> None:
    op.create_table(
        "reminder",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("clock_cycle", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
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
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_reminder_dossier_id_dossier")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["procedure_stage.id"], name=op.f("fk_reminder_stage_id_procedure_stage")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_reminder_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("dossier_id", "stage_id", "level", "clock_cycle", name="uq_reminder_ledger_key"),
        sa.UniqueConstraint("message_id", name=op.f("uq_reminder_message_id")),
    )
    op.create_index(
        "ix_reminder_next_try_at",
        "reminder",
        ["next_try_at"],
        unique=False,
        postgresql_where=sa.text("next_try_at IS NOT NULL"),
    )
