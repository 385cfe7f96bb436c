"""Adds the e-mails that wait, links for one use, and which addresses are confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the tables; no address was confirmed so far."""
    op.create_table(
        "mail_queue",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("unsubscribe", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mail_queue"),
    )
    op.create_index("ix_mail_queue_state_due", "mail_queue", ["state", "due"])
    op.create_index("ix_mail_queue_recipient", "mail_queue", ["recipient"])
    op.create_table(
        "account_tokens",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_account_tokens_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_account_tokens"),
    )
    op.create_index(
        "ix_account_tokens_account_purpose", "account_tokens", ["account", "purpose"]
    )
    op.create_index("ix_account_tokens_until", "account_tokens", ["until"])
    op.add_column(
        "accounts",
        sa.Column(
            "email_confirmed", sa.Boolean(), nullable=False, server_default=sa.false()
        ),
    )
