"""Levels of reminders by stage, and the date the unit in charge promises."""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What relance/data/levels.toml said when this was written: a migration does not follow a file that changes.
_LEVELS = [
    {"level": "warning", "working_days": 2},
    {"level": "head", "working_days": 2},
    {"level": "unit_above", "working_days": 5},
    {"level": "secretary_general", "working_days": 10},
]


def upgrade() -> None:
    op.add_column(
        "procedure_stage",
        sa.Column("reminder_levels", JSONB, nullable=False, server_default=json.dumps(_LEVELS)),
    )
    op.alter_column("procedure_stage", "reminder_levels", server_default=None)
    op.add_column("dossier", sa.Column("unit_promised_at", sa.DateTime(timezone=True), nullable=True))
    # The sweep had done with those that were late already: it has to look again for the new levels.
    op.execute("UPDATE dossier SET next_check_at = due_at WHERE due_at IS NOT NULL AND next_check_at IS NULL")


def downgrade() -> None:
    op.drop_column("dossier", "unit_promised_at")
    op.drop_column("procedure_stage", "reminder_levels")
