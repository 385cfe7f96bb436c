"""Adds how far in the log each follower is that keeps its checkpoint here."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table; who is not in it has read nothing."""
    op.create_table(
        "follower_checkpoints",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_follower_checkpoints"),
    )
