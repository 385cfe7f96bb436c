"""Adds what people say of themselves, and organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Make the tables."""
    _organisations()
    op.create_table(
        "profiles",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        *_texts("words", "folded", "territory"),
        sa.Column("organisation", sa.String(), nullable=True),
        *_texts("links"),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_profiles_person"),
        sa.ForeignKeyConstraint(
            ["account"],
            ["accounts.id"],
            name="fk_profiles_account",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name="fk_profiles_organisation",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("person", name="pk_profiles"),
    )
    for columns in (["instant", "person"], ["account"], ["organisation"]):
        op.create_index(f"ix_profiles_{'_'.join(columns)}", "profiles", columns)
    op.create_table(
        "profile_categories",
        *_texts("category", "person"),
        sa.ForeignKeyConstraint(
            ["person"],
            ["profiles.person"],
            name="fk_profile_categories_person",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("category", "person", name="pk_profile_categories"),
    )
    op.create_index("ix_profile_categories_person", "profile_categories", ["person"])


def _organisations() -> None:
    op.create_table(
        "organisations",
        *_texts("id", "name", "folded", "searched", "slug", "words", "territory"),
        *_texts("link", "author"),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        *_texts("merged"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author"], ["people.id"], name="fk_organisations_author"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    for column in ("folded", "author", "merged"):
        op.create_index(f"ix_organisations_{column}", "organisations", [column])
    op.create_table(
        "organisation_places",
        *_texts("code", "organisation"),
        sa.ForeignKeyConstraint(
            ["organisation"],
            ["organisations.id"],
            name="fk_organisation_places_organisation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code", "organisation", name="pk_organisation_places"),
    )
    op.create_index(
        "ix_organisation_places_organisation", "organisation_places", ["organisation"]
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
