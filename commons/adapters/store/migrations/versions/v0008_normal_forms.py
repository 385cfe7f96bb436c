"""Compares again what was compared while the form of its accents still counted."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from commons.core.domain.language.folding import fold, fold_email

revision = "0008"
down_revision = "0007"

FOLDED: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
    ("accounts", "email", "folded_email", fold_email),
    ("names", "folded", "folded", fold),
    ("sheets", "title", "folded_title", fold),
    ("keywords", "word", "folded", fold),
)
"""Table, column as written, column to compare, and how it is made."""


def upgrade() -> None:
    """Fold again; of two that are now the same, the second stays as it was."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return  # no other engine has a database of that time
    for table, written, folded, made in FOLDED:
        rows = connection.execute(
            sa.text(f"SELECT rowid, {written}, {folded} FROM {table}")  # noqa: S608  # our own names
        )
        change = sa.text(
            f"UPDATE OR IGNORE {table} SET {folded} = :new WHERE rowid = :row"  # noqa: S608  # our own names
        )
        for row, text, old in rows.all():
            if not text.isascii() and (new := made(text)) != old:
                connection.execute(change, {"new": new, "row": row})
