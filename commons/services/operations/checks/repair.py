"""Makes again what the log says already, wherever the tables say something else."""

from collections.abc import Iterator, Sequence
from itertools import islice

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import seals
from commons.adapters.store.log.projections import (
    contributions,
    derived_rows,
    file_visibility,
)
from commons.adapters.store.measures import (
    file_references,
    shared_names,
)
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.categories import categories_of
from commons.core.progress import OnProgress
from commons.services.publishing.links import sheet_links

AT_ONCE = 500


def find_stale_rows(
    schema: Schema, work: Work, on_progress: OnProgress | None = None
) -> Iterator[str]:
    """Give a sentence in French for each row that does not follow from the log.

    A sheet whose last version is damaged is passed over. `on_progress` gets (done,
    total).
    """
    for name, count in derived_rows.count_orphans(work).items():
        yield f"table {name} : {count} lignes ne suivent d’aucune fiche du journal"
    for head, right, found in _compared(schema, work, on_progress):
        if wrong := [name for name in right if right[name] != found[name]]:
            yield f"table {', '.join(wrong)} : la fiche {head.sheet} y est autre qu’au journal"
    named, public = (
        file_references.published_files(work),
        file_visibility.every_public(work),
    )
    for name, sheet in sorted(named ^ public, key=str):
        there = (name, sheet) in named
        said = "n’y est pas" if there else "y est, qu’aucune version ne nomme"
        yield f"table public_files : le fichier {name} de {sheet} {said}"
    for one in shared_names.wrong_names(work):
        yield f"table {one.table} : {one.row} n’y a pas son nom"


def make_again(
    schema: Schema, store: Store, on_progress: OnProgress | None = None
) -> list[str]:
    """Make again the rows that do not follow from the log; say which.

    What nobody can know is left, for `verify` to say. No write waits when all is
    right.
    """
    with store.read() as work:
        found = list(find_stale_rows(schema, work, on_progress))
    if not found:
        return []
    with store.write() as work:
        derived_rows.remove_strays(work)
        wrong = [
            (head, right)
            for head, right, found in _compared(schema, work)
            if right != found
        ]
        for head, right in wrong:
            derived_rows.replace_rows(work, head, right)
        file_visibility.correct_public_files(
            work, file_references.published_files(work)
        )
        for one in shared_names.wrong_names(work):
            shared_names.mend_name(work, one)
    with store.read() as work:
        left = set(find_stale_rows(schema, work))
    return [sentence for sentence in found if sentence not in left]


def _compared(
    schema: Schema, work: Work, on_progress: OnProgress | None = None
) -> Iterator[tuple[Revision, derived_rows.Rows, derived_rows.Rows]]:
    """Give each head, the rows that follow from it, and those that there are."""
    heads = seals.last_ones(work, on_progress)
    while some := list(islice(heads, AT_ONCE)):
        authors = contributions.authors_of(work, [head.sheet for head in some])
        for head, found in zip(
            some, derived_rows.rows_present(work, some), strict=True
        ):
            yield head, _expected_rows(schema, head, authors[head.sheet]), found


def replace_rows(schema: Schema, work: Work, head: Revision) -> None:
    """Write the rows that follow from a head, whatever they were."""
    authors = contributions.authors_of(work, [head.sheet])[head.sheet]
    derived_rows.replace_rows(work, head, _expected_rows(schema, head, authors))


def _expected_rows(
    schema: Schema, head: Revision, authors: Sequence[str]
) -> derived_rows.Rows:
    kind = schema.kinds.get(head.kind)
    if kind is None:
        return derived_rows.rows_expected(head, (), (), authors)
    links = sheet_links(kind, head.values)
    shelves = categories_of(schema, kind, head.values)
    return derived_rows.rows_expected(head, links, shelves, authors)
