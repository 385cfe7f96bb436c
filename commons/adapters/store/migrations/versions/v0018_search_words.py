"""Adds what was looked for in vain, what is wished for, and names of concepts."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make the tables; nothing was noted and no name changed yet."""
    op.create_table(
        "missed_searches",
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("folded", name="pk_missed_searches"),
    )
    op.create_index("ix_missed_searches_last", "missed_searches", ["last"])
    op.create_table(
        "wanted_sheets",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_wanted_sheets"),
    )
    op.create_table(
        "thesaurus_edits",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("concept", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name="fk_thesaurus_edits_person"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_thesaurus_edits"),
    )
