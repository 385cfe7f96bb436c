"""Reads the files of a folder that may be sheets, and says of each what it understood.

A file that bears the identifier of a sheet comes from an export and is read as it
stands, so that nothing of it changes. Any other is read by a mapping, or as one
written for us: its HTML and its dialect become Markdown, its links are followed.
"""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from commons.adapters.media.blob_store import BlobStore
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import name_of_file
from commons.core.domain.schema.kind import Kind, Schema, Values
from commons.core.domain.schema.problem import Problem
from commons.core.kinds.places.register import Places
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files import front_matter, lenient_front_matter
from commons.core.text.files.encodings import (
    ENCODINGS,
    decode_text,
    is_utf8,
    read_once,
    sample_lines,
)
from commons.core.text.files.lenient_front_matter import LenientText
from commons.errors import CommonsError, FileFormatError, TooLargeError
from commons.services.exchange.batch.load_report import Fault
from commons.services.exchange.folder.file_access import bring_named_files
from commons.services.exchange.folder.linked_files import LinkedFolder, follow_links
from commons.services.exchange.folder.relative_links import Page, link_destinations
from commons.services.exchange.foreign.conversion import Converted, convert_file
from commons.services.exchange.foreign.mapping_file import FieldMapping
from commons.services.exchange.foreign.notes import UNKNOWN, Note
from commons.services.exchange.foreign.survey import (
    FoundFile,
    Survey,
    read_inside,
    survey_folder,
)
from commons.services.publishing.attachments import attach_files
from commons.services.publishing.place_codes import locate_places

GUESSED = "encodage deviné"
LONGEST_TEXT = 300_000
"""Characters of a text of others: what is longer is named, not worked on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a folder is read; `mapping` is None when its files are written for us.

    `defaults` are raw values for what a file does not say, `encoding` is the key
    of the one of files that are not in UTF-8, "" to guess it.
    """

    schema: Schema
    places: Places
    blobs: BlobStore
    mapping: FieldMapping | None = None
    defaults: Map[str, object] = field(default_factory=dict)
    encoding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFile:
    """A file that could be read; `sheet` is "" when it does not say which it is.

    `draft` is true when its own words say that it is not published, `origin` is
    the identifier that it has elsewhere, `aliases` are other names of its page.
    """

    path: Path
    place: PurePosixPath
    kind: Kind
    sheet: str
    text: str
    values: Values = field(hash=False)
    problems: tuple[Problem, ...] = ()
    draft: bool = False
    origin: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderRead:
    """What a folder holds: sheets to be, faults, notes by file, what is passed over."""

    files: tuple[SheetFile, ...]
    faults: tuple[Fault, ...]
    notes: tuple[tuple[PurePosixPath, Note], ...]
    survey: Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A file between its two readings: the second follows its links to the others."""

    found: FoundFile
    kind: Kind
    text: str
    sheet: str
    converted: Converted


def read_folder(folder: Path, reading: Reading) -> FolderRead:
    """Read all that may be a sheet in a folder.

    Raises TooLargeError for a folder that is too large as a whole, StorageError.
    """
    mapping = reading.mapping or FieldMapping()
    there = survey_folder(folder, reading.schema.kinds, mapping.choice)
    drafts: list[_Draft] = []
    faults: list[Fault] = []
    notes: list[tuple[PurePosixPath, Note]] = []
    for found in there.sheets:
        try:
            draft, told = _first(folder, reading, found)
        except CommonsError as error:
            line = getattr(error, "line", 0)
            faults.append(Fault(path=folder / found.path, line=line, reason=str(error)))
            continue
        drafts.append(draft)
        notes += [(found.path, note) for note in (*told, *draft.converted.notes)]
    pages = [
        Page(
            path=_named_so(draft.found.path),
            title=str(draft.converted.raw.get("title") or ""),
            addresses=draft.converted.addresses,
        )
        for draft in drafts
    ]
    at = LinkedFolder(
        path=folder,
        to=link_destinations(there.files, pages, mapping.sites),
        blobs=reading.blobs,
        credit=mapping.images,
        others=reading.mapping is not None,
    )
    files: list[SheetFile] = []
    for draft in drafts:
        file, more = _second(reading, draft, at)
        files.append(file)
        notes += [(draft.found.path, note) for note in more]
    passed = tuple(one for one in there.passed if one[0] not in at.used)
    return FolderRead(
        files=tuple(files),
        faults=tuple(faults),
        notes=tuple(notes),
        survey=replace(there, passed=passed),
    )


def _first(
    folder: Path, reading: Reading, found: FoundFile
) -> tuple[_Draft, list[Note]]:
    """Read what a file says. Raises CommonsError, which names the line."""
    kind = reading.schema.kinds[found.kind]
    content = read_inside(folder, found.path)
    decoded = decode_text(content, "" if is_utf8(content) else reading.encoding)
    text = decoded.text.removeprefix("\ufeff").replace("\r\n", "\n")
    loose = _loose(text)
    sheet = loose.meta.get("id")
    ours = isinstance(sheet, str) and iri.is_id(sheet)
    once = "" if ours or reading.encoding else read_once(text)
    told: list[Note] = []
    if decoded.guessed or once:
        text = once or text
        about = f"{ENCODINGS[decoded.encoding]} : {' | '.join(sample_lines(text))}"
        told.append(Note(sort=GUESSED, about=about))
        loose = _loose(text)
    if isinstance(sheet, str) and ours:
        meta = {key: value for key, value in loose.meta.items() if key != "id"}
        body = {"body": loose.body} if loose.body.strip() else {}
        as_it_is = Converted(raw={**meta, **body})
        return _Draft(
            found=found, kind=kind, text=text, sheet=sheet, converted=as_it_is
        ), told
    if len(loose.body) > LONGEST_TEXT:
        raise TooLargeError(f"le texte dépasse {LONGEST_TEXT} caractères")
    made = convert_file(
        reading.schema, reading.mapping, kind, loose, _named_so(found.path).stem
    )
    return _Draft(found=found, kind=kind, text=text, sheet="", converted=made), told


def _loose(text: str) -> LenientText:
    """Read the head of a file as ours if it is, else as other programs write it."""
    try:
        meta, body = front_matter.read_front_matter(text)
    except FileFormatError:
        return lenient_front_matter.read_lenient(text)
    return (
        LenientText(meta=meta, body=body)
        if meta
        else lenient_front_matter.read_lenient(text)
    )


def _second(
    reading: Reading, draft: _Draft, folder: LinkedFolder
) -> tuple[SheetFile, list[Note]]:
    """Make values of what a file says, follow its links, take its files in."""
    kind, place = draft.kind, draft.found.path
    read, unknown = parse_values(reading.schema, kind, draft.converted.raw)
    values: Values = locate_places(reading.places, kind, read)
    notes = [Note(sort=UNKNOWN, about=_named(problem)) for problem in unknown]
    if not draft.sheet:
        spare, _ = parse_values(reading.schema, kind, reading.defaults)
        credited, told = follow_links(
            folder, kind, {**spare, **values}, _named_so(place)
        )
        notes += told
        values = {
            key: value
            for key, value in credited.items()
            if key in values or key not in spare
        }
    values, refused = bring_named_files(
        reading.blobs, kind, values, folder.path / place, folder.path
    )
    values, missing = attach_files(reading.blobs, kind, values)
    file = SheetFile(
        path=folder.path / place,
        place=_named_so(place),
        kind=kind,
        sheet=draft.sheet,
        text=draft.text,
        values=values,
        problems=(*refused, *missing),
        draft=draft.converted.draft,
        origin=draft.converted.origin,
        aliases=draft.converted.addresses,
    )
    return file, notes


def _named_so(path: PurePosixPath) -> PurePosixPath:
    """Give the path that the names of files and folders say, for people and texts."""
    return PurePosixPath(name_of_file(str(path)))


def _named(problem: Problem) -> str:
    return f"{problem.field}.{problem.column}" if problem.column else problem.field
