"""Verifies what cannot be made again: the log, accounts, drafts, files, the index.

What follows from the log is the business of `repair`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from commons.adapters.media.blob_store import BlobStore, State
from commons.adapters.search.port import Index
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions, seals
from commons.adapters.store.log.seals import Sealed
from commons.adapters.store.measures import (
    inconsistencies,
    shared_names,
)
from commons.adapters.store.people import persons as people
from commons.adapters.store.site import audit_log
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules import publishing_law
from commons.core.progress import OnProgress
from commons.errors import StorageError
from commons.services.operations.checks.licence_check import source_faults
from commons.services.publishing.attachments import files_of

BATCH = 500

DAMAGES = {
    State.ALTERED: "ne correspond pas à son empreinte",
    State.UNREADABLE: "ne peut pas être lu",
    State.ABSENT: "manque",
}
"""What is said of a file that is not sound."""


def verify_instance(
    schema: Schema,
    store: Store,
    index: Index,
    blobs: BlobStore,
    on_progress: OnProgress | None = None,
) -> Iterator[str]:
    """Give one sentence in French for each thing that is wrong.

    What `verify_rows` says, and: the index must not be ahead of the log, each file
    must give its name, and those that versions name must be there. `on_progress` gets
    (done, total).
    """
    named: dict[str, str] = {}
    yield from verify_rows(schema, store, named, on_progress)
    try:
        with store.read() as work:
            total = revisions.head_sequence(work)
        if index.mark() > total:
            yield f"l’index ({index.mark()}) est en avance sur le journal ({total})"
    except StorageError as error:
        yield str(error)
    yield from _files(blobs, named)


def verify_rows(
    schema: Schema,
    store: Store,
    named: dict[str, str],
    on_progress: OnProgress | None = None,
) -> Iterator[str]:
    """Give a sentence for each row of the database that is wrong.

    Every version must have its seal and be told by its block, the payload there
    must give its hash, the sequence must have no gap and its instants must rise,
    each sheet's versions must follow one another; accounts and drafts must agree
    with one another. Into `named` go the files that versions name, and which does.
    """
    try:
        yield from store.faults()
    except StorageError as error:
        yield f"la base est abîmée : {error}"
    try:
        with store.read() as work:
            yield from verify_work(schema, work, named, on_progress)
    except StorageError as error:
        yield f"la base ne peut pas être lue jusqu’au bout : {error}"


def verify_work(
    schema: Schema,
    work: Work,
    named: dict[str, str],
    on_progress: OnProgress | None = None,
) -> Iterator[str]:
    """Give a sentence for each row that is wrong in what a unit of work sees.

    As `verify_rows`. Raises StorageError.
    """
    yield from _log(schema, work, named, on_progress)
    yield from _others(schema, work)
    for name in purges.purged_files(work):
        named.pop(name, None)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """How far the walk through the log has come."""

    last: Sealed | None = None
    numbers: dict[str, int] = field(default_factory=dict)


def _log(
    schema: Schema, work: Work, named: dict[str, str], on_progress: OnProgress | None
) -> Iterator[str]:
    walk, total, after = _Walk(), revisions.head_sequence(work), 0
    people_named: dict[str, str] = {}
    while found := seals.rows_after(work, after, BATCH):
        for sealed in found:
            yield from _version(schema, sealed, walk)
            if sealed.revision and sealed.revision.kind in schema.kinds:
                _note(schema, sealed.revision, named, people_named)
            walk.last = sealed
            walk.numbers[sealed.sheet] = sealed.number
        after = found[-1].sequence
        if on_progress:
            on_progress(after, total)
    for person in sorted(people_named.keys() - people.all_persons(work)):
        yield f"la personne {person} manque, que nomme {people_named[person]}"


def _note(
    schema: Schema,
    version: Revision,
    files: dict[str, str],
    persons: dict[str, str],
) -> None:
    """Write down which files and people a version names."""
    for name in files_of(schema.kinds[version.kind], version.values):
        files.setdefault(name, _name(version))
    for person in people.named_authors(version):
        persons.setdefault(person.id, _name(version))


def _version(schema: Schema, sealed: Sealed, walk: _Walk) -> Iterator[str]:
    name = _name(sealed)
    expected = walk.last.sequence + 1 if walk.last else 1
    if sealed.sequence != expected:
        yield f"le journal saute de {expected - 1} à {sealed.sequence}"
    if sealed.revision is None:
        yield f"{name} ne peut pas être lue"
        return
    yield from _place(sealed.revision, walk)
    yield from _content(schema, sealed.revision, sealed.block)
    if not sealed.whole:
        yield f"{name} n’est plus telle qu’elle fut publiée"


def _place(version: Revision, walk: _Walk) -> Iterator[str]:
    """Say what is wrong with where a version stands."""
    last, before = walk.last, walk.numbers.get(version.sheet, 0)
    if last and last.revision and version.instant <= last.revision.instant:
        yield f"le journal recule dans le temps au numéro {version.sequence}"
    if version.number != before + 1 or (version.parent or 0) != before:
        yield f"{_name(version)} ne suit pas la version {before}"


def _content(schema: Schema, version: Revision, block: bytes) -> Iterator[str]:
    """Say what is wrong with what a version says, and its block with it."""
    name = _name(version)
    if content_hash(block, version.sheet, version.number) != version.hash:
        yield f"{name} : le contenu ne correspond pas à son empreinte"
    if not _is_told(block, version):
        yield f"{name} : son bloc dit ce qui n’est pas d’elle"
    known = version.kind in schema.kinds
    if not known or not iri.is_id(version.sheet) or not iri.is_id(version.author.id):
        yield f"{name} porte un identifiant ou une sorte qui n’en est pas"


def unlawful_heads(schema: Schema, work: Work) -> Iterator[str]:
    """Give a sentence for each standing version that no door should have let in."""
    for head in seals.last_ones(work):
        kind = schema.kinds.get(head.kind)
        if kind is None or head.deleted:
            continue
        problems = publishing_law.legal_problems(schema, kind, head.values)
        lacking = dict.fromkeys(kind.field(p.field).label["fr"] for p in problems)
        if lacking:
            yield f"{_name(head)} n’aurait pas dû être publiée : il manque {', '.join(lacking)}"
        yield from map(str, source_faults(schema, work, head))


def content_hash(block: bytes, sheet: str, number: int) -> str:
    """Give the sha-256 of what a stored block says in the version's own graph.

    The recipe for anybody: put the marker where the base stands, keep the
    lines whose graph is the version, drop the graph's name, and hash them in
    their order (which is sorted: RDFC-1.0 without blank nodes).
    """
    graph = f" <{iri.version_iri(sheet, number)}> .\n".encode()
    lines = (
        line.removesuffix(graph) + b" .\n"
        for line in block.splitlines(keepends=True)
        if line.endswith(graph)
    )
    return sha256(b"".join(lines)).hexdigest()


def _is_told(block: bytes, version: Revision) -> bool:
    """Say whether each line of a block is of its version, or of who wrote it."""
    itself = f"<{iri.version_iri(version.sheet, version.number)}>".encode()
    ends = b" " + itself + b" .\n"
    starts = (itself + b" ", f"<{iri.person_iri(version.author.id)}> ".encode())
    return all(
        line.endswith(ends) or line.startswith(starts)
        for line in block.splitlines(keepends=True)
    )


def _others(schema: Schema, work: Work) -> Iterator[str]:
    """Say what is wrong beside the log."""
    for doubt in inconsistencies.find_inconsistencies(work, schema.kinds):
        yield f"table {doubt.table} : {doubt.column} de {doubt.row} ne peut pas être juste"
    if (number := audit_log.broken_at(work)) is not None:
        yield f"le journal des actes est rompu à l’entrée {number}"
    for one in shared_names.wrong_names(work):
        if one.table == "accounts":
            yield f"le compte {one.row} ne porte ni le nom de sa personne, ni un nom réservé"


def _files(blobs: BlobStore, named: Mapping[str, str]) -> Iterator[str]:
    there = set(blobs.names())
    for name, where in named.items():
        if name not in there:
            yield f"le fichier {name} manque, que nomme {where}"
    for name in sorted(there):
        if (state := blobs.state(name)) is not State.SOUND:
            yield f"le fichier {name} {DAMAGES[state]}"


def _name(version: Revision | Sealed) -> str:
    return f"la version {version.number} de la fiche {version.sheet}"
