"""Makes the table of thanks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make it."""
    op.create_table(
        "thanks",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_thanks_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sequence"], ["revisions.sequence"], name="fk_thanks_sequence"
        ),
        sa.PrimaryKeyConstraint("account", "sequence", name="pk_thanks"),
    )
    op.create_index("ix_thanks_sequence", "thanks", ["sequence"])
