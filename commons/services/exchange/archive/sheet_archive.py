"""Makes a ZIP of some sheets: an export of these alone, with their credits.

The same sheets give the same bytes, wherever and whenever: names in order, one date,
nothing compressed (what a library compresses differs from one to the next). What was
loaded from the ZIP of another site says so, and so its ZIP here is the one from there.
"""

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from pathlib import Path, PurePosixPath
from typing import IO

from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.imports import provenance
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import named_in
from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.domain.sheet import Revision
from commons.core.files.durability import settle_file
from commons.core.kinds.rules.size_limits import measure_size
from commons.errors import DeletedError, StorageError, TooCostlyError
from commons.services.exchange.archive.credits_text import (
    CreditedSheet,
    credits_text,
)
from commons.services.exchange.export.folder_export import (
    sheet_markdown,
    version_markdown,
    version_path,
)
from commons.services.exchange.foreign.survey import CREDITS
from commons.services.reuse.collected_sheets import collected_sheets

TOO_MUCH = (
    "Ces fiches ont trop de versions ou de fichiers pour un seul ZIP. Elles se"
    " téléchargent une par une, ou toutes ensemble depuis la page des exports."
)
REFUSALS = (TOO_MUCH,)

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can tell."""

_UNIX, _PLAIN_FILE = 3, 0o100644 << 16
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """How much a ZIP may hold: versions and characters of texts, bytes of files."""

    versions: int
    characters: int
    file_bytes: int


FOR_READERS = ArchiveLimits(
    versions=3_000, characters=20_000_000, file_bytes=300_000_000
)
"""What anybody may ask for: less than a second of a processor."""

FOR_OPERATOR = ArchiveLimits(
    versions=40_000, characters=1_000_000_000, file_bytes=1_500_000_000
)
"""What `commons load` reads again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetArchive:
    """What a ZIP of sheets holds: texts by their path, and names of files.

    `versions` are all those whose text is among them.
    """

    texts: dict[str, str]
    files: tuple[str, ...]
    versions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTerms:
    """What a ZIP is made with; `base` is where this site stands."""

    schema: Schema
    blobs: BlobStore
    base: str
    limits: ArchiveLimits = FOR_READERS


def collect_archive(
    work: Work, terms: ArchiveTerms, asked: Sequence[Revision]
) -> SheetArchive:
    """Read all that the ZIP of some sheets holds, each up to the version given.

    A collection brings its sheets along. A file that is lost is left out. Raises
    DeletedError for a tombstone, TooCostlyError.
    """
    heads = {one.sheet: one for one in asked}
    for one in asked:
        if one.deleted:
            raise DeletedError(one.sheet)
        kind = terms.schema.kinds[one.kind]
        for found in collected_sheets(work, kind, one):
            heads.setdefault(found.revision.sheet, found.revision)
    by_sheet = _histories(work, terms, list(heads.values()))
    heads = {sheet: versions[-1] for sheet, versions in by_sheet.items()}
    sites = _sites(work, by_sheet, terms.base)
    texts = _current(list(heads.values()))
    log = tuple(merge(*by_sheet.values(), key=lambda one: (one.instant, one.sheet)))
    for sequence, one in enumerate(log, start=1):
        url = iri.version_iri(one.sheet, one.number, sites(one))
        texts[str(version_path(one))] = version_markdown(one, sequence, url)
    credited = [
        CreditedSheet(versions=by_sheet[sheet], base=sites(one))
        for sheet, one in heads.items()
    ]
    texts[CREDITS] = credits_text(terms.schema, credited, MEDIA)
    files = _files(terms, by_sheet)
    return SheetArchive(texts=dict(sorted(texts.items())), files=files, versions=log)


def write_archive(archive: SheetArchive, blobs: BlobStore, into: IO[bytes]) -> None:
    """Write the ZIP into a file that can be sought. Raises StorageError."""
    try:
        with zipfile.ZipFile(into, "w", zipfile.ZIP_STORED) as made:
            for path, text in archive.texts.items():
                made.writestr(_entry(path), text.encode())
            for name in archive.files:
                with (
                    blobs.path(name).open("rb") as file,
                    made.open(_entry(f"{MEDIA}/{name}"), "w") as copy,
                ):
                    shutil.copyfileobj(file, copy)
    except OSError as error:
        raise StorageError(f"le ZIP ne peut pas être écrit ({error})") from error


def save_archive(archive: SheetArchive, blobs: BlobStore, path: Path) -> None:
    """Write the ZIP as a new file, whole or not at all. Raises StorageError."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("w+b") as file:
            write_archive(archive, blobs, file)
        settle_file(draft, path, new=True)
    except FileExistsError as error:
        raise StorageError(f"{path} existe déjà") from error
    except OSError as error:
        raise StorageError(f"{path} ne peut pas être écrit ({error})") from error
    finally:
        draft.unlink(missing_ok=True)


def _histories(
    work: Work, terms: ArchiveTerms, heads: Sequence[Revision]
) -> dict[str, list[Revision]]:
    """Read the versions of each sheet up to the one given. Raises TooCostlyError."""
    limits = terms.limits
    by_sheet: dict[str, list[Revision]] = {}
    versions = sum(head.number for head in heads)
    characters = 0
    if versions > limits.versions:
        raise TooCostlyError(TOO_MUCH)
    for head in heads:
        found: list[Revision] = []
        for one in _versions(work, head):
            characters += measure_size(one.values).characters
            if characters > limits.characters:
                raise TooCostlyError(TOO_MUCH)
            found.append(_in_order(terms.schema.kinds[one.kind], one))
        by_sheet[head.sheet] = found[::-1]
    return by_sheet


def _versions(work: Work, head: Revision) -> Iterator[Revision]:
    """Give the versions of a sheet up to one, the last first."""
    through = head.number
    while through and (
        some := revisions.list_history(
            work, head.sheet, limit=_AT_ONCE, through=through
        )
    ):
        yield from some
        through = some[-1].number - 1


def _in_order(kind: Kind, revision: Revision) -> Revision:
    """Return a version whose values stand in the order of the form.

    A load keeps them so, a form as they were typed: the same words either way.
    """
    return replace(revision, values=_ordered(kind.fields, revision.values))


def _ordered(fields: Sequence[Field], values: Values) -> Values:
    known = {field.key: field for field in fields}
    order = [
        *(key for key in known if key in values),
        *sorted(values.keys() - known.keys()),
    ]
    return {
        key: _rows_in_order(known[key], values[key]) if key in known else values[key]
        for key in order
    }


def _rows_in_order(field: Field, value: Value) -> Value:
    if isinstance(value, list):
        return [_rows_in_order(field, one) for one in value]
    return _ordered(field.columns, value) if isinstance(value, Mapping) else value


class _Sites:
    """Says at which site each version was published: this one, or where it came from."""

    def __init__(self, traces: dict[str, provenance.Provenance], base: str) -> None:
        self._traces = traces
        self._base = base

    def __call__(self, revision: Revision) -> str:
        """Return the base of its addresses there."""
        trace = self._traces.get(revision.sheet)
        came = trace and is_site(trace.source) and revision.number <= trace.number
        return trace.source if trace and came else self._base


def _sites(work: Work, by_sheet: dict[str, list[Revision]], base: str) -> _Sites:
    return _Sites(provenance.provenance_of(work, list(by_sheet)), base)


def is_site(source: str) -> bool:
    """Say whether the source of a load is the address of a site."""
    return source.startswith(("http://", "https://"))


def _current(heads: Sequence[Revision]) -> dict[str, str]:
    """Return the sheets for reading and editing, by their path."""
    stems = [(one.kind, one.slug) for one in heads]
    texts: dict[str, str] = {}
    for one in heads:
        alone = stems.count((one.kind, one.slug)) == 1
        stem = one.slug if alone else f"{one.slug}-{one.sheet}"
        texts[str(PurePosixPath(one.kind, f"{stem}.md"))] = sheet_markdown(one)
    return texts


def _files(terms: ArchiveTerms, by_sheet: dict[str, list[Revision]]) -> tuple[str, ...]:
    """Return the names of the files that versions name and that are here."""
    named = {
        name
        for versions in by_sheet.values()
        for one in versions
        for name in named_in(dict(one.values))
    }
    here = tuple(name for name in sorted(named) if terms.blobs.has(name))
    if sum(map(terms.blobs.size_bytes, here)) > terms.limits.file_bytes:
        raise TooCostlyError(TOO_MUCH)
    return here


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE
    return entry
