"""Adds the pages of the site that its operator writes: about, legal notice, contact."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make the table; a page that is not in it is as the program ships it."""
    op.create_table(
        "site_pages",
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_site_pages_author"),
        sa.PrimaryKeyConstraint("page", "language", "number", name="pk_site_pages"),
    )
