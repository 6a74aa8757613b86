"""Recognition, extraction, quality and memory."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "silent_term",
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["concept"], ["concept.number"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("concept", "language", "folded"),
    )


def downgrade() -> None:
    op.drop_table("silent_term")
