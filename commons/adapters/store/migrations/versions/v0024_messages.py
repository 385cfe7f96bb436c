"""Adds messages that are relayed by e-mail, and who wants none."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Make the tables; everybody whose address is confirmed can be written to."""
    op.create_table(
        "messages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["accounts.id"],
                name=f"fk_messages_{column}",
                ondelete="CASCADE",
            )
            for column in ("sender", "recipient")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
    )
    for columns in (["sender", "instant"], ["reported", "instant"], ["recipient"]):
        op.create_index(f"ix_messages_{'_'.join(columns)}", "messages", columns)
    op.create_table(
        "message_stops",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_message_stops_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account", name="pk_message_stops"),
    )
