"""Writes the commons as a folder of Markdown, current sheets and all versions.

<kind>/<slug>.md for reading and editing, versions/<id>/<n>.md so that nothing
of the history is lost, media/<name> for the files that versions name: `load` of
the folder into an empty instance gives the same versions, ids, instants,
licences, hashes and files. Sheets that are deleted are not in it, unless asked for.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.pictures.media import named_in
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Revision
from commons.core.progress import OnProgress
from commons.core.text.files import front_matter
from commons.errors import NotEmptyError, StorageError
from commons.services.exchange.foreign.survey import VERSIONS

BATCH = 500


def export_folder(
    store: Store,
    blobs: BlobStore,
    folder: Path,
    on_progress: OnProgress | None = None,
    *,
    deleted: bool = False,
) -> int:
    """Write everything into an empty or new folder; give how many versions.

    `deleted`: with the sheets that are deleted, and all that they said.
    A file that is lost is left out: `verify` says which. What cannot be written to
    its end leaves the folder empty. Raises NotEmptyError, StorageError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NotEmptyError(f"{folder} n’est pas vide")
    except OSError as error:
        raise _refused(folder, error) from error
    try:
        return _export(
            store,
            blobs,
            folder,
            on_progress or (lambda _done, _total: None),
            deleted=deleted,
        )
    except OSError as error:
        for entry in folder.iterdir():  # it was empty
            shutil.rmtree(entry, ignore_errors=True)
        raise _refused(folder, error) from error


def _refused(folder: Path, error: OSError) -> StorageError:
    what = error.filename or folder
    return StorageError(f"l’export s’arrête : {what} ({error.strerror})")


def _export(
    store: Store,
    blobs: BlobStore,
    folder: Path,
    on_progress: OnProgress,
    *,
    deleted: bool,
) -> int:
    count, after = 0, 0
    with store.read() as work:
        total = revisions.head_sequence(work)
        while changes := revisions.changes_after(work, after, BATCH):
            heads = revisions.get_heads(work, sorted({r.sheet for r in changes}))
            for revision in changes:
                head = heads[revision.sheet]
                if head.deleted and not deleted:
                    continue
                _write_version(folder, revision)
                _write_files(blobs, folder, revision)
                if head.number == revision.number:
                    _write_current(folder, revision)
                count += 1
            after = changes[-1].sequence
            on_progress(after, total)
    return count


def sheet_markdown(revision: Revision) -> str:
    """Give the Markdown form of a sheet, with its id."""
    return _markdown(revision, {"id": revision.sheet})


def _markdown(revision: Revision, first: Mapping[str, Value]) -> str:
    fields = {key: v for key, v in revision.values.items() if key != "body"}
    return front_matter.write_front_matter({**first, **fields}, revision.body)


def _write_current(folder: Path, revision: Revision) -> None:
    if revision.deleted:
        return
    path = folder / revision.kind / f"{revision.slug}.md"
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path = path.with_stem(f"{revision.slug}-{revision.sheet}")
    path.write_text(sheet_markdown(revision), encoding="utf-8", newline="\n")


def _write_files(blobs: BlobStore, folder: Path, revision: Revision) -> None:
    for name in named_in(dict(revision.values)):
        path = folder / MEDIA / name
        if blobs.has(name) and not path.exists():
            _copy(blobs.path(name), path)


def _copy(source: Path, path: Path) -> None:
    try:
        file = source.open("rb")
    except OSError:
        return  # it is as good as lost
    with file:
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)


def _write_version(folder: Path, revision: Revision) -> None:
    path = folder / version_path(revision)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = version_markdown(revision, revision.sequence)
    path.write_text(text, encoding="utf-8", newline="\n")


def version_path(revision: Revision) -> PurePosixPath:
    """Give where a version stands in an export."""
    return PurePosixPath(VERSIONS, revision.sheet, f"{revision.number}.md")


def version_markdown(revision: Revision, sequence: int, url: str = "") -> str:
    """Give a version as an export has it, at its place in the log of that export.

    `url` is the address that it was published at, "" to leave it out.
    """
    version: dict[str, Value] = {
        "kind": revision.kind,
        "number": revision.number,
        "parent": revision.parent or 0,
        "sequence": sequence,
        "instant": clock.iso_format(revision.instant),
        "action": revision.action.value,
        "author": {"id": revision.author.id, "name": revision.author.name},
        "change_note": revision.change_note,
        "hash": revision.hash,
        **({"url": url} if url else {}),
    }
    return _markdown(revision, {"id": revision.sheet, "version": version})
