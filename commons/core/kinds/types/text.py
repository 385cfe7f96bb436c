"""The types of what authors write: short or long texts, and texts in Markdown."""

import re
from dataclasses import replace

from commons.core.domain.language.characters import is_blank
from commons.core.domain.schema.kind import Broken, Field, Schema, Value
from commons.core.domain.schema.problem import SHOWN, Rule
from commons.core.kinds.types.plain import PLAIN
from commons.core.kinds.values.list_splitting import (
    SHORT,
    WORD,
    split_at_commas,
    split_at_lines,
    split_at_signs,
)
from commons.core.kinds.values.scalars import scalar_text

_ONE_LINE = 200
_SPACES = re.compile(r"\s+")


def check_length(field: Field, value: Value) -> Broken | None:
    """Check the length of a text, in characters, and its pattern; blank has none."""
    text = str(value)
    count = 0 if is_blank(text) else len(text)
    if field.min_length and count < field.min_length and not field.advised_length:
        return Rule.TOO_SHORT, {"min": field.min_length, "count": count}
    if field.max_length is not None and count > field.max_length:
        return Rule.TOO_LONG, {"max": field.max_length, "count": count}
    if field.pattern and not re.search(field.pattern, text):
        return Rule.WRONG_TYPE, {"value": text[:SHOWN]}
    return None


def _parse(_schema: Schema, field: Field, value: Value) -> Value | None:
    """Return the text of a value, a short one on one line."""
    text = scalar_text(value)
    if (field.max_length or _ONE_LINE + 1) <= _ONE_LINE:
        return _SPACES.sub(" ", text)
    return text


def _split(schema: Schema, field: Field, text: str, *, cell: bool) -> list[str]:
    """Cut words at commas, short texts in a cell at signs, others at lines."""
    length = field.max_length or 0
    if 0 < length <= WORD:
        return split_at_commas(schema, field, text, cell=cell)
    short = cell and 0 < length <= SHORT
    return (split_at_signs if short else split_at_lines)(schema, field, text, cell=cell)


MARKDOWN = replace(
    PLAIN,
    key="markdown",
    stated_by=("dash:editor kc:MarkdownEditor",),
    rule=Rule.NOT_TEXT,
    is_text=True,
    is_markdown=True,
    has_length=True,
    is_fact=False,
    controls=("markdown", "texts"),
    limit=check_length,
    split=_split,
)
TEXT = replace(
    MARKDOWN,
    key="text",
    stated_by=("sh:datatype rdf:langString", "sh:datatype xsd:string"),
    is_markdown=False,
    lists_words=True,
    controls=("line", "lines"),
    long_controls=("text", "texts"),
    parse=_parse,
)
