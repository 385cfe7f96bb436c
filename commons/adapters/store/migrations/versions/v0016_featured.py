"""Adds the sheets that editors feature on the home page."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table; nothing is featured yet."""
    op.create_table(
        "featured",
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name="fk_featured_sheet"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_featured_person"),
        sa.PrimaryKeyConstraint("sheet", name="pk_featured"),
    )
