"""Splits the values of a list that were typed as one text.

Words and choices stand between commas, semicolons or line breaks, as the examples
of the form show them. Sentences and titles hold commas of their own: one a line.
"1. Accueillir ; 2. Conclure" is a list whatever it is of.
"""

import re

from commons.core.domain.schema.kind import Field, Schema

WORD = 40
"""Texts of up to so many letters are words: a comma may stand between them."""

SHORT = 200
"""Texts of up to so many letters hold no sentences: in a cell, ; may stand between."""

_UNLINKED = r"(?![^\[\]\n]{0,300}+\]\])"  # not within [[title|words]]
_LINES = re.compile(r"\n+")
_SIGNS = re.compile(rf"\n+|;{_UNLINKED}")
_COMMAS = re.compile(r"[,;\n]+")
_BARS = re.compile(rf"\|{_UNLINKED}")
_BULLETS = re.compile(
    r"(?:(?:[-–—*]|[0-9]{1,2}[.)]|\[[ xX]?\])\s+|[•·▪‣◦●○■□∙☐☑✓✔►➢]\s*)+"
)
_TYPED_BULLET = re.compile(r"(?<!\s)\s*[•▪‣◦●○■□☐☑][ \t\u00a0]+(?=\S)")
_NUMBER = re.compile(r"([0-9]{1,2})[.)]\s+")
_BEFORE_NUMBER = re.compile(r"[;\n](?=\s{0,20}[0-9]{1,2}[.)]\s)")


def split_list(
    schema: Schema, field: Field, text: str, *, cell: bool = False
) -> list[str]:
    """Return the values of a repeatable field that one text holds, in order.

    In a cell of a spreadsheet | parts values too, and ; those without sentences.
    """
    one = _one(field)
    pieces = [
        _BULLETS.sub("", piece.strip(), count=1).strip()
        for whole in _numbered(text) or [text]
        for piece in one.type.split(schema, one, whole, cell=cell)
    ]
    return [piece for piece in pieces if piece]


def drop_bullet(text: str) -> str:
    """Return an item of a list without the bullet of a text processor before it."""
    return _TYPED_BULLET.sub("", text, count=1)


def holds_words(field: Field) -> bool:
    """Say whether the values are words or choices, so that commas part them."""
    long = field.type.is_text and not 0 < (field.max_length or 0) <= WORD
    return field.type.lists_words and not long


def splits_semicolons(schema: Schema, field: Field) -> bool:
    """Say whether ; may stand between the values of a field in one cell."""
    one = _one(field)
    return len(one.type.split(schema, one, "a;b", cell=True)) > 1


def split_at_commas(
    _schema: Schema, _field: Field, text: str, *, cell: bool
) -> list[str]:
    """Cut what is of words: at commas, semicolons and lines."""
    return _COMMAS.split(_spread(text, cell=cell))


def split_at_signs(
    _schema: Schema, _field: Field, text: str, *, cell: bool
) -> list[str]:
    """Cut what has a name of its own, which may hold a comma: at ; and lines."""
    return _SIGNS.split(_spread(text, cell=cell))


def split_at_lines(
    _schema: Schema, _field: Field, text: str, *, cell: bool
) -> list[str]:
    """Cut what may hold any sign: at lines."""
    return _LINES.split(_spread(text, cell=cell))


def _spread(text: str, *, cell: bool) -> str:
    """Return a text with what | parts in a cell on lines of its own."""
    return _BARS.sub("\n", text) if cell else text


def _one(field: Field) -> Field:
    """Return what one value of a field is: for a row, the text that stands for it."""
    if not field.type.has_columns:
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
