"""Says which sheet each file of a folder is: by its own word, or by source and path.

Folders loaded before sources were written down were known by kind and name
alone. Their sheets are recognised by what their versions say, so that such a
folder loads again without a change, and no other folder takes them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.imports import provenance
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import name_of_file
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.sheet import Revision
from commons.core.kinds.values.parsing import says_same
from commons.services.exchange.batch.entries import short_of
from commons.services.publishing.links import Resolve, make_resolver, resolve_links

MOST_VERSIONS = 100
"""How many versions back a sheet without a source is looked into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that says nothing of its identity; `path` starts from its folder."""

    path: PurePath
    kind: Kind
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which sheet a file is; `doubtful` when it only looks like it."""

    sheet: str
    doubtful: bool = False


def sheet_of(source: str, path: PurePath) -> str:
    """Return the identifier of the sheet of a file, "" being the house's own source."""
    key = name_of_file(path.with_suffix("").as_posix()).casefold()
    return iri.id_from_name(f"/{short_of(source)}/{key}" if source else key)


def identify_files(
    work: Work,
    schema: Schema,
    source: str,
    files: Sequence[Candidate],
    names: Callable[[Sequence[str]], Mapping[str, str]],
) -> list[Identity]:
    """Return the identity of each file, in their order.

    `names` gives what files may call one another, from the sheet of each file.
    """
    ours = [sheet_of(source, file.path) for file in files]
    past = [_once(file) for file in files]
    heads = revisions.get_heads(
        work, [*ours, *(one for forms in past for one in forms)]
    )
    older = [next((s for s in forms if s in heads), forms[0]) for forms in past]
    left = provenance.provenance_of(work, older)
    unsourced = {
        sheet
        for sheet in older
        if sheet in heads and not (sheet in left and left[sheet].source)
    }
    mine = {
        sheet
        for sheet, trace in left.items()
        if trace.source and short_of(trace.source) == short_of(source)
    }
    assumed: list[str] = []
    taken: set[str] = set()
    for now, was in zip(ours, older, strict=True):
        free = was in unsourced | mine and was not in taken and now not in heads
        assumed.append(was if free else now)
        taken.add(assumed[-1])
    resolve = make_resolver(work, names(assumed))
    alike = {
        sheet: _alike(work, schema, heads[sheet], file, resolve)
        for file, sheet in zip(files, assumed, strict=True)
        if sheet in unsourced
    }
    at_home = any(found.exact for found in alike.values())
    return [
        _identity(now, sheet, alike.get(sheet), at_home=at_home)
        for now, sheet in zip(ours, assumed, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alike:
    """Whether a version of a sheet says all that a file does, or is credited alike."""

    exact: bool
    credited: bool


def _identity(
    ours: str, assumed: str, alike: _Alike | None, *, at_home: bool
) -> Identity:
    if alike is None or alike.exact or at_home:
        return Identity(sheet=assumed)
    if alike.credited:
        return Identity(sheet=assumed, doubtful=True)
    return Identity(sheet=ours)


def _once(file: Candidate) -> tuple[str, ...]:
    """Give the identifiers that a file had before sources were written down."""
    name = f"{file.kind.key}/{name_of_file(file.path.stem)}"
    return (iri.id_from_name(name), *iri.other_ids_from_name(name))


def _alike(
    work: Work, schema: Schema, head: Revision, file: Candidate, resolve: Resolve
) -> _Alike:
    wanted = resolve_links(file.kind, file.values, resolve)
    versions = list(_versions(work, head))
    return _Alike(
        exact=any(says_same(schema, file.kind, v.values, wanted) for v in versions),
        credited=any(_credit(v.values) == _credit(wanted) for v in versions),
    )


def _versions(work: Work, head: Revision) -> Iterator[Revision]:
    yield head
    if head.number > 1:
        yield from revisions.list_history(work, head.sheet, limit=MOST_VERSIONS)


def _credit(values: Values) -> list[object]:
    return [values.get(key) for key in ("title", "authors", "licence")]
