"""Keeps the search index level with the log; says what of a sheet is indexed.

The index is the log's first harvester: its mark is written in its own commit,
one process indexes at a time and those that waited read the mark again, so a
crash costs nothing and a rebuild is the mark set to 0.
"""

from collections.abc import Callable, Iterator, Mapping

from commons.domain.kind import Field, Kind, Schema, Type, Value
from commons.domain.sheet import Revision
from commons.kinds.places import Places
from commons.search.port import Document, Gone, Index
from commons.store import archive
from commons.store.work import Store

BATCH = 500
PLACE = "place"
"""The editor of a field whose rows are places."""

PARAMETERS = {"themes": "theme", "postures": "posture"}
"""Facets whose name in addresses is not that of their field."""

FACETED = frozenset({Type.CONCEPT, Type.LICENCE, Type.ROW})
"""Types whose values can be counted as they are; numbers need ranges first."""

_WORDS = (Type.TEXT, Type.MARKDOWN)
_APART = frozenset({"title", "summary", "keywords", "body"})
_CREDITS = frozenset({"sources", "links", "files", "images", "help"})


def catch_up(
    store: Store,
    index: Index,
    entry: Callable[[Revision], Document],
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Index what the log holds beyond the mark; give how many changes.

    `entry` says what is indexed of a revision; `told` is called with (done,
    total) after each batch.
    """
    done = 0
    while True:
        with store.read() as work:
            if archive.head_sequence(work) <= index.mark():
                return done
        with index.exclusive(), store.read() as work:
            mark = index.mark()
            changes = archive.changes(work, mark, BATCH)
            if not changes:
                return done
            last = {change.sheet: change for change in changes}
            index.apply(
                (
                    Gone(change.sheet) if change.deleted else entry(change)
                    for change in last.values()
                ),
                changes[-1].sequence,
            )
            done += len(changes)
            if told:
                told(changes[-1].sequence, archive.head_sequence(work))


def facet_fields(schema: Schema) -> dict[str, Field]:
    """Give the fields that filter a search, by their name in addresses."""
    return {
        facet_name(field): field
        for kind in schema.kinds.values()
        for field in kind.fields
        if field.facet and field.type in FACETED
    }


def document(schema: Schema, places: Places, revision: Revision) -> Document:
    """Give what is indexed of a revision; labels of the form are not."""
    kind = schema.kinds[revision.kind]
    return Document(
        id=revision.sheet,
        kind=revision.kind,
        title=revision.title,
        summary=revision.text("summary"),
        texts={
            "title": revision.title,
            "summary": revision.text("summary"),
            "keywords": "\n".join(
                (
                    *_words(revision.items("keywords")),
                    *_labels(schema, places, kind, revision),
                )
            ),
            "main": "\n".join(_structured(kind, revision)),
            "body": revision.body,
        },
        facets={"kind": (revision.kind,), **_facets(schema, revision)},
        sequence=revision.sequence,
    )


def facet_name(field: Field) -> str:
    """Give the name of a field's facet in addresses."""
    return PARAMETERS.get(field.key, field.key)


def facet_value(field: Field, value: Value) -> str:
    """Give what a value is counted under: a key, a place's code or name.

    A row is counted under the choice it makes.
    """
    if not isinstance(value, Mapping):
        return str(value)
    if field.editor == PLACE:
        return str(value.get("code") or value.get("name") or "")
    return str(value.get(choosing(field).key, ""))


def choosing(field: Field) -> Field:
    """Give the field itself, or of a row the column that is a choice."""
    columns = (column for column in field.columns if column.type is Type.CONCEPT)
    return next(columns, field)


def _facets(schema: Schema, revision: Revision) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(facet_value(field, value) for value in revision.items(field.key))
        for name, field in facet_fields(schema).items()
        if field.key in revision.values
    }


def _structured(kind: Kind, revision: Revision) -> Iterator[str]:
    """Give the authors' words of every field that has no class of its own."""
    for field in _filled(kind, revision):
        if field.type in _WORDS:
            yield from _words(revision.items(field.key))
        elif field.type is Type.ROW and field.editor != PLACE:
            yield from _row_words(field, revision.items(field.key))


def _labels(
    schema: Schema, places: Places, kind: Kind, revision: Revision
) -> Iterator[str]:
    """Give the names of what was chosen: they find, but no extract shows them."""
    for field in _filled(kind, revision):
        values = revision.items(field.key)
        if field.editor == PLACE:
            yield from (places.label(facet_value(field, row)) for row in values)
        elif field.type is Type.CONCEPT:
            concepts = schema.schemes[field.choice].concepts
            known = (concepts[key] for key in _words(values) if key in concepts)
            yield from (word for concept in known for word in concept.label.values())


def _filled(kind: Kind, revision: Revision) -> Iterator[Field]:
    return (
        field
        for field in kind.fields
        if field.key in revision.values and field.key not in _APART | _CREDITS
    )


def _row_words(field: Field, rows: list[Value]) -> Iterator[str]:
    texts = [column.key for column in field.columns if column.type in _WORDS]
    for row in rows:
        if isinstance(row, Mapping):
            yield from _words([row[key] for key in texts if key in row])


def _words(values: list[Value]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
