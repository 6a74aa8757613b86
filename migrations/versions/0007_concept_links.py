"""Relations between concepts, documents and notes, several contexts of a term; collections."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table, name in (("concept", "notes"), ("concept", "documents"), ("term", "contexts")):
        op.add_column(table, sa.Column(name, JSONB, nullable=False, server_default="[]"))
        op.alter_column(table, name, server_default=None)
    op.execute(
        "UPDATE term SET contexts = jsonb_build_array(jsonb_build_object('text', context))"
        " WHERE context <> ''"
    )
    op.drop_column("term", "context")
    op.add_column("definition", sa.Column("note", sa.Text, nullable=False, server_default=""))
    op.alter_column("definition", "note", server_default=None)
    _create_relation()
    _create_collection()


def downgrade() -> None:
    for table in ("collection_member", "collection", "concept_relation"):
        op.drop_table(table)
    op.drop_column("definition", "note")
    op.add_column("term", sa.Column("context", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE term SET context = contexts -> 0 ->> 'text' WHERE contexts <> '[]'")
    op.alter_column("term", "context", server_default=None)
    for table, name in (("term", "contexts"), ("concept", "documents"), ("concept", "notes")):
        op.drop_column(table, name)


def _of_concept(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_concept")
    return sa.ForeignKeyConstraint([column], ["concept.number"], ondelete="CASCADE", name=name)


def _create_relation() -> None:
    op.create_table(
        "concept_relation",
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("target", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("concept", "kind", "target", name=op.f("pk_concept_relation")),
        _of_concept("concept_relation", "concept"),
        _of_concept("concept_relation", "target"),
        sa.CheckConstraint("concept <> target", name=op.f("ck_concept_relation_two_concepts")),
    )
    op.create_index(op.f("ix_concept_relation_target"), "concept_relation", ["target"])


def _create_collection() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("fr", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("owner_name", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
    )
    op.create_index(op.f("ix_collection_owner"), "collection", ["owner"])
    op.create_table(
        "collection_member",
        sa.Column("collection", sa.BigInteger, nullable=False),
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("collection", "concept", name=op.f("pk_collection_member")),
        sa.ForeignKeyConstraint(
            ["collection"],
            ["collection.id"],
            ondelete="CASCADE",
            name=op.f("fk_collection_member_collection_collection"),
        ),
        _of_concept("collection_member", "concept"),
    )
    op.create_index(op.f("ix_collection_member_concept"), "collection_member", ["concept"])
