"""Loads a folder of Markdown sheets: <kind>/<slug>.md, front matter first.

A file that cannot be accepted is named with its line and the reason; the
others go on. A file without `id` has the one that its kind and name give, so
that loading a folder twice changes nothing, and an edited file is a version.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from commons.domain import iri
from commons.domain.kind import Schema, Values
from commons.domain.problem import Problem, Rule, Severity
from commons.domain.sheet import Action, Person
from commons.errors import FileFormatError, NotFoundError
from commons.kinds.clean import clean, same
from commons.kinds.places import Places
from commons.media.shelf import Shelf
from commons.services.attach import attached
from commons.services.bring import brought
from commons.services.link import Resolve, named, resolved, resolver
from commons.services.locate import located
from commons.services.publish import Intent, publish
from commons.services.save import problems_of
from commons.store import archive
from commons.store.work import Store, Work
from commons.text import front_matter

CHUNK = 200
NOTE = "Chargement d’un dossier"

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A file that was not accepted; lines count from 1, 0 when unknown."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        """Give path:line: reason, as editors and terminals link it."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.reason}"


@dataclass(slots=True, kw_only=True)
class Loaded:
    """What a load did, in counts of files."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    kind: str
    sheet: str
    before: tuple[str, ...]
    text: str
    values: Values = field(hash=False)
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How to load: who is credited with the versions, and how strictly.

    `incomplete` accepts sheets that lack even what publishing needs, as
    imports from other wikis do.
    """

    schema: Schema
    places: Places
    shelf: Shelf
    author: Person
    incomplete: bool = False


def load(
    store: Store, loading: Loading, folder: Path, told: Told | None = None
) -> Loaded:
    """Load every <kind>/*.md of the folder; `told` gets (done, total)."""
    report = Loaded()
    paths = [
        path
        for kind in loading.schema.kinds
        for path in sorted((folder / kind).glob("*.md"))
    ]
    read = [file for path in paths if (file := _read(loading, path, folder, report))]
    with store.read() as work:
        files = _once([_as_known(work, file) for file in read], report)
    names = _names(files)
    for start in range(0, len(files), CHUNK):
        with store.write() as work:
            resolve = resolver(work, names)
            for file in files[start : start + CHUNK]:
                _load(loading, work, file, resolve, report)
        if told:
            told(min(start + CHUNK, len(files)), len(files))
    return report


def _read(loading: Loading, path: Path, folder: Path, report: Loaded) -> _File | None:
    kind = path.parent.name
    try:
        content = path.read_bytes()
        meta, body = front_matter.read(content)
    except (OSError, FileFormatError) as error:
        line = getattr(error, "line", 0)
        report.faults.append(Fault(path=path, line=line, reason=str(error)))
        return None
    given, name = meta.pop("id", ""), f"{kind}/{path.stem}"
    sheet = given or iri.derived(name)
    if not isinstance(sheet, str) or not iri.is_id(sheet):
        reason = f"id : « {sheet} » n’est pas un identifiant de fiche"
        report.faults.append(Fault(path=path, line=1, reason=reason))
        return None
    raw = {**meta, "body": body} if body.strip() else meta
    values, problems = _values(loading, kind, raw, path, folder)
    return _File(
        path=path,
        kind=kind,
        sheet=sheet,
        before=() if given else iri.derived_apart(name),
        text=content.decode(),
        values=values,
        problems=problems,
    )


def _values(
    loading: Loading, kind_key: str, raw: Mapping[str, object], path: Path, folder: Path
) -> tuple[Values, tuple[Problem, ...]]:
    """Read what a file says, and take in the files that it names."""
    kind = loading.schema.kinds[kind_key]
    read, unknown = clean(loading.schema, kind, raw)
    placed = located(loading.places, kind, read)
    named, refused = brought(loading.shelf, kind, placed, path, folder)
    values, missing = attached(loading.shelf, kind, named)
    return values, (*unknown, *refused, *missing)


def _as_known(work: Work, file: _File) -> _File:
    """Give a file the identity that it was loaded under before, if it was.

    The form of the accents in its name once made another one.
    """
    known = archive.heads(work, [file.sheet, *file.before]) if file.before else {}
    if file.sheet in known:
        return file
    return replace(file, sheet=next((s for s in file.before if s in known), file.sheet))


def _once(files: list[_File], report: Loaded) -> list[_File]:
    """Leave out, and name, the files of a sheet that another file is already."""
    first: dict[str, _File] = {}
    for file in files:
        if first.setdefault(file.sheet, file) is not file:
            reason = f"{first[file.sheet].path} est déjà la même fiche"
            report.faults.append(Fault(path=file.path, line=1, reason=reason))
    return list(first.values())


def _names(files: list[_File]) -> dict[str, str]:
    """Map what the files may call one another to identifiers."""
    titles = [(file.values.get("title"), file.sheet) for file in files]
    return named(
        ((file.sheet, file.sheet) for file in files),
        ((f"{file.kind}/{file.path.stem}", file.sheet) for file in files),
        ((title, sheet) for title, sheet in titles if isinstance(title, str)),
        ((file.path.stem, file.sheet) for file in files),
    )


def _load(
    loading: Loading, work: Work, file: _File, resolve: Resolve, report: Loaded
) -> None:
    kind = loading.schema.kinds[file.kind]
    try:
        head = archive.head(work, file.sheet)
    except NotFoundError:
        head = None
    intent = Intent(
        sheet=file.sheet,
        kind=file.kind,
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=loading.author,
        change_note=NOTE if head else "",
        values=resolved(kind, file.values, resolve),
    )
    faults = [
        problem
        for problem in (*file.problems, *problems_of(loading.schema, intent, resolve))
        if problem.severity is Severity.VIOLATION
        and not (loading.incomplete and problem.rule is Rule.REQUIRED)
    ]
    if faults:
        report.faults.extend(_fault(file, problem) for problem in faults)
    elif head and (head.kind != file.kind or head.deleted):
        reason = f"la fiche {file.sheet} est supprimée ou d’une autre sorte"
        report.faults.append(Fault(path=file.path, line=1, reason=reason))
    elif head and same(loading.schema, kind, head.values, intent.values):
        report.unchanged += 1
    else:
        publish(loading.schema, work, intent)
        report.created += head is None
        report.updated += head is not None


def _fault(file: _File, problem: Problem) -> Fault:
    pattern = re.compile(rf"^{re.escape(problem.field)}\s*:", re.MULTILINE)
    found = pattern.search(file.text)
    line = file.text.count("\n", 0, found.start()) + 1 if found else 1
    return Fault(path=file.path, line=line, reason=str(problem))
