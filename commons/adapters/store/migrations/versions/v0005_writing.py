"""Makes room for drafts that are shared, and for the keywords of sheets."""

import json

import sqlalchemy as sa
from alembic import op

from commons.core.domain.language.folding import fold

revision = "0005"
down_revision = "0004"

_HEADS = """SELECT sheets.id, revisions.content FROM sheets
JOIN revisions ON revisions.sequence = sheets.head_sequence WHERE NOT deleted"""
_AT_ONCE = 500


def upgrade() -> None:
    """Add the columns and the tables; gather the keywords of every live head."""
    for column in (
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("writer", sa.String(), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("tab", sa.String(), server_default="", nullable=False),
    ):
        op.add_column("drafts", column)
    op.create_table(
        "companions",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("wrote", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["drafts.id"], name="fk_companions_draft", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_companions_account",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("draft", "account", name="pk_companions"),
    )
    op.create_index("ix_companions_account", "companions", ["account"])
    op.create_table(
        "keywords",
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name="fk_keywords_sheet"),
        sa.PrimaryKeyConstraint("sheet", "folded", name="pk_keywords"),
    )
    op.create_index("ix_keywords_folded_word", "keywords", ["folded", "word"])
    _gather()


def _gather() -> None:
    connection = op.get_bind()
    table = sa.table(
        "keywords", sa.column("sheet"), sa.column("folded"), sa.column("word")
    )
    heads = connection.execute(sa.text(_HEADS))
    for some in heads.partitions(_AT_ONCE):
        rows = [
            {"sheet": sheet, "folded": folded, "word": word}
            for sheet, content in some
            for folded, word in _keywords(content).items()
        ]
        if rows:
            connection.execute(sa.insert(table), rows)


def _keywords(content: str) -> dict[str, str]:
    words = json.loads(content).get("keywords", [])
    return {fold(str(word)): str(word) for word in words}
