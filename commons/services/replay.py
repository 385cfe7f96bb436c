"""Loads the versions of an export back into the log, as they were."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from commons.domain import clock, iri
from commons.domain.kind import Schema
from commons.domain.sheet import Action, Person
from commons.errors import ConflictError, DamagedError, FileFormatError
from commons.kinds.clean import published
from commons.services.export import VERSIONS
from commons.services.load import CHUNK, Fault, Loaded
from commons.services.publish import Intent, publish
from commons.store import archive
from commons.store.work import Store, Work
from commons.text import front_matter


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    path: Path
    sequence: int
    number: int
    intent: Intent = field(hash=False)


def replay(
    store: Store,
    schema: Schema,
    folder: Path,
    told: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Append the versions of folder/versions in the order of their log.

    A version that is already here is left; one that does not give the hash it
    declares is a fault. `told` gets (done, total).
    """
    report = Loaded()
    paths = sorted((folder / VERSIONS).glob("*/*.md"))
    found = [v for path in paths if (v := _read(schema, path, report))]
    versions = sorted(found, key=lambda version: version.sequence)
    for start in range(0, len(versions), CHUNK):
        with store.write() as work:
            for version in versions[start : start + CHUNK]:
                _append(schema, work, version, report)
        if told:
            told(min(start + CHUNK, len(versions)), len(versions))
    return report


def _read(schema: Schema, path: Path, report: Loaded) -> _Version | None:
    try:
        meta, body = front_matter.read(path.read_bytes())
        sheet, about = _id(meta.pop("id")), cast("Any", meta.pop("version"))
        raw = {**meta, "body": body} if body else meta
        values = published(schema.kinds[about["kind"]], raw)
        action = Action(about["action"])
        author = Person(id=_id(about["author"]["id"]), name=about["author"]["name"])
        intent = Intent(
            sheet=sheet,
            kind=about["kind"],
            parent=int(about["parent"]) or None,
            action=action,
            author=author,
            change_note=str(about["change_note"]),
            values=values,
            instant=clock.from_iso(about["instant"]),
            hash=str(about["hash"]),
        )
    except (KeyError, TypeError, ValueError, OSError, FileFormatError) as error:
        reason = f"cette version ne peut pas être lue ({error})"
        report.faults.append(
            Fault(path=path, line=getattr(error, "line", 1), reason=reason)
        )
        return None
    return _Version(
        path=path,
        sequence=int(about["sequence"]),
        number=int(about["number"]),
        intent=intent,
    )


def _id(found: object) -> str:
    if isinstance(found, str) and iri.is_id(found):
        return found
    msg = f"« {found} » n’est pas un identifiant"
    raise FileFormatError(msg)


def _append(schema: Schema, work: Work, version: _Version, report: Loaded) -> None:
    sheet = version.intent.sheet
    standing = archive.heads(work, [sheet]).get(sheet)
    if standing and version.number <= standing.number:
        report.unchanged += 1
        return
    try:
        publish(schema, work, version.intent)
    except (DamagedError, ConflictError) as error:
        reason = f"cette version n’est pas celle qui a été exportée ({error})"
        report.faults.append(Fault(path=version.path, line=1, reason=reason))
        return
    report.created += version.number == 1
    report.updated += version.number > 1
