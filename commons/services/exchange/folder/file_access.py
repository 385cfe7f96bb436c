"""Brings in the files of a folder of sheets: its media/, and those named by path."""

from pathlib import Path

from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.adapters.media.ingest import take_file
from commons.core.domain.language.characters import normal_form
from commons.core.domain.pictures.media import is_image, is_name
from commons.core.domain.schema.kind import Kind, Value, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.progress import OnProgress
from commons.core.text.markdown.links import map_texts
from commons.errors import DamagedError, UnfitFileError
from commons.services.exchange.foreign.survey import is_inside
from commons.services.publishing.attachments import (
    IMAGE,
    OWN_IMAGE,
    ValueLocation,
    map_columns,
)


def bring_media(
    blobs: BlobStore, folder: Path, on_progress: OnProgress | None = None
) -> list[Path]:
    """Take in the files that an export keeps in its media/; give those refused.

    Refused is what does not give the name it bears, once looked at as any file
    that a stranger sends. `on_progress` gets (done, total). Raises StorageError.
    """
    paths = sorted(path for path in (folder / MEDIA).glob("*") if is_name(path.name))
    refused: list[Path] = []
    for done, path in enumerate(paths, start=1):
        sound = is_inside(folder, path) and (
            blobs.has(path.name) or _bears_its_name(blobs, path)
        )
        if not sound:
            refused.append(path)
        if on_progress:
            on_progress(done, len(paths))
    return refused


def bring_named_files(
    blobs: BlobStore, kind: Kind, values: Values, sheet: Path, folder: Path
) -> tuple[Values, tuple[Problem, ...]]:
    """Take in the files that a sheet of a folder names by their path.

    Paths start from the sheet's own place and may not leave the folder. The
    values come back with names in the place of paths, in the texts too. Raises
    StorageError.
    """
    problems: list[Problem] = []
    names: dict[str, str] = {}

    def name_of(spot: ValueLocation, value: Value) -> Value:
        if not spot.itself.type.names_file or is_name(value):
            return value
        path = str(value)
        try:
            names[path] = names.get(path) or _taken(blobs, spot, path, sheet, folder)
        except UnfitFileError as error:
            if error.rule != Rule.NOT_FILE:  # the kind's check says so too
                problems.append(spot.problem(Rule(error.rule), **error.details))
            return value
        return names[path]

    found = map_columns(kind, values, name_of)
    return _linked(found, names), tuple(problems)


def _bears_its_name(blobs: BlobStore, path: Path) -> bool:
    try:
        with path.open("rb") as file:
            image = is_image(path.name)
            take_file(blobs, file, path.name, image=image, expected=path.name)
    except (UnfitFileError, DamagedError):
        return False
    return True


def _taken(
    blobs: BlobStore, spot: ValueLocation, said: str, sheet: Path, folder: Path
) -> str:
    """Take in one file, and give its name. Raises UnfitFileError."""
    home = folder.resolve()
    try:
        path = _named_so(sheet.parent, said).resolve()
    except (OSError, RuntimeError, ValueError):  # no path: a sentence, an image itself
        raise UnfitFileError(Rule.NOT_FILE, value=said) from None
    if not path.is_relative_to(home) or not is_inside(home, path):
        raise UnfitFileError(Rule.NOT_FILE, value=said)
    image = spot.itself.editor in {IMAGE, OWN_IMAGE}
    with path.open("rb") as file:
        return take_file(blobs, file, path.name, image=image).name


def _named_so(folder: Path, said: str) -> Path:
    """Give the path that was said, as the disk writes the accents in it."""
    found = folder
    for part in Path(said).parts:
        if not (found / part).exists() and found.is_dir():
            alike = (p for p in found.iterdir() if normal_form(p.name) == part)
            found = next(alike, found / part)
        else:
            found /= part
    return found


def _linked(values: Values, names: dict[str, str]) -> Values:
    """Put addresses where the texts name the same files by their path."""
    if not names:
        return values

    def link(text: str) -> str:
        for path, name in names.items():
            text = text.replace(f"]({path})", f"](/media/{name})")
        return text

    return map_texts(values, link)
