"""Surveys a folder: which files may be sheets, of which kind, and what is passed over.

Nothing outside the folder is read, whatever a link in it says; only plain files
are opened, so no pipe or device can make a load wait; the whole is bounded by
number and by size. Says why each file is left, so that nothing is left silently.
"""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from commons.adapters.media.blob_store import MEDIA
from commons.core.domain.language.characters import normal_form
from commons.core.domain.language.folding import fold_words
from commons.core.domain.pictures.media import is_name
from commons.core.domain.schema.kind import Kind
from commons.errors import StorageError, TooLargeError

VERSIONS = "versions"
"""The folder within an export that holds every version, one file each."""

CREDITS = "CREDITS.txt"
"""The file of an export that says whom to credit, in words."""

SITE_FILE = "site.json"
"""The file of an export that says what a site says beside its sheets."""

MOST_ENTRIES = 1_000_000
"""Files and folders within a folder."""

MOST_SHEETS = 100_000
LARGEST_BYTES = 12_000_000
"""Of one file of text."""

MOST_BYTES = 1_000_000_000
"""Of all the files of text of a folder."""

MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn"})

_NOT_READ = frozenset({"node_modules", "__pycache__"})
_BESIDE = frozenset(
    {
        *("readme", "license", "licence", "licenses", "copying", "contributing"),
        *("changelog", "code_of_conduct", "code-of-conduct", "security", "authors"),
        *("lisezmoi", "lisez-moi", "pull_request_template", "issue_template"),
    }
)
"""Names of files that tell of a folder, and are no sheets of it."""


class Reason(StrEnum):
    """Why a file is passed over."""

    LINK = "lien symbolique : son contenu est peut-être hors du dossier"
    SPECIAL = "ni fichier ni dossier (tube, périphérique…)"
    HIDDEN = "nom qui commence par un point, ou dossier d’outils"
    NOT_MARKDOWN = "pas du Markdown (.md ou .markdown)"
    NO_KIND = "dans aucun dossier qui porte le nom d’une sorte de fiches"
    BESIDE = "décrit le dossier (README, licence…)"
    NOT_CHOSEN = "hors de ce que la correspondance choisit"
    LARGE = "fichier de texte trop lourd"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChoice:
    """Which files are sheets: those of `files`, patterns, but not of `without`.

    Empty `files` means all. `kind` is the key of the kind of all of them, ""
    when the folders they stand in say it. Patterns go by the path from the
    folder, or by the name alone when they hold no slash.
    """

    kind: str = ""
    files: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFile:
    """A file that may be a sheet; `path` starts from the folder."""

    path: PurePosixPath
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a folder holds: sheets to be in order, and what is passed over."""

    sheets: tuple[FoundFile, ...]
    passed: tuple[tuple[PurePosixPath, Reason], ...]
    files: frozenset[PurePosixPath]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """Something in a folder; `reason` says why it is not looked at further."""

    path: PurePosixPath
    size_bytes: int
    reason: Reason | None


def survey_folder(
    folder: Path, kinds: Mapping[str, Kind], choice: FileChoice
) -> Survey:
    """Look at each file of a folder. Raises TooLargeError, StorageError."""
    named = dict(_names(kinds))
    sheets: list[FoundFile] = []
    passed: list[tuple[PurePosixPath, Reason]] = []
    files: set[PurePosixPath] = set()
    total = 0
    for entry in _walk(folder):
        kind = choice.kind or _kind(entry.path, named)
        left = entry.reason or _left(entry, kind, choice)
        if entry.reason is None:
            files.add(entry.path)
        if left is not None:
            passed.append((entry.path, left))
            continue
        total += entry.size_bytes
        sheets.append(FoundFile(path=entry.path, kind=kind))
        if len(sheets) > MOST_SHEETS or total > MOST_BYTES:
            msg = (
                f"ce dossier est trop grand : {MOST_SHEETS} fiches et"
                f" {MOST_BYTES // 1_000_000} Mo de texte au plus"
            )
            raise TooLargeError(msg)
    order = list(kinds)
    sheets.sort(key=lambda found: (order.index(found.kind), found.path))
    return Survey(sheets=tuple(sheets), passed=tuple(passed), files=frozenset(files))


def read_inside(folder: Path, path: PurePosixPath, most: int = LARGEST_BYTES) -> bytes:
    """Read a plain file of a folder, no link in its path followed.

    Raises TooLargeError past `most` bytes, StorageError for what is no such file.
    """
    where = folder / path
    try:
        if where.parent.resolve() != folder.resolve() / path.parent:
            raise StorageError(f"{where} : {Reason.LINK}")
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        with os.fdopen(os.open(where, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise StorageError(f"{where} : {Reason.SPECIAL}")
            content = file.read(most + 1)
    except OSError as error:
        msg = f"{where} ne peut pas être lu ({error.strerror})"
        raise StorageError(msg) from error
    if len(content) > most:
        raise TooLargeError(f"{Reason.LARGE} : {most // 1_000_000} Mo au plus")
    return content


def is_inside(folder: Path, path: Path) -> bool:
    """Say whether a path is a plain file within a folder, without any link."""
    try:
        plain = stat.S_ISREG(path.lstat().st_mode)
        return plain and path.resolve() == folder.resolve() / path.relative_to(folder)
    except (OSError, ValueError):
        return False


_FORMER_NAMES: Mapping[str, tuple[str, ...]] = {
    "experience": ("Comment nous avons fait", "Expériences")
}
"""Key of a kind -> what its folders may be called besides."""


def _names(kinds: Mapping[str, Kind]) -> Iterator[tuple[bytes, str]]:
    """Give the names that a folder of sheets of each kind may bear."""
    for key, kind in kinds.items():
        for name in (key, *kind.label.values(), *kind.plural.values()):
            yield fold_words(name), key
        yield from ((fold_words(name), key) for name in _FORMER_NAMES.get(key, ()))


def _kind(path: PurePosixPath, named: Mapping[bytes, str]) -> str:
    """Give the kind that the nearest folder names, "" for none."""
    above = (named.get(fold_words(part), "") for part in reversed(path.parts[:-1]))
    return next((kind for kind in above if kind), "")


def _left(entry: _Entry, kind: str, choice: FileChoice) -> Reason | None:
    """Say why a plain file is no sheet, None when it may be one."""
    chosen = _matches(entry.path, choice.files)
    markdown = chosen or entry.path.suffix.casefold() in MARKDOWN
    beside = not chosen and entry.path.name.split(".")[0].casefold() in _BESIDE
    unchosen = choice.files and not chosen
    reasons = {
        Reason.NOT_MARKDOWN: not markdown,
        Reason.NOT_CHOSEN: unchosen or _matches(entry.path, choice.without),
        Reason.NO_KIND: not kind,
        Reason.BESIDE: choice.kind and beside,
        Reason.LARGE: entry.size_bytes > LARGEST_BYTES,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _matches(path: PurePosixPath, patterns: Sequence[str]) -> bool:
    return any(
        fnmatch(normal_form(str(path) if "/" in pattern else path.name), pattern)
        for pattern in map(normal_form, patterns)
    )


def _walk(folder: Path) -> Iterator[_Entry]:
    """Give what a folder holds, folders that are looked into left out, in order."""
    count, waiting = 0, [PurePosixPath()]
    while waiting:
        here = waiting.pop()
        below: list[PurePosixPath] = []
        for entry in _listed(folder / here):
            count += 1
            if count > MOST_ENTRIES:
                msg = f"ce dossier est trop grand : {MOST_ENTRIES} fichiers au plus"
                raise TooLargeError(msg)
            path = here / entry.name
            about = entry.stat(follow_symlinks=False)
            reason = _special(path, about)
            if stat.S_ISDIR(about.st_mode) and reason is None:
                below.append(path)
            elif not _exported(path):
                yield _Entry(path=path, size_bytes=about.st_size, reason=reason)
        waiting.extend(reversed([path for path in below if str(path) != VERSIONS]))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        msg = f"{folder} ne peut pas être lu ({error.strerror})"
        raise StorageError(msg) from error


def _exported(path: PurePosixPath) -> bool:
    """Say whether a file is one that an export keeps, and no sheet of it."""
    return str(path) in {CREDITS, SITE_FILE} or (
        path.parent == PurePosixPath(MEDIA) and is_name(path.name)
    )


def _special(path: PurePosixPath, about: os.stat_result) -> Reason | None:
    """Say why something in a folder is neither looked into nor read."""
    mode = about.st_mode
    if stat.S_ISLNK(mode):
        return Reason.LINK
    if path.name.startswith(".") or (stat.S_ISDIR(mode) and path.name in _NOT_READ):
        return Reason.HIDDEN
    plain = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
    return None if plain else Reason.SPECIAL
