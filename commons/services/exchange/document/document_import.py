"""Makes the values of a sheet from a document: its headings, lists and pictures.

Sections that are called as a field usually is go there; of the others, headings are
steps when no section was called so; what remains is the free text. Nothing is lost,
and nothing is published: whoever sent it reads it over in the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from commons.adapters.documents.reading import read_document
from commons.adapters.media.blob_store import BlobStore
from commons.adapters.media.ingest import display_name
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import file_visibility
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.domain.sheet import Draft
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.validation import as_list
from commons.core.text.markdown.rendering import plain_words
from commons.core.text.markdown.sections import (
    join_sections,
    links_in,
    split_sections,
)
from commons.errors import TooLargeError
from commons.services.editing.drafts import save_draft
from commons.services.exchange.document.usual_headings import heading_mapping
from commons.services.exchange.folder.reading import Reading, read_folder
from commons.services.exchange.foreign.notes import Note
from commons.services.exchange.foreign.text_fitting import fit_text
from commons.services.publishing.attachments import OWN_IMAGE, files_of, images_field
from commons.settings import Quotas

LONGEST_PASTE = 250_000
"""Characters of a text that is pasted."""

LEAST_SUMMARY, MOST_SUMMARY = 40, 300
_MEDIA = "/media/"
_NUMBERED = re.compile(
    r"^1[.)][ \t]+\S[^\n]*(?:\n(?!\n)[^\n]*|\n\n(?=\d{1,3}[.)]|[ \t]{2,})[^\n]*)*",
    re.MULTILINE,
)
"""A numbered list: up to a line that is neither one of its items nor within one."""

_LOST_PICTURE = re.compile(r"!\[[^\]\n]{0,2000}\]\((image-[0-9]{1,2}\.bin)\)")
"""A picture whose sort the reader of documents does not know: TIFF, EMF…"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDocument:
    """What a document became: the values of a draft, and what is to be told of it.

    `lost_pictures` counts those of its pictures that are of no sort that is kept.
    """

    values: Values
    notes: tuple[Note, ...]
    lost_pictures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReader:
    """With what documents are read."""

    schema: Schema
    places: Places
    blobs: BlobStore


def import_document(
    reader: DocumentReader, kind: Kind, file: IO[bytes], called: str
) -> ImportedDocument:
    """Make values from a document; its pictures are put onto the blob store.

    `called` is the name that its sender gave it, and is not believed. Raises
    UnfitFileError, TooLargeError, StorageError.
    """
    name = display_name(called)
    with reader.blobs.bench() as folder:
        text = read_document(file, name, folder)
        lost = _cut_lost_pictures(text)
        text.rename(folder / f"{_stem(name)}.md")
        return replace(_from_folder(reader, kind, folder), lost_pictures=lost)


def import_text(reader: DocumentReader, kind: Kind, text: str) -> ImportedDocument:
    """Make values from a text that was pasted. Raises TooLargeError."""
    if len(text) > LONGEST_PASTE:
        raise TooLargeError(f"more than {LONGEST_PASTE} characters")
    with reader.blobs.bench() as folder:
        (folder / "document.md").write_text(_titled(text), encoding="utf-8")
        made = _from_folder(reader, kind, folder)
    if made.values.get("title") == "Document":
        return replace(made, values=_replace(made.values, title=""))
    return made


def keep_document(
    work: Work, account: Account, kind: Kind, values: Values, quotas: Quotas
) -> Draft:
    """Keep what a document became as a new draft of an account.

    Raises FullError when the account would keep more than the quotas let.
    """
    named = list(dict.fromkeys(files_of(kind, values)))
    file_visibility.note_sender(work, account.id, named)
    draft = Draft(
        id=iri.new_id(),
        account=account.id,
        kind=kind.key,
        sheet="",
        parent=None,
        instant=clock.now(),
        values=values,
    )
    return save_draft(work, account, draft, known=0, quotas=quotas).draft


def _stem(name: str) -> str:
    """Return a name for the text that the survey of a folder takes as it is."""
    stem = Path(name).stem.replace("/", " ").strip(" ._")
    return stem if stem and stem.casefold() not in ("readme", "index") else "document"


def _titled(text: str) -> str:
    """Make the first line a heading when it is short and stands alone."""
    first, _, rest = text.strip().partition("\n")
    alone = 3 <= len(first) <= 90 and not first.endswith((".", ",", ";", ":"))
    if alone and rest.startswith(("\n", "\r")) and first[0].isalnum():
        return f"# {first}\n{rest}"
    return text


def _from_folder(reader: DocumentReader, kind: Kind, folder: Path) -> ImportedDocument:
    read = read_folder(
        folder,
        Reading(
            schema=reader.schema,
            places=reader.places,
            blobs=reader.blobs,
            mapping=heading_mapping(kind),
        ),
    )
    if not read.files:
        raise TooLargeError("; ".join(fault.reason for fault in read.faults))
    values = _without_guesses(kind, read.files[0].values)
    values = _with_summary(kind, values)
    values = _with_steps(reader.schema, kind, values)
    return ImportedDocument(
        values=_with_step_images(kind, values),
        notes=tuple(note for _, note in read.notes),
    )


def _cut_lost_pictures(text: Path) -> int:
    """Take out of the text of a document what shows pictures of no sort that is kept.

    Return how many there were.
    """
    source = text.read_text(encoding="utf-8")
    lost = set(_LOST_PICTURE.findall(source))
    if lost:
        text.write_text(_LOST_PICTURE.sub("", source), encoding="utf-8")
    return len(lost)


def _without_guesses(kind: Kind, values: Values) -> Values:
    """Ask for the description of a picture instead of calling it decorative."""
    where = images_field(kind)
    if where is None:
        return values
    rows: list[Value] = [
        {key: one for key, one in row.items() if key != "decorative"}
        for row in as_list(values.get(where[0].key))
        if isinstance(row, Mapping)
    ]
    return {**values, where[0].key: rows} if rows else values


def _with_summary(kind: Kind, values: Values) -> Values:
    """Take the first paragraph for the summary, when it has the length of one."""
    if "summary" in values or not any(one.key == "summary" for one in kind.fields):
        return values
    body = str(values.get("body", "")).strip()
    first, _, rest = body.partition("\n\n")
    words = " ".join(plain_words(first).split())
    plain = first[:1].isalnum() or first[:1] in "«“"
    if not (plain and LEAST_SUMMARY <= len(words) <= MOST_SUMMARY) or links_in(first):
        return values
    return _replace(values, summary=words, body=rest.strip())


def _with_steps(schema: Schema, kind: Kind, values: Values) -> Values:
    """Take headings for steps, else the items of a numbered list, if none were found."""
    field = _steps_field(kind)
    body = str(values.get("body", ""))
    if field is None or field.key in values or not body.strip():
        return values
    parts = split_sections(body)
    top = min((part.level for part in parts if part.head), default=0)
    if sum(part.level == top for part in parts if part.head) > 1:
        lead = [part for part in parts if not part.head]
        told = join_sections(parts[len(lead) :])
        rest = "\n".join(part.text for part in lead).strip()
    elif found := _NUMBERED.search(body):
        told = found[0]
        rest = f"{body[: found.start()].rstrip()}\n\n{body[found.end() :].lstrip()}"
    else:
        return values
    fitted = fit_text(schema, kind, field.key, told)
    if fitted.raw is None or not fitted.whole:
        return values
    return _replace(values, **{field.key: fitted.raw, "body": rest.strip()})


def _steps_field(kind: Kind) -> Field | None:
    """Return the field whose rows have a title and a text, None without one."""
    for field in kind.fields:
        if {"title", "text"} <= {column.key for column in field.columns}:
            return field
    return None


def _with_step_images(kind: Kind, values: Values) -> Values:
    """Put the first picture of the text of a step beside it."""
    field = _steps_field(kind)
    if field is None or not any(one.editor == OWN_IMAGE for one in field.columns):
        return values
    column = next(one for one in field.columns if one.editor == OWN_IMAGE)
    least = next(one.min_length or 0 for one in field.columns if one.key == "text")
    rows: list[Value] = []
    for row in as_list(values.get(field.key)):
        found = dict(row) if isinstance(row, Mapping) else {}
        text = str(found.get("text", ""))
        image = next(
            (
                one
                for one in links_in(text)
                if one.image and one.address.startswith(_MEDIA)
            ),
            None,
        )
        if image is not None and column.key not in found:
            left = f"{text[: image.start].rstrip()}\n\n{text[image.end :].lstrip()}"
            if len(left.strip()) >= least:
                found["text"] = left.strip()
                found[column.key] = image.address.removeprefix(_MEDIA)
        rows.append(found)
    return {**values, field.key: rows} if rows else values


def _replace(values: Values, **changed: object) -> Values:
    """Return the values with some changed; an empty one is left out."""
    made = {**values, **changed}
    return cast(
        "Values", {key: one for key, one in made.items() if one not in ("", [])}
    )
