"""Lets people see their sessions: since when, when last used, on which device, and how."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the columns; of sessions that are open already, nothing is known."""
    op.add_column("sessions", _instant("opened"))
    op.add_column("sessions", _instant("seen"))
    op.add_column("sessions", _text("device", ""))
    op.add_column("sessions", _text("way", "password"))


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _text(name: str, value: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=value)
