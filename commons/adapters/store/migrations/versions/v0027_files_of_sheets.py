"""Writes down which sheets name a file, so that it is hidden when they are deleted."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

BATCH = 1_000

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
_VERSIONS = sa.text("SELECT sheet, content FROM revisions ORDER BY sequence")
_PUT = sa.text("INSERT INTO public_files (name, sheet) VALUES (:name, :sheet)")


def upgrade() -> None:
    """Make the table again, and fill it from every version there is."""
    op.drop_table("public_files")
    op.create_table(
        "public_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", "sheet", name="pk_public_files"),
    )
    connection = op.get_bind()
    found: set[tuple[str, str]] = set()
    versions = connection.execute(_VERSIONS)
    while some := versions.fetchmany(BATCH):
        for sheet, content in some:
            found.update((name, str(sheet)) for name in _NAME.findall(str(content)))
    if found:
        rows = [{"name": name, "sheet": sheet} for name, sheet in sorted(found)]
        connection.execute(_PUT, rows)
