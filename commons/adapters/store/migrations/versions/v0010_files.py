"""Adds which files anybody may see, those that versions name, and who sent the rest."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BATCH = 1_000

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
_VERSIONS = sa.text("SELECT content FROM revisions ORDER BY sequence")
_PUT = sa.text("INSERT INTO public_files (name) VALUES (:name)")


def upgrade() -> None:
    """Make both tables, and fill the first from every version there is."""
    op.create_table(
        "public_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_public_files"),
    )
    op.create_table(
        "sent_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_sent_files_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", "account", name="pk_sent_files"),
    )
    op.create_index("ix_sent_files_account", "sent_files", ["account"])
    connection = op.get_bind()
    found: set[str] = set()
    versions = connection.execute(_VERSIONS)
    while some := versions.fetchmany(BATCH):
        for (content,) in some:
            found.update(_NAME.findall(content))
    if found:
        connection.execute(_PUT, [{"name": name} for name in sorted(found)])
