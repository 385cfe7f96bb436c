"""Remembers loads: what each published, and from which source a sheet came."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make both tables, and add the source and the load to traces."""
    op.create_table(
        "loads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_loads"),
    )
    op.create_table(
        "loaded",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("load", sa.String(), nullable=False),
        sa.Column("undoing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["revisions.sequence"], name="fk_loaded_sequence"
        ),
        sa.ForeignKeyConstraint(["load"], ["loads.id"], name="fk_loaded_load"),
        sa.PrimaryKeyConstraint("sequence", name="pk_loaded"),
    )
    op.create_index("ix_loaded_load", "loaded", ["load"])
    for name in ("source", "load"):
        op.add_column(
            "traces", sa.Column(name, sa.String(), server_default="", nullable=False)
        )
    op.create_index("ix_traces_load", "traces", ["load"])
