"""The terminology bank: concepts, terms, definitions, subject fields, revisions, vectors."""

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_concept()
    _create_term()
    _create_definition()
    _create_domains()
    _create_revision()
    _create_embedding()


def downgrade() -> None:
    for table in (
        "embedding",
        "concept_revision",
        "concept_domain",
        "subject_field",
        "definition",
        "term",
        "concept",
    ):
        op.drop_table(table)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _key(name: str = "id") -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger, sa.Identity(), primary_key=True)


def _of_concept(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["concept"], ["concept.number"], ondelete="CASCADE", name=op.f(f"fk_{table}_concept_concept")
    )


def _create_concept() -> None:
    op.create_table(
        "concept",
        _key("number"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        _text("note"),
        _text("origin"),
        sa.Column("extra", JSONB, nullable=False),
        sa.Column("content_hash", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "changed",
            sa.BigInteger,
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_concept_status_updated_at"), "concept", ["status", "updated_at"])
    op.create_index(op.f("ix_concept_content_hash"), "concept", ["content_hash"])
    op.create_index(op.f("ix_concept_changed"), "concept", ["changed"])


def _create_term() -> None:
    op.create_table(
        "term",
        _key(),
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        _text("text"),
        _text("folded"),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("term_type", sa.String(16), nullable=False),
        _text("part_of_speech"),
        _text("gender"),
        _text("number"),
        _text("region"),
        sa.Column("reliability", sa.SmallInteger, nullable=False),
        _text("context"),
        _text("source"),
        _text("note"),
        sa.Column("extra", JSONB, nullable=False),
        _of_concept("term"),
    )
    op.create_index(op.f("ix_term_concept"), "term", ["concept"])
    op.create_index(op.f("ix_term_language_folded"), "term", ["language", "folded"])


def _create_definition() -> None:
    op.create_table(
        "definition",
        _key(),
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        _text("text"),
        _text("source"),
        _of_concept("definition"),
    )
    op.create_index(op.f("ix_definition_concept"), "definition", ["concept"])


def _create_domains() -> None:
    op.create_table(
        "subject_field",
        sa.Column("code", sa.Text, primary_key=True),
        _text("fr"),
        _text("en"),
        sa.Column("parent", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"], ["subject_field.code"], name=op.f("fk_subject_field_parent_subject_field")
        ),
    )
    op.create_table(
        "concept_domain",
        sa.Column("concept", sa.BigInteger, primary_key=True),
        sa.Column("domain", sa.Text, primary_key=True),
        sa.Column("position", sa.SmallInteger, nullable=False),
        _of_concept("concept_domain"),
        sa.ForeignKeyConstraint(
            ["domain"], ["subject_field.code"], name=op.f("fk_concept_domain_domain_subject_field")
        ),
    )
    op.create_index(op.f("ix_concept_domain_domain"), "concept_domain", ["domain"])


def _create_revision() -> None:
    op.create_table(
        "concept_revision",
        _key(),
        sa.Column("concept", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author_kind", sa.String(16), nullable=False),
        sa.Column("author_reference", sa.String(120), nullable=False),
        _text("author_name"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("snapshot", JSONB, nullable=False),
        _of_concept("concept_revision"),
    )
    op.create_index(op.f("ix_concept_revision_concept_version"), "concept_revision", ["concept", "version"])


def _create_embedding() -> None:
    op.create_table(
        "embedding",
        sa.Column("concept", sa.BigInteger, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("part", sa.String(10), primary_key=True),
        sa.Column("language", sa.String(2), primary_key=True),
        sa.Column("text_hash", sa.LargeBinary, primary_key=True),
        sa.Column("vector", Vector, nullable=False),
        _of_concept("embedding"),
    )
