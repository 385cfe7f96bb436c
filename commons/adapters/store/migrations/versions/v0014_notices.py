"""Keeps notices to and from other commons, and whom the latter are told to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the three tables; nothing was announced before."""
    _make_outgoing()
    _make_incoming()
    _make_news()


def _make_outgoing() -> None:
    op.create_table(
        "outgoing_notices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_notices"),
    )
    for columns in (["state", "due"], ["sheet", "source"]):
        name = f"ix_outgoing_notices_{'_'.join(columns)}"
        op.create_index(name, "outgoing_notices", columns)


def _make_incoming() -> None:
    op.create_table(
        "incoming_notices",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("checked", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_incoming_notices"),
        sa.UniqueConstraint(
            "subject", "sheet", name="uq_incoming_notices_subject_sheet"
        ),
    )
    for columns in (["state", "due"], ["sheet", "state"]):
        name = f"ix_incoming_notices_{'_'.join(columns)}"
        op.create_index(name, "incoming_notices", columns)


def _make_news() -> None:
    op.create_table(
        "news",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_news_account", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notice"], ["incoming_notices.id"], name="fk_news_notice"
        ),
        sa.PrimaryKeyConstraint("account", "notice", name="pk_news"),
    )
    op.create_index("ix_news_notice", "news", ["notice"])
