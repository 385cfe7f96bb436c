"""Lets a draft say which other one it was put apart from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.add_column(
        "drafts", sa.Column("apart", sa.String(), server_default="", nullable=False)
    )
