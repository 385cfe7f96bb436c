"""Adds invitations, by which people open accounts where registration is not open."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Make the table; nobody is invited yet."""
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("inviter", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inviter"],
            ["accounts.id"],
            name="fk_invitations_inviter",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_index("ix_invitations_digest", "invitations", ["digest"], unique=True)
    op.create_index("ix_invitations_inviter", "invitations", ["inviter"])
    op.create_index("ix_invitations_until", "invitations", ["until"])
