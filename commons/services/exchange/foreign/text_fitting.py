"""Makes what a field of ours takes out of a piece of others' Markdown, if it fits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commons.core.domain.schema.kind import Field, Kind, Schema, Values
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.kinds.rules.validation import check_values
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files.front_matter import Data
from commons.core.text.markdown.rendering import plain_words
from commons.core.text.markdown.sections import (
    bare_line,
    links_in,
    list_items,
    read_steps,
    shorten_words,
)

MOST_ITEMS = 500
"""Values of a field that are looked at; the text keeps what comes after."""

ONE_CHECK = 20
"""What checking once costs, in values that are looked at."""

PLAIN = 300
"""Texts of up to so many letters are lines of words, without marks."""

_NUMBER = re.compile(r"\d{1,9}")
_AT_MOST = re.compile(
    r"\b(?:max|jusqu|up to|at most|au plus|moins de|less than)", re.IGNORECASE
)
_AT_LEAST = re.compile(
    r"\b(?:min|à partir|au moins|at least|plus|from|more)|\+", re.IGNORECASE
)
_NOTE = re.compile(r"(?:\*\*)?\[[^\[\]\n]{0,40}\]\(#[^()\s]{0,80}\)(?:\*\*)?")
_LETTER = re.compile(r"[^\W_]")
_NAMES = re.compile(r"[,;\n]|(?<!\s)\s+(?:et|and|&)\s+")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedText:
    """What a field takes; `whole` when nothing of the text was left out.

    `raw` is None when the field takes nothing of it, for the reason of `problem`.
    `looked` is how many values were looked at, and what each check cost beside.
    """

    raw: Data
    whole: bool = True
    problem: Problem | None = None
    looked: int = field(default=0, compare=False)


def fit_text(schema: Schema, kind: Kind, target: str, text: str) -> FittedText:
    """Say what a field, or the column of a field, makes of a text."""
    key, _, inner = target.partition(".")
    field = kind.field(key)
    if inner:
        made, whole = _of_column(field, inner, text)
    elif field.type.has_columns:
        made, whole = _of_rows(field, text)
    else:
        made, whole = _of_values(field, text), True
    return fitting_values(schema, kind, key, made, whole=whole)


def fitting_values(
    schema: Schema, kind: Kind, key: str, raw: Data, *, whole: bool = True
) -> FittedText:
    """Keep of raw values those that fit a field."""
    if raw is None or raw in ("", []):
        return FittedText(raw=None, whole=whole)
    own = kind.field(key)
    if isinstance(raw, list) and len(raw) > MOST_ITEMS:
        raw, whole = raw[:MOST_ITEMS], False
    looked = ONE_CHECK + (len(raw) if isinstance(raw, list) else 1)
    problem = _problem(schema, kind, own, raw)
    if not isinstance(raw, list) or not own.many:
        kept = None if problem else raw
        return FittedText(raw=kept, whole=whole, problem=problem, looked=looked)
    if problem is None:
        return FittedText(raw=raw, whole=whole, looked=looked)
    return _one_by_one(schema, kind, own, raw, looked)


def _one_by_one(
    schema: Schema, kind: Kind, own: Field, raw: Sequence[Data], looked: int
) -> FittedText:
    """Keep of values that do not fit together those that do alone."""
    told = [(item, _problem(schema, kind, own, [item])) for item in raw]
    kept = [item for item, problem in told if problem is None]
    problem = next((problem for _, problem in told if problem), None)
    if problem is None and own.max_count:
        kept = kept[: own.max_count]
        details = {"max": own.max_count}
        problem = Problem(field=own.key, rule=Rule.TOO_MANY, details=details)
    return FittedText(
        raw=kept or None,
        whole=False,
        problem=problem,
        looked=looked + len(raw) * (ONE_CHECK + 1),
    )


def share_numbers(targets: Sequence[str], text: str) -> dict[str, Data]:
    """Share the numbers of a text among fields: "8 to 50", "at least 12"."""
    said = [int(number) for number in _NUMBER.findall(text.replace("\u202f", ""))]
    first, last = targets[0], targets[-1]
    if not said:
        return {}
    if len(said) > 1:
        low, high = sorted(said[:2])
        return {first: low, last: high}
    if _AT_MOST.search(text):
        return {last: said[0]}
    if _AT_LEAST.search(text):
        return {first: said[0]}
    return {first: said[0], last: said[0]}


def _problem(schema: Schema, kind: Kind, field: Field, raw: Data) -> Problem | None:
    """Give what stands against the raw value of a field, alone on a sheet."""
    alone = replace(field, required=0, before="")
    narrow = replace(kind, fields=(alone,), exclusives=())
    values, unknown = parse_values(schema, narrow, {field.key: raw})
    found = (*unknown, *check_values(schema, narrow, _with_images(field, values)))
    return next((p for p in found if p.severity is Severity.VIOLATION), None)


def _with_images(field: Field, values: Values) -> Values:
    """Leave rows of files to who takes the files in."""
    files = any(column.type.names_file for column in field.columns)
    return {} if files else values


def _of_values(field: Field, text: str) -> Data:
    """Give one value, or several, of a field without columns."""
    if field.many:
        found = list_items(text)
        return found[0] if len(found) == 1 else list[Data](found)
    words = text.strip()
    if field.type.is_markdown:
        return words
    if field.type.is_whole_number:
        number = _NUMBER.search(words)
        return int(number[0]) if number else words
    if not field.type.is_text or (field.max_length or PLAIN + 1) <= PLAIN:
        return " ".join(plain_words(_NOTE.sub("", words)).split())
    return words


def _of_rows(field: Field, text: str) -> tuple[Data, bool]:
    """Give the rows of a field with columns, and whether they are the whole text."""
    keys = {column.key for column in field.columns}
    if {"title", "text"} <= keys:
        return _steps(field, text), True
    if "url" in keys and "name" not in keys:
        return _links(text)
    if "file" in keys:
        return _files(text)
    first = field.shorthand[-1] if field.shorthand else next(iter(field.pair), "")
    if not first:
        return None, False
    if first == "name":
        names = [bare_line(part) for part in _NAMES.split("\n".join(list_items(text)))]
        return [{"name": name} for name in names if name], True
    rows: list[Data] = [{first: item} for item in list_items(text)]
    return (rows if field.many else rows[:1]), field.many or len(rows) < 2


def _of_column(field: Field, inner: str, text: str) -> tuple[Data, bool]:
    column = next(one for one in field.columns if one.key == inner)
    value = _of_values(replace(column, many=False), text)
    return ([{inner: value}] if field.many else {inner: value}), True


def _links(text: str) -> tuple[Data, bool]:
    """Give the web links of a text; whole, when it holds no other words."""
    found = [
        one
        for one in links_in(text)
        if not one.image and one.address.startswith(("http://", "https://"))
    ]
    ends = [0, *(one.end for one in found)]
    starts = [*(one.start for one in found), len(text)]
    rest = "".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    rows: list[Data] = []
    for one in found:
        title = shorten_words(bare_line(one.words), 200)
        rows.append({"url": one.address, **({"title": title} if title else {})})
    return rows, not _LETTER.search(rest)


def _files(text: str) -> tuple[Data, bool]:
    """Give the files of the folder that a text names, or the one that it is."""
    found = [one for one in links_in(text) if "://" not in one.address]
    if not found and " " not in text.strip() and "://" not in text:
        return [{"file": text.strip()}], True
    rows: list[Data] = []
    for one in found:
        words = {"alt" if one.image else "title": one.words} if one.words else {}
        rows.append({"file": one.address, **words})
    return rows, False


def _steps(field: Field, text: str) -> Data:
    """Give the steps that a text tells, the longest cut between paragraphs."""
    by_key = {column.key: column for column in field.columns}
    least = by_key["title"].min_length or 1
    most = by_key["text"].max_length or 10**6
    rows: list[Data] = []
    for title, told in read_steps(text):
        for part in _parts(told or title, most):
            number = len(rows) + 1
            fit = title if len(title) >= least else f"{title} {number}".strip()
            named = fit if len(fit) >= least else f"Étape {number}"
            rows.append({"title": shorten_words(named), "text": part})
    return rows


def _parts(text: str, most: int) -> list[str]:
    """Cut a text between paragraphs into parts that are not too long."""
    if len(text) <= most:
        return [text]
    parts = [""]
    for paragraph in _PARAGRAPH.split(text):
        longer = f"{parts[-1]}\n\n{paragraph}".strip()
        if len(longer) <= most or not parts[-1]:
            parts[-1] = longer
        else:
            parts.append(paragraph)
    return parts
