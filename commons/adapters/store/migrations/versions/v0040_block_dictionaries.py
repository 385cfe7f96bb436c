"""Lets each block say by which dictionary it is compressed; those that lie here are plain.

They are compressed afterwards, while people read and write.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"


def upgrade() -> None:
    """Add the column, which rewrites no row."""
    op.add_column(
        "blocks",
        sa.Column("dictionary", sa.Integer(), server_default="0", nullable=False),
    )
