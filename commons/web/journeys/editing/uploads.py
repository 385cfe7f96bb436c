"""How files travel in a sheet's form: chosen, taken in, and shown back.

A control that takes files is called after the field or column that keeps their
names, with ".upload" behind: `images.upload` adds a row for each of them,
`steps-0-image.upload` fills the column (and, for an image of a step, adds it to
the images of the sheet, where its credit is given).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import TooManyRequests

from commons.adapters.media.ingest import IngestedFile, display_name, take_file
from commons.adapters.store.log.projections import file_visibility
from commons.core.domain.schema.kind import Field, Kind
from commons.core.domain.schema.problem import Problem, Rule
from commons.errors import QuotaError, UnfitFileError
from commons.services.publishing import quotas
from commons.services.publishing.attachments import IMAGE, OWN_IMAGE, images_field
from commons.web.journeys.editing.form_values import (
    MOST_ROWS,
    Posted,
    file_column,
    posted_rows,
    widget_of,
)
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import FILES, count_write

UPLOAD = ".upload"
MOST_FILES = 20
"""How many files one form brings at most."""

_INHERITED = {"author": "authors-0-name", "licence": "licence"}
"""What an image has in common with the one before, and the first with the sheet itself,
until somebody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """Where a file goes: a column of a row, or a new row of the field.

    `name` is the control that would hold its name, "" for a new row; `row`
    counts as `form.parse` does, and is -1 for a new row.
    """

    field: Field
    column: Field
    name: str = ""
    row: int = -1

    def problem(self, rule: Rule, **details: object) -> Problem:
        """Say why a file is refused here."""
        return Problem(
            field=self.field.key,
            rule=rule,
            row=self.row,
            column=self.column.key if self.name else "",
            details=details,
        )


def take_in(kind: Kind) -> tuple[Problem, ...]:
    """Put the files of the form at hand onto the blob store, and give what is refused.

    From here on the form reads as if their names had been typed, so whatever
    keeps what was typed keeps them too. One that is refused changes nothing.
    Raises StorageError.
    """
    posted: Posted = MultiDict(request.form)
    problems: list[Problem] = []
    arrived: list[str] = []
    sent = [pair for pair in _sent(kind, posted) if pair[1].filename]
    for number, (slot, one) in enumerate(sent):
        try:
            _count(number, one)
            image = slot.column.editor in {IMAGE, OWN_IMAGE}
            taken = take_file(
                components().blobs, one.stream, one.filename or "", image=image
            )
            arrived.append(taken.name)
            _type_in(kind, posted, slot, taken)
        except UnfitFileError as error:
            problems.append(slot.problem(Rule(error.rule), **error.details))
        except TooManyRequests:
            value = display_name(one.filename or "")
            problems.append(slot.problem(Rule.FILE_TOO_MANY, value=value))
    if arrived:
        with components().store.write(quiet=True, durable=False) as work:
            file_visibility.note_sender(
                work, current_writer().id, dict.fromkeys(arrived)
            )
    request.form = ImmutableMultiDict(posted)
    return tuple(problems)


def _sent(kind: Kind, posted: Posted) -> Iterator[tuple[_Slot, FileStorage]]:
    """Give each file that was sent, with where it goes."""
    for field in kind.fields:
        column = file_column(field)
        if widget_of(field) == "files" and column is not None:
            for sent in request.files.getlist(f"{field.key}{UPLOAD}"):
                yield _Slot(field=field, column=column), sent
            continue
        rows = posted_rows(field.key, posted) if field.many else [""]
        for column in (column for column in field.columns if column.type.names_file):
            for row, index in enumerate(rows):
                name = "-".join(filter(None, (field.key, index, column.key)))
                slot = _Slot(field=field, column=column, name=name, row=row)
                for sent in request.files.getlist(f"{name}{UPLOAD}")[:1]:
                    yield slot, sent


def _count(number: int, sent: FileStorage) -> None:
    """Count a file. Raises TooManyRequests, also for too many in one form."""
    if number >= MOST_FILES:
        raise TooManyRequests
    count_write(FILES)
    here, size = components(), sent.stream.seek(0, 2)
    sent.stream.seek(0)
    try:
        with here.store.write(quiet=True, durable=False) as work:
            quotas.send_file(work, current_writer().id, size, here.settings.quotas)
    except QuotaError as error:
        raise TooManyRequests from error


def _type_in(kind: Kind, posted: Posted, slot: _Slot, taken: IngestedFile) -> None:
    """Write the name of a file where a person would have typed it."""
    if not slot.name:
        _add_row(posted, (slot.field, slot.column), taken)
        return
    posted[slot.name] = taken.name
    images = images_field(kind)
    if slot.column.editor == OWN_IMAGE and images is not None:
        _add_row(posted, images, taken)


def _add_row(posted: Posted, place: tuple[Field, Field], taken: IngestedFile) -> None:
    """Add a row for a file, unless one is there. Raises TooManyRequests."""
    field, column = place
    rows = posted_rows(field.key, posted)
    held = {posted.get(f"{field.key}-{index}-{column.key}") for index in rows}
    if taken.name in held:
        return
    if len(rows) >= MOST_ROWS:
        raise TooManyRequests
    last = rows[-1] if rows else "-"
    row = f"{field.key}-{int(last) + 1 if rows else 0}"
    posted[f"{row}-{column.key}"] = taken.name
    if column.editor == IMAGE:
        for key, of_sheet in _INHERITED.items():
            before = f"{field.key}-{last}-{key}" if rows else of_sheet
            posted[f"{row}-{key}"] = posted.get(before, "")
    elif any(other.key == "title" for other in field.columns):
        posted[f"{row}-title"] = taken.title
