"""Keeps the search index level with the log; says what of a sheet is indexed.

The index is the log's first harvester: its mark is written in its own commit,
one process indexes at a time and those that waited read the mark again, so a
crash costs nothing and a rebuild is the mark set to 0.
"""

from collections.abc import Callable, Iterator, Mapping

from commons.domain.kind import PLACE, Field, Kind, Schema, Type, Value
from commons.domain.sheet import Revision
from commons.kinds.places import Places
from commons.search.extract import BREAK
from commons.search.port import Document, Gone, Index
from commons.services.facets import counted, facets
from commons.store import archive
from commons.store.work import Store

BATCH = 500
RECIPE = 4
"""Raised when `document` says something else of a sheet, or when what was indexed
cannot be trusted: all are indexed anew."""
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
            "main": BREAK.join(_structured(kind, revision)),
            "body": revision.body,
        },
        facets={
            name: values
            for name, facet in facets(schema, places).items()
            if (values := facet.values(revision))
        },
        sequence=revision.sequence,
    )


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
            yield from (places.label(counted(field, row)) for row in values)
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
