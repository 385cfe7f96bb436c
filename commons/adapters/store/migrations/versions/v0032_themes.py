"""Adds the themes that editors changed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Make the table; the themes of the files stand as they are."""
    op.create_table(
        "themes",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("label", "help", "parent")
        ),
        sa.Column("position", sa.Float(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("replaced_by", "hue", "former", "pending", "person")
        ),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_themes_person"),
        sa.PrimaryKeyConstraint("key", name="pk_themes"),
    )
    op.create_index("ix_themes_number", "themes", ["number"])
