"""Brings the files of a foreign original: each fetched under guard, taken in as any.

A file of a commons must give the name that its site calls it by, which is the hash
of its content. What cannot be brought is left, and said; a link leads to it.
"""

import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlsplit

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import (
    MOST_DOCUMENT_MEGABYTES,
    MOST_IMAGE_MEGABYTES,
    IngestedFile,
    take_file,
)
from commons.adapters.remote.port import MEGABYTE, Remote
from commons.core.domain.pictures.media import is_image, named_in
from commons.core.domain.schema.kind import Field, Kind, Value, Values
from commons.core.kinds.rules.validation import as_list
from commons.core.text.markdown.links import map_texts
from commons.errors import DamagedError, RemoteError, UnfitFileError
from commons.services.federation.foreign_values import add_links, link_row, prune_value
from commons.services.federation.originals import FILE_LEFT, ForeignOriginal, Note
from commons.services.publishing.attachments import images_field

MOST_FILES = 60
MOST_BYTES = 150 * MEGABYTE
PATIENCE_SECONDS = 90.0
"""How many files are asked for, how much of them is read, and for how long in all."""

Spend = Callable[[int], None]
"""Counts the bytes of a file that is brought. Raises QuotaError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtFiles:
    """The values with the files that came; `names` are theirs here."""

    values: Values
    names: tuple[str, ...]
    notes: tuple[Note, ...]


def bring_files(
    remote: Remote,
    blobs: BlobStore,
    kind: Kind,
    original: ForeignOriginal,
    spend: Spend,
) -> BroughtFiles:
    """Bring the files of an original, as far as its site gives them.

    Raises QuotaError from `spend`, StorageError.
    """
    known = [name for name in original.files if blobs.has(name)]
    wanted = [*original.files.items()]
    names, left = list(known), {}
    budget = _Budget()
    for name, address in wanted:
        if name in known:
            continue
        took = budget.take(remote, address, image=is_image(name))
        if took is None or not _kept(blobs, took, name, spend):
            left[name] = address
            continue
        names.append(name)
    values = _without(kind, original.values, left)
    pictures = list(_pictures(remote, blobs, original, budget, spend))
    values = _with_pictures(kind, values, pictures)
    rows = [link_row(address, name) for name, address in left.items()]
    return BroughtFiles(
        values=add_links(kind, values, rows),
        names=(*names, *(one.name for one in pictures)),
        notes=tuple(
            Note(sentence=FILE_LEFT, details={"name": f"{name[:8]}…{name[64:]}"})
            for name in left
        ),
    )


class _Budget:
    """What is left of files, bytes and time for one original."""

    def __init__(self) -> None:
        self._files = MOST_FILES
        self._bytes = MOST_BYTES
        self._until = time.monotonic() + PATIENCE_SECONDS

    def take(self, remote: Remote, address: str, *, image: bool) -> bytes | None:
        """Return the bytes of a file, None when it does not come or is too much."""
        most = (MOST_IMAGE_MEGABYTES if image else MOST_DOCUMENT_MEGABYTES) * 1024**2
        self._files -= 1
        if self._files < 0 or time.monotonic() > self._until:
            return None
        try:
            answer = remote.fetch(address, most_bytes=min(most, max(self._bytes, 1)))
        except RemoteError:
            return None
        self._bytes -= len(answer.body)
        return answer.body if answer.status == 200 and self._bytes >= 0 else None


def _kept(blobs: BlobStore, content: bytes, name: str, spend: Spend) -> bool:
    """Put a file among ours, if it is the one that its name says."""
    spend(len(content))
    with suppress(UnfitFileError, DamagedError):
        file = BytesIO(content)
        return take_file(blobs, file, name, expected=name).name == name
    return False


def _pictures(
    remote: Remote,
    blobs: BlobStore,
    original: ForeignOriginal,
    budget: _Budget,
    spend: Spend,
) -> Iterator[IngestedFile]:
    """Yield the pictures of a page that came, each once."""
    for address in dict.fromkeys(original.images):
        content = budget.take(remote, address, image=True)
        if content is None:
            continue
        spend(len(content))
        called = urlsplit(address).path.rpartition("/")[2]
        with suppress(UnfitFileError):
            yield take_file(blobs, BytesIO(content), called, image=True)


def _with_pictures(
    kind: Kind, values: Values, pictures: Collection[IngestedFile]
) -> Values:
    """Return the values with rows of images whose credit is left to say."""
    found = images_field(kind)
    if found is None or not pictures:
        return values
    field, column = found
    rows = [{column.key: one.name} for one in pictures]
    return {**values, field.key: [*as_list(values.get(field.key, [])), *rows]}


def _without(kind: Kind, values: Values, left: Mapping[str, str]) -> Values:
    """Return the values without the files that did not come; texts link to them."""
    if not left:
        return values

    def is_lost(_field: Field, value: Value) -> bool:
        return str(value) in left

    kept: dict[str, Value] = {}
    for field in kind.fields:
        items = as_list(values.get(field.key, []))
        pruned = (prune_value(field, item, is_lost) for item in items)
        rows = [item for item in pruned if item is not None]
        if rows:
            kept[field.key] = rows if isinstance(values[field.key], list) else rows[0]
    return map_texts(kept, lambda text: _relinked(text, left))


def _relinked(text: str, left: Mapping[str, str]) -> str:
    """Return a text whose pictures that did not come are links to where they are."""
    for name in dict.fromkeys(named_in(text)):
        if name in left:
            text = re.sub(rf"!(\[[^\[\]]*\]\(/media/{re.escape(name)})", r"\1", text)
            text = text.replace(f"/media/{name}", left[name])
    return text
