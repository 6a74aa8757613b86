"""Files handed in for import, and how the columns of a table were read, for the next one like it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_deposit",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("headings", JSONB, nullable=False),
        sa.Column("columns", JSONB, nullable=False),
        sa.Column("outcome", JSONB, nullable=False),
        sa.Column("step", sa.String(16), nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_deposit")),
    )
    op.create_index(op.f("ix_import_deposit_owner"), "import_deposit", ["owner"])
    op.create_index(op.f("ix_import_deposit_updated_at"), "import_deposit", ["updated_at"])
    op.create_table(
        "column_mapping",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("roles", JSONB, nullable=False),
        sa.Column("updated_by", sa.String(120), nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_column_mapping")),
    )


def downgrade() -> None:
    op.drop_table("column_mapping")
    op.drop_table("import_deposit")
