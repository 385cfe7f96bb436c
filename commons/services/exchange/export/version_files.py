"""Reads the version files of an export, as a stranger may have written them.

Nothing in a file is believed: each member has its type and its bounds, and what
it says of people, sheets and the past is weighed by `replay`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import REFUSED, is_blank
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Person
from commons.core.kinds.values.parsing import parse_published
from commons.core.text.files import front_matter
from commons.errors import FileFormatError
from commons.services.exchange.foreign.survey import read_inside
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import note_problems

MOST_BYTES = 8_000_000
"""How large a version file is at most."""

MOST = 2**53
"""The largest number that a file may count to."""

LONGEST_NAME = 200
AHEAD = timedelta(minutes=5)
"""How far the clock of who exported may be ahead of ours."""

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version as an export has it; `sequence` is its place in that log."""

    path: Path
    sequence: int
    number: int
    new_revision: NewRevision = field(hash=False)


def read_version(schema: Schema, path: Path) -> Version:
    """Read one version file, never what lies outside its export.

    Raises FileFormatError, TooLargeError, StorageError.
    """
    place = PurePosixPath(*path.parts[-3:])
    meta, body = front_matter.read_front_matter(
        read_inside(path.parents[2], place, MOST_BYTES)
    )
    about = _mapping(meta.pop("version", None), "version")
    author = _mapping(about.get("author"), "author")
    sheet = _text(meta.pop("id", None), "id", iri.is_id)
    kind = _text(about.get("kind"), "kind", lambda key: key in schema.kinds)
    number = _count(about.get("number"), "number", least=1)
    action = Action(_text(about.get("action"), "action", lambda a: a in set(Action)))
    _agree(_count(about.get("parent"), "parent", least=0) == number - 1, "parent")
    _agree((action is Action.CREATE) == (number == 1), "action")
    raw = {**meta, "body": body} if body else meta
    values = parse_published(schema.kinds[kind], raw)
    new_revision = NewRevision(
        sheet=sheet,
        kind=kind,
        parent=number - 1 or None,
        action=action,
        author=Person(
            id=_text(author.get("id"), "author.id", iri.is_id),
            name=_text(author.get("name"), "author.name", _is_name),
        ),
        change_note=_text(about.get("change_note"), "change_note", _is_note),
        values=values,
        instant=_instant(about.get("instant")),
        hash=_text(about.get("hash"), "hash", lambda h: bool(_HASH.fullmatch(h))),
    )
    return Version(
        path=path,
        sequence=_count(about.get("sequence"), "sequence", least=1),
        number=number,
        new_revision=new_revision,
    )


def mark_superseded(version: Version) -> Version:
    """Return a version that a later one of the same export takes the place of."""
    return replace(version, new_revision=replace(version.new_revision, superseded=True))


def _refuse(key: str, found: object) -> FileFormatError:
    shown = str(found)[:60] if found is not None else ""
    return FileFormatError(f"{key} : « {shown} » n’est pas possible ici", 1)


def _agree(fits: bool, key: str) -> None:  # noqa: FBT001 - the fact itself
    if not fits:
        raise FileFormatError(f"{key} : ne va pas avec le numéro de la version", 1)


def _mapping(found: object, key: str) -> Mapping[str, object]:
    if not isinstance(found, Mapping):
        raise _refuse(key, found)
    return found


def _text(found: object, key: str, fits: Callable[[str], bool]) -> str:
    if not isinstance(found, str) or not fits(found):
        raise _refuse(key, found)
    return found


def _count(found: object, key: str, *, least: int) -> int:
    if type(found) is not int or not least <= found <= MOST:
        raise _refuse(key, found if type(found) is not int else "…")
    return found


def _instant(found: object) -> datetime:
    """Read when a version was published: no time before 1970, and none to come."""
    try:
        instant = clock.from_iso(_text(found, "instant", bool))
    except (ValueError, OverflowError) as error:
        raise _refuse("instant", found) from error
    if not clock.EPOCH <= instant <= clock.now() + AHEAD:
        raise _refuse("instant", found)
    return instant


def _is_name(name: str) -> bool:
    plain = not REFUSED.search(name) and iri.BASE_PLACEHOLDER not in name
    return plain and not is_blank(name) and len(name) <= LONGEST_NAME


def _is_note(note: str) -> bool:
    return not note_problems(note, wanted=False)
