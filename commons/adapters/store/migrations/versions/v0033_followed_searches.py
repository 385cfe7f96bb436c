"""Adds the searches that are followed."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Make the table; nobody follows any yet."""
    op.create_table(
        "followed_searches",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("looked", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_followed_searches"),
    )
    op.create_index("ix_followed_searches_looked", "followed_searches", ["looked"])
