"""Seals every version, so that whatever changes in its rows is noticed."""

import sqlalchemy as sa
from alembic import op

from commons.adapters.store.log.seals import SEALED, seal_row

revision = "0009"
down_revision = "0008"

BATCH = 500

_ROWS = sa.text(
    f"SELECT {', '.join(f'revisions.{name}' for name in SEALED)}, quads"  # noqa: S608  # our own columns
    " FROM revisions JOIN blocks USING (sequence)"
    " WHERE sequence > :after ORDER BY sequence LIMIT :limit"
)
_SET = sa.text("UPDATE revisions SET seal = :seal WHERE sequence = :sequence")


def upgrade() -> None:
    """Add the column, and seal what is there as it stands."""
    op.add_column(
        "revisions", sa.Column("seal", sa.String(), server_default="", nullable=False)
    )
    connection, after = op.get_bind(), 0
    while rows := connection.execute(_ROWS, {"after": after, "limit": BATCH}).all():
        sealed = [
            {"sequence": row.sequence, "seal": seal_row(row._asdict(), row.quads)}
            for row in rows
        ]
        connection.execute(_SET, sealed)
        after = rows[-1].sequence
