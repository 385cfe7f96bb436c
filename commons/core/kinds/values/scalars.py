"""Reads one typed value out of what a form or a front matter holds."""

import math
from collections.abc import Callable, Mapping
from datetime import date

from commons.core.domain.language.characters import clean_text
from commons.core.domain.schema.kind import Field, Schema, Value

MAX_INTEGER = 10**15
"""Whole numbers beyond this one are no numbers of ours, but texts."""

_MAX_DEPTH = 8


def plain_json(
    value: object, depth: int = 0, text: Callable[[str], str] = clean_text
) -> Value | None:
    """Give any object as plain JSON, without what is empty; None: nothing left.

    Texts are what `text` makes of them.
    """
    if isinstance(value, str):  # nearly all are
        return (text(value) or None) if depth <= _MAX_DEPTH else None
    if value is None or depth > _MAX_DEPTH:
        return None
    if isinstance(value, bool | int | float):
        return _number(value)
    if isinstance(value, Mapping):
        row = {
            name_of(key): kept
            for key, item in value.items()
            if (kept := plain_json(item, depth + 1, text)) is not None
        }
        return row or None
    if isinstance(value, list | tuple | set | frozenset):
        kept_items = [plain_json(item, depth + 1, text) for item in value]
        return [item for item in kept_items if item is not None] or None
    return text(_as_text(value)) or None


def name_of(key: object) -> str:
    """Give the key of a field or a column as text."""
    if isinstance(key, str) and key.isascii() and key.isidentifier():
        return key
    return clean_text(
        key if isinstance(key, str) else scalar_text(plain_json(key) or "")
    )


def _number(value: bool | float) -> Value:  # noqa: FBT001 -- a bool is a value here
    """Give a number as it is, or its text when JSON or RDF could not hold it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return f"{value:#x}"
    return value


def _as_text(value: object) -> str:
    """Give the text of what is neither a text nor a container."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return f"<{type(value).__name__}>"


def read_scalar(schema: Schema, field: Field, value: Value) -> Value | None:
    """Return the normal form of one plain value; None when it says nothing.

    What cannot be read stays as it was typed: the check will say so.
    """
    if isinstance(value, dict | list):
        return value
    return field.type.parse(schema, field, value)


def scalar_text(value: Value) -> str:
    """Return the text of a plain value that is no container."""
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)
