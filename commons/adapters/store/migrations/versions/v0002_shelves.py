"""Adds the shelves, and puts the heads that are there on them."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BATCH = 1_000

_HEADS = sa.text(
    "SELECT r.sequence, r.kind, r.content FROM sheets s"
    " JOIN revisions r ON r.sequence = s.head_sequence ORDER BY r.sequence"
)
_PUT = sa.text("INSERT INTO shelves (shelf, sequence) VALUES (:shelf, :sequence)")


def upgrade() -> None:
    """Make the table and the index of all heads, then fill the table."""
    op.create_index("ix_sheets_head_sequence", "sheets", ["head_sequence"])
    op.create_table(
        "shelves",
        sa.Column("shelf", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["revisions.sequence"], name="fk_shelves_sequence"
        ),
        sa.PrimaryKeyConstraint("shelf", "sequence", name="pk_shelves"),
    )
    op.create_index("ix_shelves_sequence", "shelves", ["sequence"])
    connection = op.get_bind()
    heads = connection.execute(_HEADS)
    while some := heads.fetchmany(BATCH):
        rows = [
            {"shelf": shelf, "sequence": sequence}
            for sequence, kind, content in some
            for shelf in dict.fromkeys(_shelves(kind, json.loads(content)))
        ]
        connection.execute(_PUT, rows)


def _shelves(kind: str, values: dict[str, Any]) -> Iterator[str]:
    """Give the shelves of a head, with the fields that there were."""
    yield f"kind:{kind}"
    if themes := values.get("themes"):
        yield from ("theme", *(f"theme:{key}" for key in themes))
    code = (values.get("territory") or {}).get("code")
    if code:
        yield from ("territory", f"territory:{code}")
