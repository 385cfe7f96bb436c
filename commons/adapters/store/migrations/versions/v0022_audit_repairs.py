"""Adds the audit log, and what was taken back of one person's writing."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Make the tables; nothing was noted so far."""
    op.create_table(
        "audit_log",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_log"),
    )
    op.create_index("ix_audit_log_act_number", "audit_log", ["act", "number"])
    op.create_table(
        "repairs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_repairs_person"),
        sa.ForeignKeyConstraint(["author"], ["people.id"], name="fk_repairs_author"),
        sa.PrimaryKeyConstraint("id", name="pk_repairs"),
    )
    op.create_index("ix_repairs_person_begun", "repairs", ["person", "begun"])
    op.create_table(
        "repair_versions",
        sa.Column("sequence", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("repair", sa.String(), nullable=False),
        sa.Column("undoing", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["revisions.sequence"], name="fk_repair_versions_sequence"
        ),
        sa.ForeignKeyConstraint(
            ["repair"], ["repairs.id"], name="fk_repair_versions_repair"
        ),
        sa.PrimaryKeyConstraint("sequence", name="pk_repair_versions"),
    )
    op.create_index("ix_repair_versions_repair", "repair_versions", ["repair"])
