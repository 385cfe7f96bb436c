"""Splits the values of a list that were typed as one text.

Words and choices stand between commas, semicolons or line breaks, as the examples
of the form show them. Sentences and titles hold commas of their own: one a line.
"1. Accueillir ; 2. Conclure" is a list whatever it is of.
"""

import re

from commons.core.domain.kind import Field, Schema, Type
from commons.core.kinds.values.scalars import read_scalar

WORD = 40
"""Texts of up to so many letters are words: a comma may stand between them."""

SHORT = 200
"""Texts of up to so many letters hold no sentences: in a cell, ; may stand between."""

_TEXTS = frozenset({Type.TEXT, Type.MARKDOWN})
_UNLINKED = r"(?![^\[\]\n]*\]\])"  # not within [[title|words]]
_LINES = re.compile(r"\n+")
_SIGNS = re.compile(rf"\n+|;{_UNLINKED}")
_COMMAS = re.compile(r"[,;\n]+")
_BARS = re.compile(rf"\|{_UNLINKED}")
_ADDRESSES = re.compile(
    r"\s*\n\s*|[\s,;|]+(?=(?:https?:|www\.|/sheets/))", re.IGNORECASE
)
_SPLITS = {Type.SHEET: _SIGNS, Type.FILE: _LINES}
"""What has a name of its own, which may hold a comma."""

_BULLETS = re.compile(r"(?:(?:[-–•*]|[0-9]{1,2}[.)])\s+)+")
_NUMBER = re.compile(r"([0-9]{1,2})[.)]\s+")
_BEFORE_NUMBER = re.compile(r"[;\n](?=\s*[0-9]{1,2}[.)]\s)")


def split_list(
    schema: Schema, field: Field, text: str, *, cell: bool = False
) -> list[str]:
    """Return the values of a repeatable field that one text holds, in order.

    In a cell of a spreadsheet | parts values too, and ; those without sentences.
    """
    pieces = [
        _BULLETS.sub("", piece.strip(), count=1).strip()
        for whole in _numbered(text) or [text]
        for piece in _parted(schema, _one(field), whole, cell=cell)
    ]
    return [piece for piece in pieces if piece]


def holds_words(field: Field) -> bool:
    """Say whether the values are words or choices, so that commas part them."""
    short = field.type is Type.TEXT and 0 < (field.max_length or 0) <= WORD
    return short or field.type is Type.CONCEPT


def _one(field: Field) -> Field:
    """Return what one value of a field is: for a row, the text that stands for it."""
    if field.type is not Type.ROW:
        return field
    by_key = {column.key: column for column in field.columns}
    keys = field.pair or field.shorthand
    return by_key[keys[-1]] if keys else field


def _numbered(text: str) -> list[str]:
    """Return what stands after the numbers 1, 2, 3…; [] when they do not follow."""
    pieces = _BEFORE_NUMBER.split(text) if text.startswith(("1.", "1)")) else []
    found = [_NUMBER.match(piece.strip()) for piece in pieces]
    numbers = [int(match[1]) for match in found if match]
    if len(pieces) < 2 or numbers != [*range(1, len(pieces) + 1)]:
        return []
    return [_NUMBER.sub("", piece.strip(), count=1) for piece in pieces]


def _parted(schema: Schema, one: Field, text: str, *, cell: bool) -> list[str]:
    """Cut a text at the signs that may stand between values of this type."""
    if one.type is Type.URL:
        return _ADDRESSES.split(text)
    spread = _BARS.sub("\n", text) if cell else text
    length = one.max_length or 0
    if one.type is Type.CONCEPT:
        pieces = _SIGNS.split(spread)
        return [part for piece in pieces for part in _choices(schema, one, piece)]
    if one.type in _TEXTS and not 0 < length <= WORD:
        short = cell and 0 < length <= SHORT
        return (_SIGNS if short else _LINES).split(spread)
    return _SPLITS.get(one.type, _COMMAS).split(spread)


def _choices(schema: Schema, field: Field, text: str) -> list[str]:
    """Cut at commas what is no choice with a comma in its name."""
    known = schema.schemes[field.choice].concepts
    if str(read_scalar(schema, field, text.strip())) in known:
        return [text]
    return text.split(",")
