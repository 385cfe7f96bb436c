"""Says whether a single value has the form that the type of its field asks for.

A value that does not fit cannot be written in RDF under its own datatype: the
check names the rule, the description writes it as unreadable.
"""

import math
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from commons.core.domain import iri
from commons.core.domain.kind import Field, Schema, Type
from commons.core.domain.language import dates, durations
from commons.core.domain.language.characters import REFUSED
from commons.core.domain.media import is_image, is_name
from commons.core.domain.misleading_urls import is_misleading
from commons.core.domain.problem import Rule

_MAX_URL = 2000
_IMAGE_EDITORS = frozenset({"image", "ownimage"})
_OURS = re.compile(rf"/sheets/{iri.ID_PATTERN}(/v/[1-9][0-9]{{0,8}})?")


def type_problem(schema: Schema, field: Field, value: object) -> Rule | None:
    """Give the rule that the form of a value breaks, None when it fits."""
    if isinstance(value, str):
        if not value.isprintable() and REFUSED.search(value):
            return Rule.CONTROL
        if iri.BASE_PLACEHOLDER in value:
            return Rule.MARKER
    if field.type in (Type.CONCEPT, Type.LICENCE):
        known = (
            isinstance(value, str) and value in schema.schemes[field.choice].concepts
        )
        return None if known else Rule.NOT_CHOICE
    rule, fits = _TESTS[field.type]
    return None if fits(field, value) else rule


def is_url(value: object) -> bool:
    """Say whether a value is a web address, or that of a sheet or version here.

    A version of this commons may be named by its path alone, as in
    "/sheets/0123456789ab/v/3", so that it stays true under another base.
    """
    if not isinstance(value, str) or len(value) > _MAX_URL:
        return False
    if is_ours(value):
        return True
    if is_misleading(value):
        return False
    try:
        parts = urlsplit(value)
        NamedNode(value)
    except ValueError:  # not an IRI, or a host that makes no sense
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def is_ours(value: str) -> bool:
    """Say whether an address is the path of a sheet or version of this commons."""
    return _OURS.fullmatch(value) is not None


def _text(_field: Field, value: object) -> bool:
    return isinstance(value, str)


def _integer(_field: Field, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _decimal(_field: Field, value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type]  # a number here


def _boolean(_field: Field, value: object) -> bool:
    return isinstance(value, bool)


def _duration(_field: Field, value: object) -> bool:
    return isinstance(value, str) and durations.duration_minutes(value) is not None


def _date(field: Field, value: object) -> bool:
    if value == dates.OPEN:
        return field.editor == "opendate"
    return isinstance(value, str) and dates.is_date(value)


def _url(_field: Field, value: object) -> bool:
    return is_url(value)


def _sheet(_field: Field, value: object) -> bool:
    return isinstance(value, str) and iri.is_id(value)


def _file(field: Field, value: object) -> bool:
    return is_image(value) if field.editor in _IMAGE_EDITORS else is_name(value)


def _row(_field: Field, value: object) -> bool:
    return isinstance(value, Mapping)


_TESTS: Mapping[Type, tuple[Rule, Callable[[Field, object], bool]]] = {
    Type.TEXT: (Rule.NOT_TEXT, _text),
    Type.MARKDOWN: (Rule.NOT_TEXT, _text),
    Type.LANGUAGE: (Rule.NOT_TEXT, _text),
    Type.INTEGER: (Rule.NOT_NUMBER, _integer),
    Type.DECIMAL: (Rule.NOT_NUMBER, _decimal),
    Type.BOOLEAN: (Rule.WRONG_TYPE, _boolean),
    Type.DURATION: (Rule.NOT_DURATION, _duration),
    Type.DATE: (Rule.NOT_DATE, _date),
    Type.URL: (Rule.NOT_URL, _url),
    Type.SHEET: (Rule.NOT_SHEET, _sheet),
    Type.FILE: (Rule.NOT_FILE, _file),
    Type.ROW: (Rule.WRONG_TYPE, _row),
}
