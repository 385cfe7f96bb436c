"""Compares two versions of a sheet, field by field and by word."""

from dataclasses import dataclass

from commons.domain.kind import Schema
from commons.domain.sheet import Revision
from commons.store.work import Work
from commons.text.diff import diff_words
from commons.web.here import said
from commons.web.present import titles_of
from commons.web.words import all_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed in one field; `pieces` are pairs of operation and text.

    The operations are "=", "+" and "-". `before` and `after` are the whole
    texts, "" where the field was empty.
    """

    key: str
    label: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...]


SIGNS = {"equal": "=", "insert": "+", "delete": "-"}


def compared(
    schema: Schema, work: Work, first: Revision, second: Revision
) -> list[Change]:
    """Give the fields that differ, in the order of the form."""
    kind = schema.kinds[second.kind]
    changes = []
    for field in kind.fields:
        values = [first.values.get(field.key), second.values.get(field.key)]
        if values[0] == values[1]:
            continue
        before, after = (
            ""
            if value is None
            else all_words(
                schema, field, value, titles_of(work, kind, {field.key: value})
            )
            for value in values
        )
        changes.append(
            Change(
                key=field.key,
                label=said(field.label),
                before=before,
                after=after,
                pieces=tuple(
                    (SIGNS[operation], text)
                    for operation, text in diff_words(before, after)
                ),
            )
        )
    return changes
