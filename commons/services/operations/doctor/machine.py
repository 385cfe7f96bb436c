"""Looks at the machine: folders, disk, clock, time zone, versions, open files."""

import ctypes
import os
import platform
import resource
import secrets
import sqlite3
import stat
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from commons.adapters.media.blob_store import MEDIA
from commons.adapters.storage.opening import open_storage
from commons.adapters.store.log.revisions import head_sequence, instants_at
from commons.adapters.store.measures.database_version import database_version
from commons.core.domain import clock
from commons.core.files.file_storage import FileStorage
from commons.errors import StorageError
from commons.services.operations.doctor.finding import (
    Finding,
    Patient,
    fault,
    fine,
    warning,
)
from commons.services.operations.monitoring.status import DATABASE, measure_disk
from commons.settings import MEGABYTE

PROBE = "probe"
"""What the keys begin with of what the doctor puts and removes."""
_STORAGE = "vérifiez COMMONS_FILES_URL, les clés AWS_… et les droits du compte"

LEAST_FREE_BYTES = 200 * MEGABYTE
COPIES = 2
"""How many copies of the database must find room: a backup and an upgrade make them."""
LEAST_FILES = 3_200
"""How many files a process should be let open: a thousand connections take so many."""
LEAST_SQLITE = (3, 37, 0)
LEAST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 14)
LIBRARIES = ("SQLAlchemy", "gunicorn", "waitress", "Flask", "Pillow")
MOST_AHEAD = timedelta(seconds=5)

_UNSYNCHRONISED = 5
"""What adjtimex(2) returns where nothing sets the clock (TIME_ERROR)."""
_TIMEX_BYTES = 512
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look_at_folder(patient: Patient) -> Finding:
    """Look at whose the data folder is, and who else may look into it."""
    home = patient.settings.data_dir
    if not home.is_dir():
        return fault(f"{home} n’existe pas", "lancez commons serve, ou restaurez là")
    found = home.stat()
    if not os.access(home, os.W_OK | os.X_OK):
        return fault(
            f"{home} ne peut pas être écrit par qui lance cette commande",
            "lancez-la comme l’utilisateur du service, ou donnez-lui ce dossier (chown)",
        )
    if found.st_uid != os.geteuid():
        return warning(
            f"{home} appartient à un autre utilisateur que celui de cette commande",
            "lancez les commandes comme l’utilisateur du service (docs/operation)",
        )
    key = home / "secret_key"
    shared = [at for at in (home, key) if at.exists() and at.stat().st_mode & _OTHERS]
    if shared:
        names = ", ".join(map(str, shared))
        return warning(f"d’autres comptes peuvent lire {names}", f"chmod go= {names}")
    return fine(f"{home}, à son seul propriétaire")


def look_at_disk(patient: Patient) -> Finding:
    """Look at what is free where the data lies."""
    found = measure_disk(patient.settings.data_dir, patient.store)
    told = f"{found.free_bytes // MEGABYTE} Mo libres"
    wanted = LEAST_FREE_BYTES + COPIES * found.used_bytes[DATABASE]
    if found.free_bytes < LEAST_FREE_BYTES:
        return fault(told, "faites de la place : bientôt plus rien ne sera enregistré")
    if found.free_bytes < wanted:
        return warning(
            f"{told}, moins que {COPIES} copies de la base",
            "faites de la place : une sauvegarde ou une mise à niveau peut en manquer",
        )
    return fine(told)


def look_at_files(_: Patient) -> Finding:
    """Look at how many files a process may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = resource.RLIM_INFINITY if resource.RLIM_INFINITY in {soft, hard} else hard
    if most != resource.RLIM_INFINITY and most < LEAST_FILES:
        return warning(
            f"{most} fichiers ouverts au plus",
            f"LimitNOFILE={LEAST_FILES} ou plus dans l’unité systemd (ulimit -n)",
        )
    return fine("autant qu’il en faut")


def look_at_clock(patient: Patient) -> Finding:
    """Look at whether the clock runs behind the log, and whether something sets it."""
    with patient.store.read() as work:
        head = head_sequence(work)
        newest = instants_at(work, [head]).get(head)
    if newest is not None and newest > clock.now() + MOST_AHEAD:
        return fault(
            f"l’horloge retarde : la dernière version date du {newest:%Y-%m-%d %H:%M:%S}",
            "réglez l’horloge ; tant qu’elle retarde, les versions se datent à la suite",
        )
    if _is_left_alone():
        return warning(
            "rien ne règle l’horloge de cette machine",
            "timedatectl set-ntp true, ou installez chrony",
        )
    return fine(f"{clock.now():%Y-%m-%d %H:%M:%S} UTC")


def _is_left_alone() -> bool:
    """Return whether the kernel was never told the time by another clock."""
    try:
        told = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):
        return False
    return bool(told == _UNSYNCHRONISED)


def look_at_timezone(patient: Patient) -> Finding:
    """Say what time it is for the pages, for somebody to compare."""
    name = patient.settings.timezone
    return fine(f"{name}, où il est {clock.now().astimezone(ZoneInfo(name)):%H:%M}")


def look_at_versions(patient: Patient) -> Finding:
    """Look at Python, the database and the libraries."""
    python = tuple(map(int, platform.python_version_tuple()[:2]))
    with patient.store.read() as work:
        database, number = database_version(work)
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    dotted = ".".join(map(str, number))
    told = f"Python {platform.python_version()}, {database} {dotted}, {libraries}"
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        least = ".".join(map(str, LEAST_SQLITE))
        return fault(told, f"il faut SQLite {least} ou plus récent")
    if not LEAST_PYTHON <= python <= NEWEST_PYTHON:
        return warning(told, "ce Python n’est pas de ceux que l’on essaie")
    return fine(told)


def look_at_storage(patient: Patient) -> Finding:
    """Look at whether files can be put where they are kept, read and removed."""
    storage, home = open_storage(patient.settings), patient.settings.data_dir
    try:
        if patient.settings.read_only:
            storage.find(f"{PROBE}-")
            return fine(f"{storage.place} répond")
        sound = _gives_back(storage, home)
    except StorageError as error:
        return fault(str(error), _STORAGE)
    if not sound:
        return fault(f"{storage.place} rend autre chose que ce qui y est mis", _STORAGE)
    left = home / MEDIA
    if patient.settings.files.bucket and any(left.glob("[0-9a-f][0-9a-f]/*")):
        return warning(
            f"{left} garde des fichiers, qui ne sont lus que dans {storage.place}",
            "sans COMMONS_FILES_URL, lancez commons files copy-to, puis videz ce dossier",
        )
    return fine(f"{storage.place}, que l’on peut lire et écrire")


def _gives_back(storage: FileStorage, home: Path) -> bool:
    """Put a file, read it and remove it; return whether it was the same."""
    key, content = f"{PROBE}-{secrets.token_hex(8)}", secrets.token_bytes(16)
    with NamedTemporaryFile(dir=home, prefix=".", delete=False) as draft:
        draft.write(content)
    try:
        storage.put(Path(draft.name), key, new=True)
        with storage.open(key) as file:
            return file.read() == content
    finally:
        Path(draft.name).unlink(missing_ok=True)
        storage.remove(key)
