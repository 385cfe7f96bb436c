"""Adds the settings that are chosen in the pages, and how much is read in a day."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Make the tables; nothing was chosen or counted yet."""
    op.create_table(
        "chosen_settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chosen_settings"),
    )
    op.create_table(
        "daily_readings",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "sort", name="pk_daily_readings"),
    )
