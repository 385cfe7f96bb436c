"""How files travel in a sheet's form: chosen, taken in, and shown back.

A control that takes files is called after the field or column that keeps their
names, with ".upload" behind: `images.upload` adds a row for each of them,
`steps-0-image.upload` fills the column (and, for an image of a step, adds it to
the images of the sheet, where its credit is given).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field as attribute
from typing import cast

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import TooManyRequests

from commons.domain.kind import Field, Kind, Type
from commons.domain.problem import Problem, Rule
from commons.errors import UnfitFileError
from commons.media.take import Taken, shown, take
from commons.services.attach import IMAGE, OWN_IMAGE, images_field
from commons.web.form import (
    MOST_ROWS,
    Posted,
    RawForm,
    Row,
    file_column,
    indexes,
    widget,
)
from commons.web.here import parts
from commons.web.limits import count_this

UPLOAD = ".upload"
MOST_FILES = 20
"""How many files one form brings at most."""

_INHERITED = ("author", "licence")
"""What an image has in common with the one before, until somebody says otherwise."""

Files = MultiDict[str, FileStorage]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """Where a file goes; `row` is -1 for a new row of the field."""

    field: Field
    column: Field
    row: int = -1

    def problem(self, rule: Rule, **details: object) -> Problem:
        return Problem(
            field=self.field.key,
            rule=rule,
            row=self.row,
            column=self.column.key if self.row >= 0 else "",
            details=details,
        )


@dataclass(slots=True)
class _Intake:
    """What becomes of a form while its files are taken in."""

    kind: Kind
    raw: RawForm
    problems: list[Problem] = attribute(default_factory=list)
    left: int = MOST_FILES


def taken_in(
    kind: Kind, posted: Posted, raw: RawForm, files: Files
) -> tuple[RawForm, tuple[Problem, ...]]:
    """Put the files of a form onto the shelf and their names into what was typed.

    One that is refused is a problem where it was chosen, and changes nothing
    else. Raises StorageError.
    """
    intake = _Intake(kind=kind, raw=dict(raw))
    for slot, sent in _sent(kind, posted, files):
        taken = _taken(intake, slot, sent)
        if taken is not None:
            _put(intake, slot, taken)
    return intake.raw, tuple(intake.problems)


def _sent(
    kind: Kind, posted: Posted, files: Files
) -> Iterator[tuple[_Slot, FileStorage]]:
    """Give each file that was chosen, with where it goes."""
    for field in kind.fields:
        column = file_column(field)
        if widget(field) == "files" and column is not None:
            for sent in files.getlist(f"{field.key}{UPLOAD}"):
                yield _Slot(field=field, column=column), sent
            continue
        rows = indexes(field.key, posted) if field.many else [""]
        for column in field.columns:
            if column.type is not Type.FILE:
                continue
            for row, index in enumerate(rows):
                place = "-".join(filter(None, (field.key, index, column.key)))
                for sent in files.getlist(f"{place}{UPLOAD}")[:1]:
                    yield _Slot(field=field, column=column, row=row), sent


def _taken(intake: _Intake, slot: _Slot, sent: FileStorage) -> Taken | None:
    if not sent.filename:
        return None  # nothing was chosen in this control
    intake.left -= 1
    try:
        _count(intake)
        image = slot.column.editor in {IMAGE, OWN_IMAGE}
        return take(parts().shelf, sent.stream, sent.filename, image=image)
    except UnfitFileError as error:
        intake.problems.append(slot.problem(Rule(error.rule), **error.details))
    except TooManyRequests:
        told = {"value": shown(sent.filename)}
        intake.problems.append(slot.problem(Rule.FILE_TOO_MANY, **told))
    return None


def _count(intake: _Intake) -> None:
    """Count a file. Raises TooManyRequests, also for too many in one form."""
    if intake.left < 0:
        raise TooManyRequests
    count_this("media.upload")


def _put(intake: _Intake, slot: _Slot, taken: Taken) -> None:
    """Write the name of a file where it goes."""
    if slot.row < 0:
        _add(intake, slot.field, slot.column, taken)
        return
    raw = intake.raw.get(slot.field.key)
    if isinstance(raw, list):
        rows = cast("list[Row]", list(raw))
        rows[slot.row] = {**rows[slot.row], slot.column.key: taken.name}
        intake.raw[slot.field.key] = rows
    else:
        row = raw if isinstance(raw, dict) else {}
        intake.raw[slot.field.key] = {**row, slot.column.key: taken.name}
    images = images_field(intake.kind)
    if slot.column.editor == OWN_IMAGE and images is not None:
        _add(intake, *images, taken)


def _add(intake: _Intake, field: Field, column: Field, taken: Taken) -> None:
    """Add a row for a file, unless one is there."""
    raw = intake.raw.get(field.key)
    rows = cast("list[Row]", list(raw)) if isinstance(raw, list) else []
    if any(row.get(column.key) == taken.name for row in rows):
        return
    if len(rows) >= MOST_ROWS:
        slot = _Slot(field=field, column=column)
        intake.problems.append(slot.problem(Rule.FILE_TOO_MANY, value=taken.title))
        return
    row: Row = {column.key: taken.name}
    if column.editor == IMAGE:
        last = rows[-1] if rows else {}
        row |= {key: last[key] for key in _INHERITED if last.get(key)}
    elif any(other.key == "title" for other in field.columns):
        row["title"] = taken.title
    intake.raw[field.key] = [*rows, row]
