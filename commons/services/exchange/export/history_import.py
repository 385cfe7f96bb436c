"""Loads the versions of an export back into the log, as they were.

An export may have been written by anybody. A version that is already here is
left; one that would give the words, the name or the sheets of somebody of this
commons to others is refused and named, and the other versions go on.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.imports import loads, provenance
from commons.adapters.store.imports.loads import Load
from commons.adapters.store.imports.provenance import Provenance
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts, persons
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Revision
from commons.core.kinds.rules.publishing_law import legal_problems
from commons.core.progress import OnProgress
from commons.errors import (
    CommonsError,
    ConflictError,
    DamagedError,
    FileFormatError,
    NotFoundError,
    StorageError,
    TooLargeError,
    UnfitSheetError,
)
from commons.services.exchange.batch.entries import short_of
from commons.services.exchange.batch.load_report import Fault, LoadReport
from commons.services.exchange.export.version_files import (
    Version,
    mark_superseded,
    read_version,
)
from commons.services.exchange.foreign.survey import VERSIONS
from commons.services.publishing.authors import claimed_persons, named_people, names_in
from commons.services.publishing.publish import publish_version, unlawful

CHUNK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayOptions:
    """How to load an export: what is written down of it, and whose sheets it may go on.

    `adopt` lets it go on with the sheets of other sources; `ask`, given their
    titles, says whether to.
    """

    load: Load
    adopt: bool = False
    ask: Callable[[Sequence[str]], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What every version of a replay needs.

    `strangers` are people who are new to this commons, `foreign` the sheets of
    it that are another source's, and no version may go on with.
    """

    schema: Schema
    strangers: frozenset[str]
    foreign: frozenset[str]


@dataclass(slots=True, kw_only=True)
class ForeseenReplay:
    """What a replay would do, and the heads that would stand."""

    report: LoadReport
    heads: dict[str, Revision] = field(default_factory=dict)


def replay_history(
    store: Store,
    schema: Schema,
    folder: Path,
    on_progress: OnProgress | None = None,
    replaying: ReplayOptions | None = None,
) -> LoadReport:
    """Append the versions of folder/versions in the order of their log.

    A version that does not give the hash it declares is a fault. `on_progress` gets
    (done, total).
    """
    way = replaying or ReplayOptions(load=loads.new_load(folder.resolve().name, folder))
    report = LoadReport()
    versions = _versions(schema, folder, report)
    job = _job(store, schema, way, versions)
    for start in range(0, len(versions), CHUNK):
        with store.write() as work:
            some = versions[start : start + CHUNK]
            done = [r for v in some if (r := _append(work, job, v, report))]
            _write_down(work, way.load, done)
        if on_progress:
            on_progress(min(start + CHUNK, len(versions)), len(versions))
    report.load = way.load.id if report.created or report.updated else ""
    return report


def foresee_replay(
    store: Store,
    schema: Schema,
    folder: Path,
    on_progress: OnProgress | None,
    way: ReplayOptions,
) -> ForeseenReplay:
    """Say what `replay_history` would do. Writes nothing."""
    report = LoadReport()
    versions = _versions(schema, folder, report)
    job = _job(store, schema, way, versions)
    heads: dict[str, Revision] = {}
    past: dict[str, list[Revision]] = {}
    with store.read() as work:
        for done, version in enumerate(versions, start=1):
            sheet = version.new_revision.sheet
            head = heads.get(sheet) or revisions.get_heads(work, [sheet]).get(sheet)
            refusal = _refusal(work, job, version, head)
            if refusal is None and not _is_here(head, version):
                refusal = _unsound(job, work, version, (head, past.get(sheet, [])))
            if refusal is None and not _is_here(head, version):
                heads[sheet] = _revision(version)
                past.setdefault(sheet, []).append(heads[sheet])
            _count(report, version, refusal, here=_is_here(head, version))
            if on_progress:
                on_progress(done, len(versions))
    return ForeseenReplay(report=report, heads=heads)


def _versions(schema: Schema, folder: Path, report: LoadReport) -> list[Version]:
    """Read all versions, in the order of their log; name those that cannot be read."""
    found: list[Version] = []
    for path in sorted((folder / VERSIONS).glob("*/*.md")):
        try:
            found.append(read_version(schema, path))
        except (StorageError, FileFormatError, TooLargeError) as error:
            reason = f"cette version ne peut pas être lue ({error})"
            line = getattr(error, "line", 1)
            report.faults.append(Fault(path=path, line=line, reason=reason))
    found.sort(key=lambda version: (version.sequence, version.number))
    last = {version.new_revision.sheet: version for version in found}
    return [
        version
        if version is last[version.new_revision.sheet]
        or _lawless(schema, last[version.new_revision.sheet])
        else mark_superseded(version)
        for version in found
    ]


def _lawless(schema: Schema, version: Version) -> bool:
    new_revision = version.new_revision
    if new_revision.action is Action.DELETE:
        return False
    return bool(
        legal_problems(schema, schema.kinds[new_revision.kind], new_revision.values)
    )


def _job(
    store: Store, schema: Schema, way: ReplayOptions, versions: Sequence[Version]
) -> _Job:
    named = {person for version in versions for person in _people(version)}
    with store.read() as work:
        known = persons.names_of(work, named)
        foreign = {} if way.adopt else _foreign(work, way.load.source, versions)
    if foreign and way.ask and way.ask(list(foreign.values())):
        foreign = {}
    strangers = frozenset(named - known.keys())
    return _Job(schema=schema, strangers=strangers, foreign=frozenset(foreign))


def _people(version: Version) -> Iterator[str]:
    yield version.new_revision.author.id
    yield from named_people(version.new_revision.values)


def _foreign(work: Work, source: str, versions: Iterable[Version]) -> dict[str, str]:
    """Map the sheets of other sources that versions would go on with to titles."""
    newest = {version.new_revision.sheet: version.number for version in versions}
    heads = revisions.get_heads(work, list(newest))
    left = provenance.provenance_of(work, list(heads))
    return {
        sheet: head.title
        for sheet, head in heads.items()
        if newest[sheet] > head.number
        and not (
            sheet in left
            and left[sheet].source
            and short_of(left[sheet].source) == short_of(source)
        )
    }


def _append(
    work: Work, job: _Job, version: Version, report: LoadReport
) -> Revision | None:
    """Publish a version, if it is new and nothing stands against it."""
    head = revisions.get_heads(work, [version.new_revision.sheet]).get(
        version.new_revision.sheet
    )
    here, revision = _is_here(head, version), None
    refusal = _refusal(work, job, version, head)
    if refusal is None and not here:
        try:
            if version.new_revision.author.id not in job.strangers:
                persons.keep_names(work, version.new_revision.author)
            revision = publish_version(job.schema, work, version.new_revision, head)
        except (DamagedError, ConflictError, NotFoundError) as error:
            refusal = _not_the_exported(error)
        except UnfitSheetError as error:
            refusal = str(error)
    _count(report, version, refusal, here=here)
    return revision


def _refusal(
    work: Work, job: _Job, version: Version, head: Revision | None
) -> str | None:
    """Say why a version may not come in, None if it may or is here already."""
    new_revision = version.new_revision
    if purges.was_purged(work, new_revision.sheet, new_revision.hash):
        return "son texte a été retiré d’ici pour de bon"
    if head and version.number <= head.number:
        ours = _ours(work, head, version.number)
        same = ours is None or (ours.hash, ours.kind) == (
            new_revision.hash,
            new_revision.kind,
        )
        return None if same else "une autre version de ce numéro est déjà ici"
    if (head.number if head else None) != new_revision.parent:
        return f"la version {new_revision.parent}, dont elle part, n’est pas ici"
    if head and head.kind != new_revision.kind:
        return "cette fiche est d’une autre sorte sur ce site"
    if head and head.sheet in job.foreign:
        return "cette fiche ne vient pas de cette source : --adopt la reprend"
    return _impersonation(work, version, head)


def _impersonation(work: Work, version: Version, head: Revision | None) -> str | None:
    """Say whose words of this commons a version claims to be, None if nobody's."""
    new_revision = version.new_revision
    if accounts.has_account(work, new_revision.author.id):
        return f"son autrice ou auteur ({new_revision.author.id}) a un compte ici"
    for person in claimed_persons(
        work, new_revision.values, head, names_in(work, [new_revision.values])
    ):
        if accounts.has_account(work, person):
            return f"elle nomme autrice ou auteur une personne d’ici ({person})"
    return None


def _ours(work: Work, head: Revision, number: int) -> Revision | None:
    """Give a version that is here, None for one that is only foreseen."""
    if number == head.number:
        return head
    try:
        return revisions.get_revision(work, head.sheet, number)
    except NotFoundError:
        return None


def _is_here(head: Revision | None, version: Version) -> bool:
    return head is not None and version.number <= head.number


def _unsound(
    job: _Job,
    work: Work,
    version: Version,
    standing: tuple[Revision | None, Sequence[Revision]],
) -> str | None:
    """Say what publishing the version would say against it.

    `standing` is the head that there would be, and the versions that would be before
    it.
    """
    schema, new_revision = job.schema, version.new_revision
    if problems := unlawful(schema, work, new_revision, *standing):
        return str(UnfitSheetError(problems))
    found = render_block(schema, _revision(version)).hash
    if found != new_revision.hash:
        return _not_the_exported(
            DamagedError(f"{new_revision.hash[:12]}… ≠ {found[:12]}…")
        )
    return None


def _not_the_exported(error: CommonsError) -> str:
    return f"cette version n’est pas celle qui a été exportée ({error})"


def _revision(version: Version) -> Revision:
    new_revision = version.new_revision
    assert new_revision.instant is not None  # noqa: S101 - what read_version gives
    return Revision(
        sheet=new_revision.sheet,
        kind=new_revision.kind,
        number=version.number,
        parent=new_revision.parent,
        sequence=version.sequence,
        instant=new_revision.instant,
        action=new_revision.action,
        author=new_revision.author,
        change_note=new_revision.change_note,
        values=new_revision.values,
        hash=new_revision.hash,
    )


def _count(
    report: LoadReport, version: Version, refusal: str | None, *, here: bool
) -> None:
    if refusal is not None:
        report.faults.append(Fault(path=version.path, line=1, reason=refusal))
    elif here:
        report.unchanged += 1
    else:
        report.created += version.number == 1
        report.updated += version.number > 1


def _write_down(work: Work, load: Load, done: Sequence[Revision]) -> None:
    """Write down what came in, and that each sheet is of this source."""
    if not done:
        return
    loads.begin_load(work, load)
    loads.note_versions(work, load.id, [revision.sequence for revision in done])
    last = {revision.sheet: revision for revision in done}
    before = provenance.provenance_of(work, list(last))
    for sheet, revision in last.items():
        trace = before.get(sheet)
        source = trace.source if trace and trace.source else load.source
        number = 0 if revision.deleted else revision.number
        provenance.save_provenance(
            work,
            Provenance(
                sheet=sheet, number=number, digest="", source=source, load=load.id
            ),
        )
