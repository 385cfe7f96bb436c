"""Loads a folder of Markdown sheets: <kind>/<slug>.md, front matter first.

A file that cannot be accepted is named with its line and the reason; the
others go on. A file without `id` has the one that its source and path give, so
that loading a folder twice changes nothing, and an edited file is a version.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from commons.domain import iri
from commons.domain.kind import Kind, Schema, Values
from commons.domain.problem import Problem, Rule
from commons.domain.sheet import Person, Revision
from commons.errors import FileFormatError, TooLargeError
from commons.kinds.clean import clean
from commons.kinds.places import Places
from commons.media.shelf import Shelf
from commons.services.attach import attached
from commons.services.batch import SHOWN, Entry, Manner, Terms, digest
from commons.services.batch_load import foreseen, load_planned, planned
from commons.services.batch_report import Fate, Outcome, Snag
from commons.services.bring import brought
from commons.services.identify import Candidate, Identity, identify
from commons.services.link import ranked
from commons.services.loaded import Fault, Loaded, reported
from commons.services.locate import located
from commons.services.save import NOTE_LENGTHS
from commons.store import loads
from commons.store.loads import Load
from commons.store.work import Store
from commons.text import front_matter
from commons.text.markdown import title_of

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How to load: who is credited with the versions, and how strictly.

    `source` says whose sheets they are, None for what the folder is called, ""
    for those of the house; `load` is what is written down of it. `incomplete`
    accepts rows that lack a column, as imports from other wikis do. `defaults`
    are raw values for what a file does not say. `account` keeps as drafts what
    cannot be published. `replace` undoes what was corrected by hand, `adopt`
    takes over the sheets of another source, and `ask`, given what those are,
    says whether to. `check` writes nothing to the store, and takes what
    `standing` sheets would be there by then.
    """

    schema: Schema
    places: Places
    shelf: Shelf
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that could be read; `sheet` is "" when it does not say which it is."""

    path: Path
    kind: Kind
    sheet: str
    text: str
    values: Values = field(hash=False)
    problems: tuple[Problem, ...]


def load(
    store: Store, loading: Loading, folder: Path, told: Told | None = None
) -> Loaded:
    """Load every <kind>/*.md of the folder; `told` gets (done, total)."""
    faults: list[Fault] = []
    paths = [
        (kind, path)
        for key, kind in loading.schema.kinds.items()
        for path in sorted((folder / key).glob("*.md"))
    ]
    read = (_read(loading, kind, path, folder, faults) for kind, path in paths)
    files = [file for file in read if file]
    terms = _terms(loading, folder)
    entries = _entries(store, loading, terms, files, folder)
    plans = planned(store, terms, entries, told, loading.standing)
    foreign = [v.entry.title for v in plans if v.fate is Fate.FOREIGN]
    if foreign and loading.ask and loading.ask(foreign):
        terms = replace(terms, adopting=True)
        plans = planned(store, terms, entries, told, loading.standing)
    done = (
        foreseen(terms, plans)
        if loading.check
        else load_planned(store, terms, plans, told)
    )
    report = reported(done, partial(_fault_of, files))
    report.faults[:0] = faults
    if terms.load and (report.created or report.updated or report.drafted):
        report.load = "" if loading.check else terms.load.id
    return report


def _terms(loading: Loading, folder: Path) -> Terms:
    source = folder.resolve().name if loading.source is None else loading.source
    note = f"Chargement de « {source} »" if source else "Chargement d’un dossier"
    return Terms(
        schema=loading.schema,
        places=loading.places,
        source=source,
        author=loading.author,
        note=note[: NOTE_LENGTHS[1]],
        account=loading.account,
        manner=Manner.DRAFT_THE_REST if loading.account else Manner.PUBLISH,
        replacing=None if loading.replace else frozenset(),
        named=loading.source is not None,
        automatic=True,
        adopting=loading.adopt,
        lenient=loading.incomplete,
        load=loading.load or loads.begun(source, folder),
    )


def _read(
    loading: Loading, kind: Kind, path: Path, folder: Path, faults: list[Fault]
) -> _File | None:
    try:
        content = path.read_bytes()
        meta, body = front_matter.read(content)
    except (OSError, FileFormatError, TooLargeError) as error:
        line = getattr(error, "line", 0)
        faults.append(Fault(path=path, line=line, reason=str(error)))
        return None
    sheet = meta.pop("id", None) or ""
    if sheet and not (isinstance(sheet, str) and iri.is_id(sheet)):
        reason = f"id : « {sheet} » n’est pas un identifiant de fiche"
        faults.append(Fault(path=path, line=1, reason=reason))
        return None
    values, problems = _values(loading, kind, _raw(meta, body), path, folder)
    return _File(
        path=path,
        kind=kind,
        sheet=str(sheet),
        text=content.decode(),
        values=values,
        problems=problems,
    )


def _raw(meta: Mapping[str, object], body: str) -> dict[str, object]:
    """Give the raw values of a file; its first heading is its title, without one."""
    raw = dict(meta)
    if "title" not in raw:
        title, rest = title_of(body)
        if title:
            raw["title"], body = title, rest
    return {**raw, "body": body} if body.strip() else raw


def _values(
    loading: Loading, kind: Kind, raw: Mapping[str, object], path: Path, folder: Path
) -> tuple[Values, tuple[Problem, ...]]:
    """Read what a file says, and take in the files that it names."""
    read, unknown = clean(loading.schema, kind, raw)
    placed = located(loading.places, kind, read)
    named, refused = brought(loading.shelf, kind, placed, path, folder)
    values, missing = attached(loading.shelf, kind, named)
    return values, (*unknown, *refused, *missing)


def _entries(
    store: Store, loading: Loading, terms: Terms, files: Sequence[_File], folder: Path
) -> list[Entry]:
    """Give each file as a sheet to be, once it is known which one."""
    spares = {
        key: clean(loading.schema, kind, loading.defaults)[0]
        for key, kind in loading.schema.kinds.items()
    }
    first: dict[str, Path] = {}
    entries: list[Entry] = []
    found = _identities(store, terms, files, spares, folder)
    for line, (file, identity) in enumerate(zip(files, found, strict=True), start=1):
        problems = list(file.problems)
        if identity.sheet in first:
            details = {"path": first[identity.sheet].relative_to(folder)}
            problems.append(Problem(field="id", rule=Rule.FILE_TWICE, details=details))
        first.setdefault(identity.sheet, file.path)
        entries.append(_entry(file, line, identity, spares[file.kind.key], problems))
    return entries


def _identities(
    store: Store,
    terms: Terms,
    files: Sequence[_File],
    spares: Mapping[str, Values],
    folder: Path,
) -> list[Identity]:
    """Say which sheet each file is, of those that say it too."""
    silent = [file for file in files if not file.sheet]
    candidates = [
        Candidate(
            path=file.path.relative_to(folder),
            kind=file.kind,
            values={**spares[file.kind.key], **file.values},
        )
        for file in silent
    ]
    said = [(_names(file, file.sheet), file.sheet) for file in files if file.sheet]

    def names(sheets: Sequence[str]) -> dict[str, str]:
        pairs = zip(silent, sheets, strict=True)
        return ranked([*said, *((_names(file, one), one) for file, one in pairs)])

    with store.read() as work:
        found = iter(identify(work, terms.schema, terms.source, candidates, names))
    return [Identity(sheet=file.sheet) if file.sheet else next(found) for file in files]


def _entry(
    file: _File, line: int, identity: Identity, spare: Values, problems: list[Problem]
) -> Entry:
    return Entry(
        line=line,
        kind=file.kind,
        sheet=identity.sheet,
        title=str(file.values.get("title", file.path.stem))[:SHOWN],
        digest=digest({**spare, **file.values}),
        values=file.values,
        fields=frozenset(field.key for field in file.kind.fields),
        spare=spare,
        snag=_snag,
        snags=tuple(map(_snag, problems)),
        names=_names(file, identity.sheet),
        claims=bool(file.sheet),
        doubtful=identity.doubtful,
    )


def _snag(problem: Problem) -> Snag:
    return Snag(column="", value="", problem=problem)


def _names(file: _File, sheet: str) -> tuple[str, ...]:
    """Give what other files may call a file, the surest first."""
    title, stem = file.values.get("title"), file.path.stem
    said = title if isinstance(title, str) else ""
    return (sheet, f"{file.kind.key}/{stem}", said, stem)


def _fault_of(files: Sequence[_File], outcome: Outcome, snag: Snag) -> Fault:
    """Say in which line of its file a problem stands, 1 for the file as a whole."""
    file, problem = files[outcome.line - 1], snag.problem
    pattern = re.compile(rf"^{re.escape(problem.field)}\s*:", re.MULTILINE)
    found = pattern.search(file.text) if problem.field else None
    line = file.text.count("\n", 0, found.start()) + 1 if found else 1
    return Fault(path=file.path, line=line, reason=str(problem))
