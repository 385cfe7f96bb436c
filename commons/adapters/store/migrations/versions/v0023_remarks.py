"""Adds what readers ask and say about sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table; nobody asked anything so far."""
    op.create_table(
        "remarks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("step_title", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("edited", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("question", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name="fk_remarks_sheet"),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.id"], name="fk_remarks_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_remarks_author"),
        sa.PrimaryKeyConstraint("id", name="pk_remarks"),
    )
    for columns in (
        ["sheet", "parent", "resolved", "instant"],
        ["parent", "instant"],
        ["state", "instant"],
        ["account"],
    ):
        op.create_index(f"ix_remarks_{'_'.join(columns)}", "remarks", columns)
