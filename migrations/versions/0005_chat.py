"""Chat sessions and the messages already answered, so that a repeated one is not answered twice."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
