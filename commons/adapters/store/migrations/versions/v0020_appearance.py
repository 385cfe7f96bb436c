"""Adds the logo and the colour that a site's admins chose."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the table; a site without a row looks as the program ships it."""
    op.create_table(
        "appearance",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("logo", sa.String(), nullable=False),
        sa.Column("logo_text", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_appearance_person"),
        sa.PrimaryKeyConstraint("number", name="pk_appearance"),
    )
