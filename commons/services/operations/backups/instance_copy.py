"""Copies the database of an instance into another one, of whatever engine, and verifies it.

All that the log and its people need goes along, who is signed in too: it is the same
commons in another place, not one of before. What is counted for a day only (attempts)
begins anew, and what lies in the data folder (files, keys, dumps) stays there.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from commons.adapters.store.engine.lifecycle.copying import copy_rows
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import backup_counts
from commons.core.domain.schema.kind import Schema
from commons.core.progress import OnProgress
from commons.errors import DamagedError, NotEmptyError, StorageError
from commons.services.operations.checks.integrity_check import verify_work

ROOM = 2
"""How many times its size a file takes until what was written in one go is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied, by its names in `backup_counts`.

    `is_behind` says that others saved in the source meanwhile, which the copy lacks.
    """

    counts: Mapping[str, int]
    is_behind: bool


def copy_instance(
    schema: Schema,
    source: Store,
    target: Store,
    *,
    replace: bool = False,
    on_progress: OnProgress | None = None,
) -> Copied:
    """Have `target` hold what `source` holds at one instant, verified, or nothing new.

    One transaction: while it lasts, and when it is cut short, a target in which nothing
    was is opened by nobody, and one that is replaced stays as it is. Then it may begin
    again. `on_progress` gets (done, total), in rows that are copied and versions that are
    verified. Raises NotEmptyError where a commons is already, unless it is to `replace` it;
    StorageError, also for a newer schema or too little room; DamagedError for what the
    source holds and no check lets pass; BusyError.
    """
    if _whereabouts(source) == _whereabouts(target):
        raise NotEmptyError(f"{target.place} est la base que l’on copie")
    if not replace and target.holds_commons():
        raise NotEmptyError(f"{target.place} contient déjà un commun")
    _refuse_without_room(source, target)
    said = on_progress or (lambda _done, _total: None)
    with target.refill() as written:
        token = source.token()
        with source.read() as read:
            counts = backup_counts.count_rows(read)
            last = revisions.head_sequence(read)
            rows = copy_rows(
                read.connection,
                written.connection,
                lambda done, total: said(done, total + last),
            )
        _refuse_faulty(
            schema, written, counts, lambda done, _: said(rows + done, rows + last)
        )
    return Copied(counts=counts, is_behind=source.token() != token)


def _whereabouts(store: Store) -> str:
    return str(store.file.resolve()) if store.lies_in_file else store.address


def _refuse_without_room(source: Store, target: Store) -> None:
    """Raise StorageError for a file that the disk cannot take; a server says so itself."""
    if not target.lies_in_file:
        return
    folder, wanted = target.file.absolute().parent, ROOM * source.size_bytes()
    if not folder.is_dir():
        raise StorageError(f"le dossier {folder} n’existe pas")
    if shutil.disk_usage(folder).free < wanted:
        raise StorageError(
            f"pas assez de place dans {folder} : il faut {wanted} octets"
        )


def _refuse_faulty(
    schema: Schema,
    work: Work,
    counts: Mapping[str, int],
    on_progress: OnProgress | None,
) -> None:
    """Raise DamagedError unless a copy has what was counted, and every hash is right."""
    found = backup_counts.count_rows(work)
    faults = [
        f"{name} : {found[name]} au lieu de {count}"
        for name, count in counts.items()
        if found[name] != count
    ]
    faults += verify_work(schema, work, {}, on_progress)
    if faults:
        more = f" (et {len(faults) - 1} autres)" if faults[1:] else ""
        raise DamagedError(
            f"rien n’est copié, car ce que l’on copie n’est pas sain : {faults[0]}{more}"
        )
