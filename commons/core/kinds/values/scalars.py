"""Reads one typed value out of what a form or a front matter holds.

Each reader gives the normal form, or the value as it was typed when it cannot
be read: the check will say so, and nothing is lost.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from babel import Locale

from commons.core.domain import iri
from commons.core.domain.kind import Concept, Field, Schema, Type, Value
from commons.core.domain.language import dates, durations
from commons.core.domain.language.characters import clean_text
from commons.core.kinds.places.name_matching import fold_typed
from commons.core.kinds.schema.choices import LANGUAGES
from commons.core.kinds.values.type_checks import is_url
from commons.core.kinds.values.web_addresses import clean_address

_MAX_DEPTH = 8
_MAX_INTEGER = 10**15
_ONE_LINE = 200
_SPACES = re.compile(r"\s+")
_BLANKS = str.maketrans("", "", " \u00a0\u202f€")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,9})?")
_SHEET = re.compile(rf"(?:/sheets/|^\[\[)({iri.ID_PATTERN})(?![0-9a-z])")
_TAG = re.compile(r"[a-z]{2}")
_TRUE = frozenset({"on", "true", "1", "yes", "oui", "vrai", "x"})
_FALSE = frozenset({"off", "false", "0", "no", "non", "faux", ""})


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
    return clean_text(key if isinstance(key, str) else _words(plain_json(key) or ""))


def _number(value: bool | float) -> Value:  # noqa: FBT001 -- a bool is a value here
    """Give a number as it is, or its text when JSON or RDF could not hold it."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > _MAX_INTEGER:
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
    """Give the normal form of one plain value; None when it says nothing."""
    if isinstance(value, dict | list):
        return value
    reader = _READERS.get(field.type, _text)
    return reader(schema, field, value)


def _words(value: Value) -> str:
    """Give the text of a plain value that is no container."""
    if isinstance(value, str):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(_schema: Schema, field: Field, value: Value) -> Value | None:
    text = _words(value)
    if field.type is Type.TEXT and (field.max_length or _ONE_LINE + 1) <= _ONE_LINE:
        return _SPACES.sub(" ", text)
    return text


def _integer(_schema: Schema, _field: Field, value: Value) -> Value | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < _MAX_INTEGER:
        return int(value)
    if isinstance(value, str):
        figures = value.translate(_BLANKS)
        return int(figures) if _INTEGER.fullmatch(figures) else value
    return value


def _decimal(_schema: Schema, _field: Field, value: Value) -> Value | None:
    if isinstance(value, str):
        figures = value.translate(_BLANKS)
        if _DECIMAL.fullmatch(figures):
            return float(figures.replace(",", "."))
    return value


def _boolean(_schema: Schema, _field: Field, value: Value) -> Value | None:
    word = _words(value).lower().partition(",")[0].strip()
    if word in _FALSE:
        return None
    return True if word in _TRUE else value


def _duration(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = _words(value)
    return durations.read_duration(text) or text


def _date(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = f"{value:04}" if isinstance(value, int) else _words(value)
    return dates.read_date(text) or text


def _url(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = _words(value)
    return text if is_url(text) else clean_address(text)


def _language(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = _words(value)
    if _TAG.fullmatch(text):  # as our forms and exports write it
        return text
    named = _tags().get(fold_typed(text), text)
    head, *rest = named.replace("_", "-").split("-")
    cased = [part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([head.lower(), *cased])


@lru_cache(maxsize=1)
def _tags() -> dict[bytes, str]:
    """Map the name of a language, in French and English, to its BCP 47 tag."""
    return {
        fold_typed(str(name)): tag
        for language in reversed(LANGUAGES)
        for tag, name in Locale(language).languages.items()
        if "_" not in tag
    }


def _concept(schema: Schema, field: Field, value: Value) -> Value | None:
    text = _words(value)
    if text in schema.schemes[field.choice].concepts:
        return text
    return _keys(schema, field.choice).get(_joined(text), text)


@lru_cache(maxsize=256)
def _keys(schema: Schema, choice: str) -> dict[bytes, str]:
    """Map every name of a choice to its key: case, accents and signs forgiven."""
    keys: dict[bytes, str] = {}
    for concept in schema.schemes[choice].concepts.values():
        for name in _names(schema, concept):
            keys.setdefault(_joined(name), concept.key)
    keys.pop(b"", None)
    return keys


def _joined(name: str) -> bytes:
    """Give a name without spaces, which stand in numbers or do not."""
    return fold_typed(name).replace(b" ", b"")


def _names(schema: Schema, concept: Concept) -> list[str]:
    """Give all the names that people use for a choice."""
    names = [concept.key, concept.iri, *concept.label.values()]
    licence = schema.licences.get(concept.key)
    if licence is not None and licence.iri == concept.iri:
        names += [licence.short, *licence.aliases]
    return names


def _sheet(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = _words(value)
    match = _SHEET.search(text)
    return match[1] if match else text


def _file(_schema: Schema, _field: Field, value: Value) -> Value | None:
    return _words(value).removeprefix("/media/")


_READERS: Mapping[Type, Callable[[Schema, Field, Value], Value | None]] = {
    Type.INTEGER: _integer,
    Type.DECIMAL: _decimal,
    Type.BOOLEAN: _boolean,
    Type.DURATION: _duration,
    Type.DATE: _date,
    Type.URL: _url,
    Type.LANGUAGE: _language,
    Type.CONCEPT: _concept,
    Type.LICENCE: _concept,
    Type.SHEET: _sheet,
    Type.FILE: _file,
}
