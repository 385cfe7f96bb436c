"""The types of what names something else: a web address, a sheet, a version, a file.

RDF has an IRI for each, in place of a literal.
"""

import re
from dataclasses import replace

from commons.core.domain.addresses import iri
from commons.core.domain.pictures.media import is_image, is_name
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.plain import PLAIN
from commons.core.kinds.values.list_splitting import split_at_lines, split_at_signs
from commons.core.kinds.values.scalars import scalar_text
from commons.core.kinds.values.type_checks import is_ours, is_url
from commons.core.kinds.values.web_addresses import clean_address

_ADDRESSES = re.compile(
    r"(?<!\s)\s*\n\s*|(?<![\s,;|])[\s,;|]++(?=(?:https?:|www\.|/sheets/))",
    re.IGNORECASE,
)
_IMAGE_EDITORS = frozenset({"image", "ownimage"})


def _parse_url(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = scalar_text(value)
    return text if is_url(text) else clean_address(text)


def _fits_url(_schema: Schema, _field: Field, value: object) -> bool:
    return is_url(value)


def _split_urls(_schema: Schema, _field: Field, text: str, *, cell: bool) -> list[str]:
    """Cut at lines, and at any sign before the beginning of an address."""
    del cell
    return _ADDRESSES.split(text)


def _url_iri(_schema: Schema, _field: Field, value: Value) -> str:
    address = str(value)
    return iri.BASE_PLACEHOLDER + address if is_ours(address) else address


def _parse_sheet(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = scalar_text(value)
    named = iri.sheet_named(f"/sheets/{text[2:]}" if text.startswith("[[") else text)
    return named[0] if named else text


def _fits_sheet(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, str) and iri.is_id(value)


def _sheet_iri(_schema: Schema, _field: Field, value: Value) -> str:
    return iri.sheet_iri(str(value))


def _parse_version(_schema: Schema, _field: Field, value: Value) -> Value | None:
    """Return the address of a version, from that of any page or file of it."""
    text = scalar_text(value).strip()
    address = text if text.startswith("/") else clean_address(text)
    return _plain_version(address) or text


def _fits_version(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, str) and is_url(value) and _plain_version(value) == value


def _plain_version(address: str) -> str:
    """Return the address of the version that one of its pages or files has, else ""."""
    sheet, number = iri.sheet_named(address) or ("", None)
    return iri.version_iri(sheet, number, iri.site_named(address)) if number else ""


def _parse_file(_schema: Schema, _field: Field, value: Value) -> Value | None:
    return scalar_text(value).removeprefix("/media/")


def _fits_file(_schema: Schema, field: Field, value: object) -> bool:
    return is_image(value) if field.editor in _IMAGE_EDITORS else is_name(value)


def _file_iri(_schema: Schema, _field: Field, value: Value) -> str:
    return iri.media_iri(str(value))


URL = replace(
    PLAIN,
    key="url",
    stated_by=("sh:nodeKind sh:IRI",),
    rule=Rule.NOT_URL,
    is_fact=False,
    parse=_parse_url,
    fits=_fits_url,
    split=_split_urls,
    iri_of=_url_iri,
)
SHEET = replace(
    PLAIN,
    key="sheet",
    stated_by=("dash:editor kc:SheetEditor",),
    rule=Rule.NOT_SHEET,
    names_sheet=True,
    is_fact=False,
    parse=_parse_sheet,
    fits=_fits_sheet,
    split=split_at_signs,
    iri_of=_sheet_iri,
)
VERSION = replace(
    PLAIN,
    key="version",
    stated_by=("dash:editor kc:VersionEditor",),
    rule=Rule.NOT_VERSION,
    names_version=True,
    parse=_parse_version,
    fits=_fits_version,
    split=_split_urls,
    iri_of=_url_iri,
)
"""The address of a version: "/sheets/{id}/v/{n}" for one that is here, so that it stays
true under another base; else a full address that ends so."""

FILE = replace(
    PLAIN,
    key="file",
    stated_by=(
        "dash:editor kc:FileEditor",
        "dash:editor kc:ImageEditor",
        "dash:editor kc:OwnImageEditor",
    ),
    rule=Rule.NOT_FILE,
    names_file=True,
    is_fact=False,
    controls=("file", ""),
    parse=_parse_file,
    fits=_fits_file,
    split=split_at_lines,
    iri_of=_file_iri,
)
