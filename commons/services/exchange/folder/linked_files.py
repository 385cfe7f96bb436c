"""Brings in what the texts of a file of others show, and credits its images.

Images and documents that a text names by their path, files that a field names from
the root of the folder; each image of a text is then among the images of the sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import take_file
from commons.core.domain.pictures.media import is_image, is_name, named_in
from commons.core.domain.schema.kind import Kind, Value, Values
from commons.core.domain.schema.problem import RULES, Rule
from commons.core.kinds.rules.validation import as_list
from commons.core.text.markdown.links import map_texts
from commons.core.text.markdown.sections import links_in
from commons.errors import StorageError, UnfitFileError
from commons.services.exchange.folder.relative_links import (
    LinkDestinations,
    found_file,
    relink_text,
)
from commons.services.exchange.foreign.notes import Note
from commons.services.exchange.foreign.survey import is_inside
from commons.services.publishing.attachments import (
    IMAGE,
    OWN_IMAGE,
    ValueLocation,
    images_field,
    map_columns,
)

REFUSED = "fichier que ce site ne prend pas"
CREDITED = "image du texte créditée comme la fiche"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedFolder:
    """A folder whose links are followed: where it is, where its links lead.

    `credit` holds the raw author and licence of images that say none. When the
    folder is of `others`, the images that a front matter names are credited too.
    `used` gathers the files that were taken in.
    """

    path: Path
    to: LinkDestinations
    blobs: BlobStore
    credit: Mapping[str, object] = field(default_factory=dict)
    others: bool = False
    used: set[PurePosixPath] = field(default_factory=set)


def follow_links(
    folder: LinkedFolder, kind: Kind, values: Values, place: PurePosixPath
) -> tuple[Values, list[Note]]:
    """Return the values of the file at `place` with their links followed."""
    notes: list[Note] = []

    def taken(path: PurePosixPath, image: bool) -> str:  # noqa: FBT001 - the port's form
        try:
            name = _taken(folder, path, image=image)
        except UnfitFileError as error:
            reason = RULES[Rule(error.rule)] % error.details
            notes.append(Note(sort=REFUSED, about=reason))
            return ""
        if name:
            folder.used.add(path)
        return name

    def file_of(spot: ValueLocation, value: Value) -> Value:
        if not spot.itself.type.names_file or is_name(value):
            return value
        path = found_file(str(value), place, folder.to)
        image = spot.itself.editor in {IMAGE, OWN_IMAGE}
        return (taken(path, image) if path else "") or value

    def follow(text: str) -> str:
        made, told = relink_text(text, place, folder.to, taken)
        notes.extend(told)
        return made

    found = map_texts(map_columns(kind, values, file_of), follow)
    return _credited(folder, kind, found, notes), notes


def _taken(folder: LinkedFolder, path: PurePosixPath, *, image: bool) -> str:
    """Take in one file, an image as a document when it is no picture."""
    whole = folder.path / path
    if not is_inside(folder.path, whole):
        return ""
    try:
        with whole.open("rb") as file:
            try:
                return take_file(folder.blobs, file, path.name, image=image).name
            except UnfitFileError:
                if not image:
                    raise
                file.seek(0)
                return take_file(folder.blobs, file, path.name).name
    except OSError as error:
        msg = f"{whole} ne peut pas être lu ({error.strerror})"
        raise StorageError(msg) from error


def _credited(
    folder: LinkedFolder, kind: Kind, values: Values, notes: list[Note]
) -> Values:
    """Put the images that texts show among those of the sheet, and fill in credits."""
    where = images_field(kind)
    if where is None:
        return values
    key, column = where[0].key, where[1].key
    rows = [row for row in as_list(values.get(key)) if isinstance(row, Mapping)]
    texts = {name: value for name, value in values.items() if name != key}
    known = {row.get(column) for row in rows}
    words, spare = _words(texts), _spare(folder, values)
    shown = [
        {column: name, **({"alt": words[name]} if name in words else {})}
        for name in dict.fromkeys(named_in(texts))
        if is_image(name) and name not in known
    ]
    notes.extend(Note(sort=CREDITED) for _ in shown)
    if not shown and not folder.others:
        return values
    standing = [_filled(row, spare) for row in rows] if folder.others else rows
    found = [*standing, *(_filled(row, spare) for row in shown)]
    order = [one.key for one in where[0].columns]
    told = [
        {name: row[name] for name in (*order, *row) if name in row} for row in found
    ]
    return {**values, key: list[Value](told)} if told else values


def _filled(row: Mapping[str, Value], spare: Values) -> dict[str, Value]:
    """Return the row of an image with its credit, decorative when nothing tells it."""
    described = "alt" in row or "decorative" in row
    return {**spare, **row, **({} if described else {"decorative": True})}


def _spare(folder: LinkedFolder, values: Values) -> dict[str, Value]:
    """Return who made an image and its licence, when nothing says so: as the sheet."""
    first = next(iter(as_list(values.get("authors"))), "")
    name = first.get("name", "") if isinstance(first, Mapping) else first
    found = {"author": name, "licence": values.get("licence", ""), **folder.credit}
    return {key: str(value) for key, value in found.items() if value}


def _words(values: Values) -> dict[str, str]:
    """Return the words that stand for each image in the texts."""
    words: dict[str, str] = {}

    def look(text: str) -> str:
        for link in links_in(text) if "/media/" in text else ():
            said = " ".join(link.words.split())[:300]
            if link.image and len(said) > 1:
                words.setdefault(link.address.removeprefix("/media/"), said)
        return text

    map_texts(values, look)
    return words
