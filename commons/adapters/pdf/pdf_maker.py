"""Makes a PDF of a document in a process of its own, and keeps those that were made.

Folder pdf/ of the data holds them under the hash of all that they are made of, so that
none is ever stale; it is bounded, and may be emptied at any time.
"""

import json
import logging
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from commons.adapters.pdf.pdf_process import (
    DOCUMENT,
    FILES,
    MADE,
    STYLES,
    TOO_HARD,
)
from commons.core.files.bounded_process import run_bounded
from commons.core.files.durability import settle_file
from commons.core.files.file_storage import FileStorage
from commons.core.files.locks import lock_file
from commons.errors import (
    BusyError,
    PreparingError,
    StorageError,
    TooCostlyError,
)

PDFS = "pdf"
MOST_PROCESSOR_SECONDS = 2.0
"""Of a processor, for one that somebody waits for."""

APART_SECONDS = 30.0
"""The same for one that nobody waits for."""

MOST_BYTES = 200_000_000
"""How much the folder of what was made holds; what was asked longest ago goes."""

FAILED_SECONDS = 24 * 3600.0
"""For how long one that was too long is not tried again: machines are busy, and change."""

LARGEST_BYTES = 20_000_000
"""Of one PDF."""

TOO_LONG = (
    "C’est trop long pour un PDF fait d’ici. Ouvrez « Imprimer (A4) » : votre navigateur"
    " peut l’imprimer ou l’enregistrer en PDF."
)
PREPARING = "Ce PDF est long : il se prépare."
REFUSALS = (TOO_LONG, PREPARING)

_log = logging.getLogger(__name__)

_PROGRAM = ("-m", "commons.adapters.pdf.pdf_process")
_ANSWER_SECONDS = 10.0
"""How long to wait for the process that looks for libraries, by the clock."""

ASK_AGAIN_SECONDS = 300.0
"""How long after a failure libraries are looked for again."""

_BY_THE_CLOCK = 15
"""How much longer one may take by the clock, where others work too."""
_WAIT_SECONDS = 6.0
"""How long to wait for the one that is being made."""

_LOOK_SECONDS = 0.05
_LOCK = ".lock"
_DRAFTS = ".made-"
_FAILED = ".failed"
_NAME = "[0-9a-f]*.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfDocument:
    """A document to lay out: HTML, the style sheet for it, and the files it may show.

    `base` is what its links start from. `files` maps addresses, as they stand from the
    base, to a file and its media type.
    """

    html: str
    styles: str
    base: str
    files: Mapping[str, tuple[Path, str]] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The hash of all that its PDF depends on."""
        named = [self.html, self.styles, self.base, _library(), *sorted(self.files)]
        return sha256("\0".join(named).encode()).hexdigest()


class PdfAbility:
    """Whether PDFs can be made here, by what looks for libraries.

    Asked when it is first needed; after a failure again, once in ASK_AGAIN_SECONDS.
    """

    def __init__(
        self, look: Callable[[], bool], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look
        self._clock = clock
        self._found = False
        self._next = float("-inf")

    def found(self) -> bool:
        """Say whether PDFs can be made."""
        if not self._found and self._clock() >= self._next:
            self._found = self._look()
            self._next = self._clock() + ASK_AGAIN_SECONDS
        return self._found


def _look_for_libraries() -> bool:
    """Ask the process that would make a PDF: what it loads stays out of this one."""
    if not _library():
        return False
    try:
        done = run_bounded(_PROGRAM, seconds=_ANSWER_SECONDS)
    except (subprocess.TimeoutExpired, StorageError):
        return False
    return done.returncode == 0


_ABILITY = PdfAbility(_look_for_libraries)


def can_make_pdf() -> bool:
    """Say whether WeasyPrint is here, and what it needs of the system."""
    return _ABILITY.found()


def _library() -> str:
    try:
        return version("weasyprint")
    except PackageNotFoundError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfStore:
    """The PDFs of one instance; one is made at a time, whatever process asks."""

    data_dir: Path
    shared: FileStorage | None = None

    def find(self, document: PdfDocument) -> bytes | None:
        """Return a PDF that was made, which then is the last that was asked for.

        Where machines share them, the first that was made is that of all of them.
        """
        path = self._path(document)
        try:
            content = path.read_bytes()
            path.touch()
        except OSError:
            return self._shared(document)
        return content

    def _shared(self, document: PdfDocument) -> bytes | None:
        if self.shared is None:
            return None
        with suppress(OSError, StorageError):  # it is made here, then
            return self.shared.fetch(self._key(document)).read_bytes()
        return None

    def _share(self, document: PdfDocument, content: bytes) -> bytes:
        """Have others find a PDF; return theirs, where another was first."""
        if self.shared is None:
            return content
        with suppress(StorageError):
            if self.shared.put(self._path(document), self._key(document), new=True):
                return content
        return self._shared(document) or content

    def _key(self, document: PdfDocument) -> str:
        return f"{PDFS}/{document.digest}.pdf"

    def make(
        self, document: PdfDocument, *, seconds: float = MOST_PROCESSOR_SECONDS
    ) -> bytes:
        """Make a PDF and keep it, in so many seconds of a processor at most.

        Raises TooCostlyError for a document that is too long, BusyError when others are
        being made, StorageError.
        """
        folder = self._folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _turn(folder, _WAIT_SECONDS):
                found = self.find(document)
                return found or self._made(document, seconds)
        except OSError as error:
            raise StorageError(f"the disk refuses a PDF: {error}") from error

    def make_apart(self, document: PdfDocument) -> bytes:
        """Return a PDF that was made, or begin to make it while nobody waits for it.

        One is made so at a time, in APART_SECONDS of a processor. Raises PreparingError
        until it is there, TooCostlyError for one that was too long.
        """
        found = self.find(document)
        if found is not None:
            return found
        failed = self._path(document).with_suffix(_FAILED)
        if _is_younger(failed, FAILED_SECONDS):
            raise TooCostlyError(TOO_LONG)
        threading.Thread(
            target=self._begin_apart, args=(document, failed), daemon=True
        ).start()
        raise PreparingError(PREPARING)

    def clear(self) -> None:
        """Remove every PDF that was made, and what a killed process left of some."""
        for path in list(self._folder.glob("*")) if self._folder.is_dir() else ():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix in {".pdf", _FAILED} or path.name.startswith(_DRAFTS):
                path.unlink(missing_ok=True)

        if self.shared:
            for one in list(self.shared.entries(f"{PDFS}/")):
                self.shared.remove(one.key)

    def _begin_apart(self, document: PdfDocument, failed: Path) -> None:
        """Make a PDF, unless another is being made; leave a mark when it is too long."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _turn(self._folder, wait_seconds=0.0):
                self._made(document, APART_SECONDS)
        except TooCostlyError:
            failed.touch()
        except BusyError:
            return
        except (StorageError, OSError):
            _log.warning("a PDF cannot be made", exc_info=True)

    def _made(self, document: PdfDocument, seconds: float) -> bytes:
        for left in self._folder.glob(f"{_DRAFTS}*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        with TemporaryDirectory(dir=self._folder, prefix=_DRAFTS) as made:
            place = Path(made)
            _put_down(document, place)
            _lay_out(place, seconds)
            content = (place / MADE).read_bytes()
            if len(content) > LARGEST_BYTES:
                raise TooCostlyError(TOO_LONG)
            settle_file(place / MADE, self._path(document))
        content = self._share(document, content)
        self._make_room()
        return content

    def _make_room(self) -> None:
        """Remove what was asked for longest ago, as far as there is too much."""
        found = [(path, path.stat()) for path in self._folder.glob(_NAME)]
        found.sort(key=lambda one: one[1].st_mtime, reverse=True)
        for mark in self._folder.glob(f"*{_FAILED}"):
            if not _is_younger(mark, FAILED_SECONDS):
                mark.unlink(missing_ok=True)
        total = 0
        for path, about in found:
            total += about.st_size
            if total > MOST_BYTES:
                path.unlink(missing_ok=True)
        if self.shared:
            with suppress(StorageError):  # the next one makes room
                _make_room_in(self.shared)

    def _path(self, document: PdfDocument) -> Path:
        return self._folder / f"{document.digest}.pdf"

    @property
    def _folder(self) -> Path:
        return self.data_dir / PDFS


def _make_room_in(shared: FileStorage) -> None:
    """Remove the PDFs that were made longest ago, as far as there is too much."""
    found = sorted(shared.entries(f"{PDFS}/"), key=lambda one: one.modified)
    total = sum(one.size_bytes for one in found)
    for one in found:
        if total <= MOST_BYTES:
            return
        shared.remove(one.key)
        total -= one.size_bytes


def _is_younger(path: Path, seconds: float) -> bool:
    """Say whether a file is there that was written within so many seconds."""
    try:
        return time.time() - path.stat().st_mtime < seconds
    except OSError:
        return False


@contextmanager
def _turn(folder: Path, wait_seconds: float) -> Iterator[None]:
    """Hold the right to make one. Raises BusyError when it is not free for so long."""
    ends = time.monotonic() + wait_seconds
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(lock_file(folder / _LOCK, wait=False))
                break
            except BlockingIOError as error:
                if time.monotonic() > ends:
                    raise BusyError("other PDFs are being made") from error
                time.sleep(_LOOK_SECONDS)
        yield


def _put_down(document: PdfDocument, folder: Path) -> None:
    (folder / DOCUMENT).write_text(document.html, encoding="utf-8")
    (folder / STYLES).write_text(document.styles, encoding="utf-8")
    files = {
        f"{document.base}{address}": (str(path), sort)
        for address, (path, sort) in document.files.items()
    }
    told = {"base": f"{document.base}/", "files": files}
    (folder / FILES).write_text(json.dumps(told), encoding="utf-8")


def _lay_out(folder: Path, seconds: float) -> None:
    try:
        arguments = [*_PROGRAM, str(folder), f"{seconds:.3f}"]
        done = run_bounded(arguments, seconds=_BY_THE_CLOCK * seconds)
    except subprocess.TimeoutExpired as error:
        raise TooCostlyError(TOO_LONG) from error
    if done.returncode < 0 or done.returncode == TOO_HARD:  # the system stopped it
        raise TooCostlyError(TOO_LONG)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise StorageError(f"a PDF cannot be made: {last}")
