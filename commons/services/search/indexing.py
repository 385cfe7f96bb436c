"""Keeps the search index level with the log; says what of a sheet is indexed.

The index is the log's first follower (`commons.services.operations.following`): its mark is
written in its own commit, and a rebuild is the mark set to 0. Heads alone are read:
what a later version replaces is passed over, whether it is a moment or years old.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from commons.adapters.search.answers.snippets import BREAK
from commons.adapters.search.port import (
    BEHIND,
    PLACED,
    TRIALS,
    YES,
    Deletion,
    Document,
    Index,
    Query,
    SearchResults,
)
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.trials import (
    trials_by_place,
    versions_ever_tried,
)
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import PLACE, Field, Kind, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.location import location_key
from commons.core.kinds.places.register import Places
from commons.core.progress import OnProgress
from commons.services.operations.following import log_follower
from commons.services.operations.following.log_follower import Batch, LogFollower
from commons.services.reuse.trials import TrialSummary, sum_up
from commons.services.search.facets import (
    TRIED_FACET,
    facet_value,
    fitting_numbers,
    list_facets,
    tried_values,
)

BATCH_SIZE = 1_000
"""How many changes one commit of the index holds at most: a search asks each segment."""
MOMENT = 100
"""How many changes the log may be ahead of an index that still answers for it."""
RECIPE = 16
"""Raised when `index_document` says something else of a sheet, or when what was indexed
cannot be trusted: all are indexed anew."""
UNKNOWN = Query(words="xyzzyx plugh")
"""Words that no sheet has, so that answering them looks everything up: what the
first searches of a process would wait for is then at hand."""
_APART = frozenset({"title", "summary", "keywords", "body", "when_to_use"})
_CREDITS = frozenset({"sources", "links", "files", "images", "help"})


Describe: TypeAlias = Callable[
    [Work, Sequence[Revision]], Iterable[Document | Deletion]
]
"""Returns what the index is told of changes; see `index_changes`."""


def catch_up(
    store: Store,
    index: Index,
    describe: Describe,
    on_progress: OnProgress | None = None,
) -> int:
    """Index what the log holds beyond the mark; give how many sheets changed.

    `describe` says what is indexed of changes; `on_progress` is called with (done,
    total), in places of the log, after each batch.
    """
    follower = index_follower(store, index, describe)
    return log_follower.catch_up(store, follower, on_progress)


def index_follower(store: Store, index: Index, describe: Describe) -> LogFollower:
    """Return the follower that keeps an index level; its mark is its checkpoint."""

    @contextmanager
    def turn() -> Iterator[Work]:
        with index.exclusive(), store.read() as work:
            yield work

    def index_batch(work: Work, batch: Batch) -> None:
        index.apply(
            describe(work, batch.changes),
            batch.checkpoint,
            whole=batch.checkpoint >= batch.head,
        )

    return LogFollower(
        checkpoint=lambda _: index.mark() or (0 if index.whole() else None),
        turn=turn,
        handle=index_batch,
        rewind=lambda _work, _head: index.clear(),
        changes=revisions.changed_heads,
        batch_size=BATCH_SIZE,
    )


def is_unfinished(state: SearchResults, work: Work) -> bool:
    """Say whether an answer lacks sheets: the index is being made, or far behind.

    What lags behind by a moment, as after every save, is not meant.
    """
    return is_far_behind(revisions.head_sequence(work) - state.mark, whole=state.whole)


def is_far_behind(behind: int, *, whole: bool) -> bool:
    """Say whether so many changes behind the log are too many to answer for it."""
    return behind > (MOMENT if whole else 0)


def index_changes(
    schema: Schema, places: Places, work: Work, changes: Sequence[Revision]
) -> Iterator[Document | Deletion]:
    """Give what the index is told of changed heads.

    With each changed trial comes the sheet that it tells of, and those that its earlier
    versions told of: how often they were tried is found with them.
    """
    touched = [*changes, *_heads_tried(schema, work, changes)]
    tried = trials_by_place(work, [one.sheet for one in touched])
    for one in touched:
        if one.deleted:
            yield Deletion(one.sheet)
        else:
            summary = sum_up(places, tried.get(one.sheet, ()))
            yield index_document(schema, places, one, summary)


def _heads_tried(
    schema: Schema, work: Work, changes: Sequence[Revision]
) -> list[Revision]:
    """Return the heads that stand of the sheets which changed trials tell of."""
    about = {key for key, kind in schema.kinds.items() if kind.subject is not None}
    trials = [one.sheet for one in changes if one.kind in about]
    named = map(iri.version_of, versions_ever_tried(work, trials))
    sheets = {one[0] for one in named if one}.difference(one.sheet for one in changes)
    heads = revisions.get_heads(work, sorted(sheets))
    return [head for head in heads.values() if not head.deleted]


_UNTRIED = TrialSummary(total=0, places=(), version=0)


def index_document(
    schema: Schema,
    places: Places,
    revision: Revision,
    trials: TrialSummary = _UNTRIED,
) -> Document:
    """Give what is indexed of a revision, and of its trials; labels of the form are not.

    What is about another sheet comes behind those that say something by themselves.
    """
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
            "needs": "\n".join(_words(revision.items("when_to_use"))),
            "main": BREAK.join(_structured(kind, revision)),
            "body": revision.body,
        },
        facets={
            name: values
            for name, values in (
                *(
                    (name, facet.values(revision))
                    for name, facet in list_facets(schema, places).items()
                ),
                (TRIED_FACET, tried_values(trials)),
                (TRIALS, (str(trials.total),) if trials.total else ()),
                (BEHIND, (YES,) if kind.subject is not None else ()),
                (PLACED, _placed(places, kind, revision)),
            )
            if values
        },
        sequence=revision.sequence,
        spans=fitting_numbers(revision),
        language=revision.text("language"),
    )


def _placed(places: Places, kind: Kind, revision: Revision) -> tuple[str, ...]:
    """Give where a sheet stands on a map: the keys of its places."""
    rows = (
        row
        for field in kind.fields
        if field.editor == PLACE
        for row in revision.items(field.key)
    )
    keys = (location_key(places, row) for row in rows if isinstance(row, Mapping))
    return tuple(dict.fromkeys(key for key in keys if key))


def _structured(kind: Kind, revision: Revision) -> Iterator[str]:
    """Give the authors' words of every field that has no class of its own."""
    for field in _filled(kind, revision):
        if field.type.is_text:
            yield from _words(revision.items(field.key))
        elif field.type.has_columns and field.editor != PLACE:
            yield from _row_words(field, revision.items(field.key))


def _labels(
    schema: Schema, places: Places, kind: Kind, revision: Revision
) -> Iterator[str]:
    """Give the names of what was chosen: they find, but no extract shows them."""
    for field in _filled(kind, revision):
        values = revision.items(field.key)
        if field.editor == PLACE:
            yield from _place_names(places, [facet_value(field, row) for row in values])
        elif field.type.chooses_concept:
            concepts = schema.schemes[field.choice].concepts
            known = (concepts[key] for key in _words(values) if key in concepts)
            yield from (word for concept in known for word in concept.label.values())


def _place_names(places: Places, chosen: list[str]) -> Iterator[str]:
    """Give the names of places, of their departments and of their regions."""
    for value in chosen:
        yield places.label(value)
        code = value if places.get(value) else places.named(value.rpartition(" de ")[2])
        for around in codes_around(places, code)[value == code :] if code else ():
            yield places.label(around)


def _filled(kind: Kind, revision: Revision) -> Iterator[Field]:
    return (
        field
        for field in kind.fields
        if field.key in revision.values and field.key not in _APART | _CREDITS
    )


def _row_words(field: Field, rows: list[Value]) -> Iterator[str]:
    texts = [column.key for column in field.columns if column.type.is_text]
    for row in rows:
        if isinstance(row, Mapping):
            yield from _words([row[key] for key in texts if key in row])


def _words(values: list[Value]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))
