"""Adds to each link what it says, its relation, and which version it names."""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from commons.core.text.markdown.links import link_targets

revision = "0012"
down_revision = "0011"

BATCH = 500
REFERENCES = "references"

_LINKS = sa.text("SELECT source, target FROM links")
_HEADS = sa.text(
    "SELECT sheets.id, revisions.content FROM sheets"
    " JOIN revisions ON revisions.sequence = sheets.head_sequence"
    " WHERE NOT sheets.deleted"
)
_PUT = sa.text(
    "INSERT INTO links (source, relation, target, target_version)"
    " VALUES (:source, :relation, :target, :version)"
)
_VERSION = re.compile(
    r"/sheets/([0-9abcdefghjkmnpqrstvwxyz]{12})/v/([1-9][0-9]{0,8})(?:[?#].*)?$"
)


def upgrade() -> None:
    """Make the table anew, and find in the heads what each link of before said."""
    connection = op.get_bind()
    targets: dict[str, set[str]] = {}
    for source, target in connection.execute(_LINKS):
        targets.setdefault(source, set()).add(target)
    op.drop_table("links")
    op.create_table(
        "links",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sheets.id"], name="fk_links_source"),
        sa.PrimaryKeyConstraint("source", "relation", "target", name="pk_links"),
    )
    op.create_index("ix_links_target_relation", "links", ["target", "relation"])
    heads = connection.execute(_HEADS)
    while some := heads.fetchmany(BATCH):
        rows = [
            {"source": sheet, "relation": said, "target": target, "version": version}
            for sheet, content in some
            for said, target, version in (
                *_relations(content, targets.get(sheet, ())),
                *_sources(content),
            )
        ]
        if rows:
            connection.execute(_PUT, rows)


def _sources(content: object) -> Iterator[tuple[str, str, int]]:
    """Give the versions that a head says it was made from, the latest of each sheet."""
    if not isinstance(content, str) or "/v/" not in content:
        return
    rows = _values(content).get("sources")
    latest: dict[str, int] = {}
    for row in rows if isinstance(rows, list) else ():
        found = _VERSION.search(str(row.get("url"))) if isinstance(row, dict) else None
        if found:
            latest[found[1]] = max(latest.get(found[1], 0), int(found[2]))
    for target, version in latest.items():
        yield "sources", target, version


def _relations(
    content: str, targets: Collection[str]
) -> Iterator[tuple[str, str, int | None]]:
    """Give the relations and targets of a head's links.

    A list that holds the identifier of a target, by itself or as a value of a row, is a
    field of sheets. All other links stood within texts, as do some of the same targets.
    """
    if not targets:
        return
    values = _values(content)
    chosen = {
        (key, item)
        for key, value in values.items()
        if isinstance(value, list)
        for row in value
        for item in (row.values() if isinstance(row, dict) else (row,))
        if isinstance(item, str) and item in targets
    }
    named = {target for _, target in chosen}
    twice = any(content.count(target) > 1 for target in named)
    within_texts = link_targets(values) if twice else set()
    yield from ((key, target, None) for key, target in chosen)
    for target in targets:
        if target not in named or target in within_texts:
            yield REFERENCES, target, None


def _values(content: object) -> dict[str, Any]:
    """Give the values of a version; {} of one that is damaged, as the check says."""
    try:
        found = json.loads(content) if isinstance(content, str) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
