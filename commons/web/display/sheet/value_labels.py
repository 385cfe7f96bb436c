"""Puts a field's values into words of the page's language."""

from collections.abc import Mapping

from flask_babel import gettext
from markupsafe import Markup

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.sheet import Revision
from commons.core.text.markdown.links import readable_links
from commons.core.text.markdown.typography import typeset_html, typeset_text
from commons.web.display.sheet.images import file_in_words
from commons.web.request.context import components, localised
from commons.web.request.locale import page_language

Titles = Mapping[str, str]


def in_words(schema: Schema, field: Field, value: Value, titles: Titles) -> str:
    """Give one value as a reader says it; what is unknown stays as it is."""
    if isinstance(value, bool):
        return str(gettext("oui") if value else gettext("non"))
    if isinstance(value, Mapping):
        return _row(schema, field, value, titles)
    if isinstance(value, list):
        return ", ".join(in_words(schema, field, one, titles) for one in value)
    return _one(schema, field, value, titles)


def all_words(schema: Schema, field: Field, value: Value, titles: Titles) -> str:
    """Give a field's values as one text, a value a line, for comparing."""
    values = value if isinstance(value, list) else [value]
    joint = "\n\n" if field.type.has_columns else "\n"
    return joint.join(in_words(schema, field, one, titles) for one in values)


def typeset_markup(text: str) -> str:
    """Put no-break spaces into a text; what is HTML already stays so."""
    if isinstance(text, Markup):
        return Markup(typeset_html(str(text)))  # noqa: S704  # it was markup before
    return typeset_text(text)


def place_name(place: Value) -> str:
    """Give the name of a place, official or typed."""
    if not isinstance(place, Mapping):
        return str(place)
    return str(
        place.get("name") or components().places.label(str(place.get("code", "")))
    )


def place_of(revision: Revision) -> str:
    """Give the name of the place that a sheet is for, "" for none."""
    place = revision.values.get("territory")
    return place_name(place) if place else ""


def version_words(title: str, number: int) -> str:
    """Give a version of a sheet by its title and number."""
    return str(gettext("%(title)s, version %(number)s", title=title, number=number))


def _row(schema: Schema, field: Field, row: Mapping[str, Value], titles: Titles) -> str:
    if field.editor == "place":
        return place_name(row)
    shown = [c for c in field.columns if c.key in row and c.editor != "hidden"]
    told = [in_words(schema, column, row[column.key], titles) for column in shown]
    return ("\n" if field.many else ", ").join(told)


def _one(schema: Schema, field: Field, value: str | float, titles: Titles) -> str:
    """Give a text or a number in words: what it is called, else as its type says it."""
    if isinstance(value, str):
        if field.type.names_sheet:
            return titles.get(value, value)
        if field.type.names_version:
            sheet, number = iri.version_of(value) or ("", 0)
            return version_words(titles[sheet], number) if sheet in titles else value
        if field.type.names_file:
            return file_in_words(value)
        if field.type.is_text:
            return readable_links(value)
        if label := field.type.label(schema, field, value):
            return localised(label)
    return field.type.in_words(value, page_language())
