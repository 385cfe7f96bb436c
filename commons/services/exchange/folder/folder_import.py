"""Loads a folder of Markdown sheets, ours (<kind>/<slug>.md) or those of others.

A file that cannot be accepted is named with its line and the reason; the
others go on. A file without `id` has the one that its source and path give, so
that loading a folder twice changes nothing, and an edited file is a version.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.imports import loads
from commons.adapters.store.imports.loads import Load
from commons.core.domain.schema.kind import Schema, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.domain.sheet import Person, Revision
from commons.core.kinds.places.register import Places
from commons.core.kinds.values.parsing import parse_values
from commons.core.progress import OnProgress
from commons.services.exchange.batch.batch_import import (
    foreseen_outcomes,
    load_planned,
    plan_entries,
)
from commons.services.exchange.batch.entries import (
    SHOWN,
    Entry,
    ImportTerms,
    PublishMode,
    values_digest,
)
from commons.services.exchange.batch.identity import Candidate, Identity, identify_files
from commons.services.exchange.batch.load_report import (
    Fault,
    LoadReport,
    Remark,
    sum_up,
)
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem
from commons.services.exchange.folder.reading import (
    FolderRead,
    Reading,
    SheetFile,
    read_folder,
)
from commons.services.exchange.foreign.mapping_file import FieldMapping
from commons.services.publishing.links import ranked_names
from commons.services.publishing.save import NOTE_LENGTHS

UNPUBLISHED = "brouillon là-bas : laissé, ou gardé en brouillon avec --drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderImport:
    """How to load: who is credited with the versions, and how strictly.

    `source` says whose sheets they are, None for what the folder is called, ""
    for those of the house; `load_folder` is what is written down of it. `incomplete`
    accepts rows that lack a column, as imports from other wikis do. `defaults`
    are raw values for what a file does not say. `account` keeps as drafts what
    cannot be published. `replace` undoes what was corrected by hand, `adopt`
    takes over the sheets of another source, and `ask`, given what those are,
    says whether to. `check` writes nothing to the store, and takes what
    `standing` sheets would be there by then. `mapping` says how files of others
    become sheets; `encoding` is that of files, "" to tell it from each.
    """

    schema: Schema
    places: Places
    blobs: BlobStore
    author: Person
    incomplete: bool = False
    source: str | None = None
    load: Load | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)
    account: str = ""
    replace: bool = False
    adopt: bool = False
    ask: Callable[[Sequence[str]], bool] | None = None
    check: bool = False
    standing: Mapping[str, Revision] = field(default_factory=dict)
    mapping: FieldMapping | None = None
    encoding: str = ""


def load_folder(
    store: Store,
    loading: FolderImport,
    folder: Path,
    on_progress: OnProgress | None = None,
) -> LoadReport:
    """Load every sheet of the folder; `on_progress` gets (done, total).

    Raises TooLargeError for a folder that is too large as a whole, StorageError.
    """
    found = _found(loading, folder)
    drafts = [file for file in found.files if file.draft and not loading.account]
    files = [file for file in found.files if file not in drafts]
    terms = _terms(loading, folder)
    entries = _entries(store, loading, terms, files)
    plans = plan_entries(store, terms, entries, on_progress, loading.standing)
    foreign = [v.entry.title for v in plans if v.fate is Fate.FOREIGN]
    if foreign and loading.ask and loading.ask(foreign):
        terms = replace(terms, adopting=True)
        plans = plan_entries(store, terms, entries, on_progress, loading.standing)
    done = (
        foreseen_outcomes(terms, plans)
        if loading.check
        else load_planned(store, terms, plans, on_progress)
    )
    report = sum_up(done, partial(_fault_of, files))
    report.faults[:0] = found.faults
    report.remarks += [
        *(
            Remark(path=folder / at, sort=n.sort, about=n.about)
            for at, n in found.notes
        ),
        *(Remark(path=file.path, sort=UNPUBLISHED) for file in drafts),
    ]
    report.passed = [
        Remark(path=folder / at, sort=why.value) for at, why in found.survey.passed
    ]
    if terms.load and (report.created or report.updated or report.drafted):
        report.load = "" if loading.check else terms.load.id
    return report


def _found(loading: FolderImport, folder: Path) -> FolderRead:
    reading = Reading(
        schema=loading.schema,
        places=loading.places,
        blobs=loading.blobs,
        mapping=loading.mapping,
        defaults=loading.defaults,
        encoding=loading.encoding,
    )
    return read_folder(folder, reading)


def _terms(loading: FolderImport, folder: Path) -> ImportTerms:
    source = loading.source
    if source is None:
        source = loads.source_of(folder.resolve())
    note = f"Chargement de « {source} »" if source else "Chargement d’un dossier"
    return ImportTerms(
        schema=loading.schema,
        places=loading.places,
        source=source,
        author=loading.author,
        note=note[: NOTE_LENGTHS[1]],
        account=loading.account,
        manner=PublishMode.DRAFT_THE_REST if loading.account else PublishMode.PUBLISH,
        replacing=None if loading.replace else frozenset(),
        named=loading.source is not None,
        automatic=True,
        adopting=loading.adopt,
        lenient=loading.incomplete,
        load=loading.load or loads.new_load(source, folder),
    )


def _entries(
    store: Store,
    loading: FolderImport,
    terms: ImportTerms,
    files: Sequence[SheetFile],
) -> list[Entry]:
    """Give each file as a sheet to be, once it is known which one."""
    spares = {
        key: parse_values(loading.schema, kind, loading.defaults)[0]
        for key, kind in loading.schema.kinds.items()
    }
    first: dict[str, PurePosixPath] = {}
    entries: list[Entry] = []
    found = _identities(store, terms, files, spares)
    for line, (file, identity) in enumerate(zip(files, found, strict=True), start=1):
        problems = list(file.problems)
        if identity.sheet in first:
            details = {"path": first[identity.sheet]}
            problems.append(Problem(field="id", rule=Rule.FILE_TWICE, details=details))
        first.setdefault(identity.sheet, file.place)
        entries.append(_entry(file, line, identity, spares[file.kind.key], problems))
    return entries


def _identities(
    store: Store,
    terms: ImportTerms,
    files: Sequence[SheetFile],
    spares: Mapping[str, Values],
) -> list[Identity]:
    """Say which sheet each file is, of those that say it too."""
    silent = [file for file in files if not file.sheet]
    candidates = [
        Candidate(
            path=file.place,
            kind=file.kind,
            values={**spares[file.kind.key], **file.values},
        )
        for file in silent
    ]
    said = [(_names(file, file.sheet), file.sheet) for file in files if file.sheet]

    def names(sheets: Sequence[str]) -> dict[str, str]:
        pairs = zip(silent, sheets, strict=True)
        return ranked_names([*said, *((_names(file, one), one) for file, one in pairs)])

    with store.read() as work:
        found = iter(
            identify_files(work, terms.schema, terms.source, candidates, names)
        )
    return [Identity(sheet=file.sheet) if file.sheet else next(found) for file in files]


def _entry(
    file: SheetFile,
    line: int,
    identity: Identity,
    spare: Values,
    problems: list[Problem],
) -> Entry:
    return Entry(
        line=line,
        kind=file.kind,
        sheet=identity.sheet,
        title=str(file.values.get("title", file.place.stem))[:SHOWN],
        digest=values_digest({**spare, **file.values}),
        values=file.values,
        fields=frozenset(field.key for field in file.kind.fields),
        spare=spare,
        row_problem=_snag,
        row_problems=tuple(map(_snag, problems)),
        names=_names(file, identity.sheet),
        claims=bool(file.sheet),
        doubtful=identity.doubtful,
        draft=file.draft,
        origin=file.origin,
    )


def _snag(problem: Problem) -> RowProblem:
    return RowProblem(column="", value="", problem=problem)


def _names(file: SheetFile, sheet: str) -> tuple[str, ...]:
    """Give what other files may call a file, the surest first."""
    title, stem = file.values.get("title"), file.place.stem
    said = title if isinstance(title, str) else ""
    return (
        sheet,
        str(file.place),
        f"{file.kind.key}/{stem}",
        said,
        stem,
        *file.aliases,
    )


def _fault_of(
    files: Sequence[SheetFile], outcome: Outcome, row_problem: RowProblem
) -> Fault:
    """Say in which line of its file a problem stands, 1 for the file as a whole."""
    file, problem = files[outcome.line - 1], row_problem.problem
    pattern = re.compile(rf"^{re.escape(problem.field)}\s*:", re.MULTILINE)
    found = pattern.search(file.text) if problem.field else None
    line = file.text.count("\n", 0, found.start()) + 1 if found else 1
    return Fault(path=file.path, line=line, reason=str(problem))
