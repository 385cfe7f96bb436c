"""Removes again what was removed for good, from a database that a backup brought back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.people import persons
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.people.operator import OPERATOR
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Person
from commons.core.domain.site.purge import (
    ERASED_NAME,
    LegalBasis,
    Purge,
    PurgedVersion,
    PurgeSort,
)
from commons.errors import FileFormatError, InvalidError, NotFoundError
from commons.services.stewardship.purge.erasure import TRACES, erase_person
from commons.services.stewardship.purge.file_removal import remove_file
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import (
    PurgeJob,
    remove_drafted,
    remove_versions,
)

LONGEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPurge:
    """A line of the list: a purge, and the hashes of what it removed."""

    purge: Purge
    versions: tuple[PurgedVersion, ...]
    files: tuple[str, ...]


def read_list(text: str) -> list[PastPurge]:
    """Read a list that `write_list` wrote. Raises FileFormatError with its line."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            found.append(_read(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            msg = f"ligne {number} : ce n’est pas une liste de retraits"
            raise FileFormatError(msg) from error
    return found


def reapply(schema: Schema, work: Work, past: PastPurge) -> bool:
    """Remove again what a database still says; say whether there was anything.

    A version is known by its place and the hash of what it said.
    """
    known = {one.id for one in purges.latest_purges(work, limit=2**31)}
    if past.purge.id in known:
        return False
    purges.add_purge(work, past.purge)
    if past.purge.sort in TRACES:
        _erase(schema, work, past)
    elif past.purge.sort is PurgeSort.FILE:
        _take_out(schema, work, past)
    else:
        _remove(schema, work, past)
    purges.note_versions(work, past.purge.id, past.versions)
    purges.note_files(work, past.purge.id, past.files)
    feed_edition.begin_next(work)
    return True


def _erase(schema: Schema, work: Work, past: PastPurge) -> None:
    person = past.purge.target
    try:
        traces = TRACES[past.purge.sort](work, person)
        done = erase_person(schema, work, _actor(work, past), person, traces)
    except (NotFoundError, InvalidError):  # it was never here, or is erased
        return
    purges.note_versions(work, past.purge.id, done)


def _take_out(schema: Schema, work: Work, past: PastPurge) -> None:
    try:
        remove_file(schema, work, _actor(work, past), past.purge.target)
    except NotFoundError:  # no version here names it
        return


def _remove(schema: Schema, work: Work, past: PastPurge) -> None:
    order = PurgeOrder(
        sort=past.purge.sort,
        target=past.purge.target,
        basis=past.purge.basis,
        actor=_actor(work, past),
        also=past.purge.also,
    )
    job = PurgeJob(schema=schema, order=order, done=past.purge)
    for sheet, numbers in _still_said(work, past).items():
        whole = past.purge.sort is PurgeSort.SHEET
        remove_versions(work, job, sheet, None if whole else numbers)
    remove_drafted(work, order)


def _still_said(work: Work, past: PastPurge) -> Mapping[str, list[int]]:
    """Return the versions that say what was removed, by their sheet."""
    found: dict[str, list[int]] = {}
    for one in past.versions:
        try:
            here = revisions.get_revision(work, one.sheet, one.number)
        except NotFoundError:
            continue
        if here.hash == one.hash and not here.purged:
            found.setdefault(one.sheet, []).append(one.number)
    return found


def _actor(work: Work, past: PastPurge) -> Person:
    name = persons.names_of(work, [past.purge.actor]).get(past.purge.actor)
    if name is None or name == ERASED_NAME:
        return OPERATOR
    return Person(id=past.purge.actor, name=name)


def _read(told: Mapping[str, object]) -> PastPurge:
    return PastPurge(
        purge=Purge(
            id=_text(told["purge"]),
            instant=datetime.fromisoformat(_text(told["instant"])),
            actor=_text(told["actor"]),
            basis=LegalBasis(_text(told["basis"])),
            sort=PurgeSort(_text(told["sort"])),
            target=_text(told["target"]),
            also=frozenset(map(_text, _rows(told["also"]))),
        ),
        versions=tuple(_versions(told["versions"])),
        files=tuple(map(_text, _rows(told["files"]))),
    )


def _versions(rows: object) -> Iterator[PurgedVersion]:
    for sheet, number, digest in map(_rows, _rows(rows)):
        if not isinstance(number, int):
            raise TypeError
        yield PurgedVersion(sheet=_text(sheet), number=number, hash=_text(digest))


def _rows(told: object) -> list[object]:
    if not isinstance(told, list):
        raise TypeError
    return told


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
