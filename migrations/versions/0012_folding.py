"""Terms copied with soft hyphens or marks of direction are found by what one sees of them."""

import sqlalchemy as sa
from alembic import op

from terminology.folding import fold

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# The characters that folding now leaves out and took for spaces before (Unicode's format characters, in use).
_FORMAT = "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"


def upgrade() -> None:
    """A later change of `fold` brings its own migration, which runs after this one."""
    session = op.get_bind()
    found = session.execute(sa.text("SELECT id, text FROM term WHERE text ~ :format"), {"format": _FORMAT})
    changed = [{"id": row.id, "folded": fold(row.text)} for row in found]
    if changed:
        session.execute(sa.text("UPDATE term SET folded = :folded WHERE id = :id"), changed)


def downgrade() -> None:
    """Both foldings find the term; there is nothing to take back."""
