"""Adds what was removed for good: identifiers and hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Make the tables; nothing was removed so far."""
    op.create_table(
        "purges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("also", sa.String(), nullable=False),
        sa.Column("cleaned", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_purges"),
    )
    op.create_index("ix_purges_cleaned", "purges", ["cleaned"])
    op.create_index("ix_purges_instant", "purges", ["instant"])
    op.create_table(
        "purged_versions",
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purge", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purge"], ["purges.id"], name="fk_purged_versions_purge"
        ),
        sa.PrimaryKeyConstraint("sheet", "number", "hash", name="pk_purged_versions"),
    )
    op.create_index("ix_purged_versions_purge", "purged_versions", ["purge"])
    op.create_table(
        "purged_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purge", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["purge"], ["purges.id"], name="fk_purged_files_purge"),
        sa.PrimaryKeyConstraint("name", name="pk_purged_files"),
    )
    op.create_index("ix_purged_files_purge", "purged_files", ["purge"])
