"""Adds edits that are held for review, versions that were reviewed, and reports."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Make the tables; nothing was held, marked or reported so far."""
    _make_held_edits()
    op.create_table(
        "review_marks",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer", sa.String(), nullable=True),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["revisions.sequence"], name="fk_review_marks_sequence"
        ),
        sa.ForeignKeyConstraint(
            ["reviewer"],
            ["accounts.id"],
            name="fk_review_marks_reviewer",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_review_marks"),
    )
    op.create_index("ix_review_marks_reviewer", "review_marks", ["reviewer"])
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reporter"],
            ["accounts.id"],
            name="fk_reports_reporter",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_ended_instant", "reports", ["ended", "instant"])
    op.create_index("ix_reports_reporter", "reports", ["reporter"])


def _make_held_edits() -> None:
    op.create_table(
        "held_edits",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("beside", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("signals", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_held_edits_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_held_edits"),
        sa.UniqueConstraint("draft", name="uq_held_edits_draft"),
    )
    op.create_index("ix_held_edits_account_state", "held_edits", ["account", "state"])
    op.create_index("ix_held_edits_sheet", "held_edits", ["sheet"])
    op.create_index("ix_held_edits_state_instant", "held_edits", ["state", "instant"])
