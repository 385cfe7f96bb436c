"""Adds how far each account has read the lists of what others published for it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make the table; who is not in it has read nothing."""
    op.create_table(
        "read_marks",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_read_marks_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account", "list", name="pk_read_marks"),
    )
