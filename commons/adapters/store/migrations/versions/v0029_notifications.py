"""Adds what accounts follow, what happens, and what they are told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Make the tables; what happened so far is told to nobody."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("spread", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name="fk_events_sheet"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_events_person"),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("kind", "ref", name="uq_events_kind_ref"),
    )
    op.create_index("ix_events_spread_id", "events", ["spread", "id"])
    op.create_index("ix_events_instant", "events", ["instant"])
    op.create_table(
        "event_topics",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False, autoincrement=False),
        _of_event("event_topics"),
        sa.PrimaryKeyConstraint("topic", "event", name="pk_event_topics"),
    )
    op.create_index("ix_event_topics_event", "event_topics", ["event"])
    _make_tables_of_accounts()
    op.add_column(
        "mail_queue",
        sa.Column("digest", sa.String(), nullable=False, server_default=""),
    )
    op.execute(
        "INSERT INTO follower_checkpoints (name, sequence)"
        " SELECT 'the writer of events', last"
        " FROM (SELECT max(sequence) AS last FROM revisions) AS ends WHERE last > 0"
    )


def _make_tables_of_accounts() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        _of_account("subscriptions"),
        sa.PrimaryKeyConstraint("account", "topic", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_topic_muted", "subscriptions", ["topic", "muted"])
    op.create_table(
        "deliveries",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        _of_account("deliveries"),
        sa.PrimaryKeyConstraint("account", "kind", name="pk_deliveries"),
    )
    op.create_table(
        "digests",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        _of_account("digests"),
        sa.PrimaryKeyConstraint("account", "delivery", name="pk_digests"),
    )
    op.create_index("ix_digests_due", "digests", ["due"])
    op.create_table(
        "event_reads",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False, autoincrement=False),
        _of_account("event_reads"),
        _of_event("event_reads"),
        sa.PrimaryKeyConstraint("account", "event", name="pk_event_reads"),
    )
    op.create_index("ix_event_reads_event", "event_reads", ["event"])
    op.create_table(
        "event_marks",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        _of_account("event_marks"),
        sa.PrimaryKeyConstraint("account", name="pk_event_marks"),
    )


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account"], ["accounts.id"], name=f"fk_{table}_account", ondelete="CASCADE"
    )


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["event"], ["events.id"], name=f"fk_{table}_event", ondelete="CASCADE"
    )
