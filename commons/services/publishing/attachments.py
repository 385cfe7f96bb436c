"""Attaches files to a sheet: which ones it names, whether they are here.

A file is put onto the blob store first, by whoever sends it; a sheet then names it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from commons.adapters.media.blob_store import BlobStore
from commons.core.domain.pictures.media import is_image, is_name, named_in
from commons.core.domain.schema.kind import Field, Kind, Value, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.rules.validation import as_list

IMAGE = "image"
"""The editor of a column whose rows are the images of a sheet."""

OWN_IMAGE = "ownimage"
"""The editor of a value that is one of the sheet's images."""

SIZED = ("width", "height")
"""The columns, beside that of an image, which the site fills in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueLocation:
    """Where a value stands in a sheet; `row` is -1 outside rows."""

    field: Field
    row: int
    column: Field | None

    @property
    def itself(self) -> Field:
        """The field, or the column of a row."""
        return self.column or self.field

    def problem(self, rule: Rule, **details: object) -> Problem:
        """Say what is wrong here."""
        return Problem(
            field=self.field.key,
            rule=rule,
            row=self.row,
            column=self.column.key if self.column else "",
            details=details,
        )


def attach_files(
    blobs: BlobStore, kind: Kind, values: Values
) -> tuple[Values, tuple[Problem, ...]]:
    """Give the values with the sizes of their images, and what is not here.

    Whatever the values say of sizes is replaced by what the files say. The
    files named are wanted from now on, so no sweep takes them.
    """
    named = dict.fromkeys(named_in(dict(values)))
    if not named:  # as in nearly all
        return _sized(blobs, kind, values), ()
    credited = {str(value) for value in _images(kind, values)}
    problems: list[Problem] = []
    for spot, value in _spots(kind, values):
        problems += _problems(blobs, spot, value, credited)
    for name in named:
        if blobs.has(name):
            blobs.touch(name)
    return _sized(blobs, kind, values), tuple(problems)


def files_of(kind: Kind, values: Values) -> Iterator[str]:
    """Give the names of the files that the fields of a sheet hold."""
    for spot, value in _spots(kind, values):
        if spot.itself.type.names_file and is_name(value):
            yield str(value)


def map_columns(
    kind: Kind, values: Values, function: Callable[[ValueLocation, Value], Value]
) -> Values:
    """Give the values with a function applied to the columns of each row."""

    def row(field: Field, number: int, item: Value) -> Value:
        if not isinstance(item, Mapping):
            return item
        columns = {column.key: column for column in field.columns}
        return {
            key: function(
                ValueLocation(field=field, row=number, column=columns[key]), value
            )
            if key in columns
            else value
            for key, value in item.items()
        }

    changed = dict(values)
    for field in kind.fields:
        if not field.type.has_columns or field.key not in values:
            continue
        rows = [
            row(field, at, one) for at, one in enumerate(as_list(values[field.key]))
        ]
        changed[field.key] = rows if isinstance(values[field.key], list) else rows[0]
    return changed


def images_field(kind: Kind) -> tuple[Field, Field] | None:
    """Give the field of a kind's images, and its column of files."""
    for field in kind.fields:
        for column in field.columns:
            if column.editor == IMAGE and column.required:
                return field, column
    return None


def _images(kind: Kind, values: Values) -> Iterator[Value]:
    """Give the names of the images that a sheet lists, with their credit."""
    found = images_field(kind)
    if found is not None:
        field, column = found
        for row in as_list(values.get(field.key)):
            if isinstance(row, Mapping) and column.key in row:
                yield row[column.key]


def _problems(
    blobs: BlobStore, spot: ValueLocation, value: Value, credited: set[str]
) -> Iterator[Problem]:
    if spot.itself.type.names_file and is_name(value):
        if not blobs.has(str(value)):
            yield spot.problem(Rule.NOT_FILE, value=value)
        elif spot.itself.editor == OWN_IMAGE and value not in credited:
            yield spot.problem(Rule.NOT_AMONG_IMAGES)
    elif spot.itself.type.is_text and isinstance(value, str):
        for name in dict.fromkeys(named_in(value)):
            short = f"/media/{name[:8]}…"
            if not blobs.has(name):
                yield spot.problem(Rule.NOT_FILE, value=short)
            elif is_image(name) and name not in credited:
                yield spot.problem(Rule.UNCREDITED_IMAGE, value=short)


def _spots(kind: Kind, values: Values) -> Iterator[tuple[ValueLocation, Value]]:
    """Give each plain value of a sheet with where it stands."""
    for field in kind.fields:
        for number, item in enumerate(as_list(values.get(field.key))):
            if not isinstance(item, Mapping):
                row = number if field.many else -1
                yield ValueLocation(field=field, row=row, column=None), item
                continue
            for column in field.columns:
                for value in as_list(item.get(column.key)):
                    yield ValueLocation(field=field, row=number, column=column), value


def _sized(blobs: BlobStore, kind: Kind, values: Values) -> Values:
    found = images_field(kind)
    if found is None or found[0].key not in values:
        return values
    field, column = found
    rows = [_measured(blobs, row, column.key) for row in as_list(values[field.key])]
    return {**values, field.key: rows}


def _measured(blobs: BlobStore, row: Value, key: str) -> Value:
    if not isinstance(row, Mapping):
        return row
    said = {name: value for name, value in row.items() if name not in SIZED}
    size = blobs.size(str(row[key])) if is_image(row.get(key)) else None
    return {**said, "width": size.width, "height": size.height} if size else said
