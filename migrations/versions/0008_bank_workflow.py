"""Comments, what is to be checked again, merges, readers' feedback, the gap list, suspected duplicates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _of_concept(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_concept")
    return sa.ForeignKeyConstraint([column], ["concept.number"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    _comments()
    _marks()
    _merges()
    _feedback()
    _gaps()
    _pairs()


def _comments() -> None:
    op.create_table(
        "concept_comment",
        _id(),
        _number("concept"),
        _number("written_on"),
        sa.Column("thread", sa.BigInteger),
        sa.Column("author_reference", sa.String(120), nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("resolved_at", _INSTANT),
        sa.Column("resolved_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_comment")),
        _of_concept("concept_comment", "concept"),
        sa.ForeignKeyConstraint(
            ["thread"],
            ["concept_comment.id"],
            name=op.f("fk_concept_comment_thread_concept_comment"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_concept_comment_concept"), "concept_comment", ["concept"])
    op.create_index(op.f("ix_concept_comment_thread"), "concept_comment", ["thread"])
    op.create_index(
        "ix_concept_comment_open",
        "concept_comment",
        ["at"],
        postgresql_where=sa.text("thread IS NULL AND resolved_at IS NULL"),
    )


def _marks() -> None:
    op.create_table(
        "concept_mark",
        _id(),
        _number("concept"),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("raised_at", _INSTANT, nullable=False),
        sa.Column("raised_by", sa.Text, nullable=False),
        sa.Column("cleared_at", _INSTANT),
        sa.Column("cleared_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_mark")),
        _of_concept("concept_mark", "concept"),
    )
    op.create_index(op.f("ix_concept_mark_concept"), "concept_mark", ["concept"])
    op.create_index(
        "ix_concept_mark_open", "concept_mark", ["raised_at"], postgresql_where=sa.text("cleared_at IS NULL")
    )


def _merges() -> None:
    op.create_table(
        "concept_merge",
        _number("merged"),
        _number("survivor"),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("merged", name=op.f("pk_concept_merge")),
        _of_concept("concept_merge", "merged"),
        _of_concept("concept_merge", "survivor"),
    )
    op.create_index(op.f("ix_concept_merge_survivor"), "concept_merge", ["survivor"])


def _feedback() -> None:
    op.create_table(
        "reader_feedback",
        _id(),
        _number("concept"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT),
        sa.Column("closed_by", sa.Text),
        sa.Column("answer", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader_feedback")),
        _of_concept("reader_feedback", "concept"),
    )
    op.create_index(op.f("ix_reader_feedback_concept"), "reader_feedback", ["concept"])
    op.create_index(
        "ix_reader_feedback_open", "reader_feedback", ["at"], postgresql_where=sa.text("closed_at IS NULL")
    )


def _gaps() -> None:
    op.create_table(
        "term_gap",
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("answered_on", sa.Date),
        sa.Column("dismissed_on", sa.Date),
        sa.Column("dismissed_by", sa.Text),
        sa.PrimaryKeyConstraint("folded", "language", name=op.f("pk_term_gap")),
    )
    op.create_index(op.f("ix_term_gap_count"), "term_gap", ["count"])
    op.create_index(op.f("ix_term_gap_first_day"), "term_gap", ["first_day"])


def _pairs() -> None:
    op.create_table(
        "duplicate_pair",
        _number("first"),
        _number("second"),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("evidence", JSONB, nullable=False),
        sa.Column("found_at", _INSTANT, nullable=False),
        sa.Column("judged_at", _INSTANT),
        sa.Column("judged_by", sa.Text),
        sa.Column("judgement", sa.Text),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_duplicate_pair")),
        _of_concept("duplicate_pair", "first"),
        _of_concept("duplicate_pair", "second"),
        sa.CheckConstraint("first < second", name=op.f("ck_duplicate_pair_in_order")),
    )
    op.create_index(op.f("ix_duplicate_pair_second"), "duplicate_pair", ["second"])
    op.create_index(op.f("ix_duplicate_pair_score"), "duplicate_pair", ["score"])


def downgrade() -> None:
    for table in (
        *("duplicate_pair", "term_gap", "reader_feedback", "concept_merge", "concept_mark"),
        "concept_comment",
    ):
        op.drop_table(table)
