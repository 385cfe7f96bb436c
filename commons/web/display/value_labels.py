"""Puts a field's values into words of the page's language."""

from collections.abc import Callable, Mapping

from babel import Locale, UnknownLocaleError
from flask_babel import format_decimal, gettext
from markupsafe import Markup

from commons.core.domain.kind import Field, Schema, Type, Value
from commons.core.domain.language import dates, durations
from commons.core.text.markdown.links import readable_links
from commons.core.text.markdown.typography import typeset_html, typeset_text
from commons.web.display.images import file_in_words
from commons.web.request.context import components, localised, page_language

Titles = Mapping[str, str]

LANGUAGES = ("fr", "en", "br", "oc", "eu", "co", "ca", "de", "es", "it", "pt", "ar")
"""Tags of the languages that the form offers; a sheet may have another one."""


def in_words(schema: Schema, field: Field, value: Value, titles: Titles) -> str:
    """Give one value as a reader says it; what is unknown stays as it is."""
    if isinstance(value, bool):
        return str(gettext("oui") if value else gettext("non"))
    if isinstance(value, Mapping):
        return _row(schema, field, value, titles)
    if isinstance(value, int | float):
        return str(format_decimal(value))
    if isinstance(value, list):
        return ", ".join(in_words(schema, field, one, titles) for one in value)
    return _text(schema, field, value, titles)


def all_words(schema: Schema, field: Field, value: Value, titles: Titles) -> str:
    """Give a field's values as one text, a value a line, for comparing."""
    values = value if isinstance(value, list) else [value]
    joint = "\n\n" if field.type is Type.ROW else "\n"
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


def _row(schema: Schema, field: Field, row: Mapping[str, Value], titles: Titles) -> str:
    if field.editor == "place":
        return place_name(row)
    shown = [c for c in field.columns if c.key in row and c.editor != "hidden"]
    told = [in_words(schema, column, row[column.key], titles) for column in shown]
    return ("\n" if field.many else ", ").join(told)


def _text(schema: Schema, field: Field, value: str, titles: Titles) -> str:
    if field.type is Type.CONCEPT:
        concept = schema.schemes[field.choice].concepts.get(value)
        return localised(concept.label) if concept else value
    if field.type is Type.LICENCE:
        licence = schema.licences.get(value)
        return localised(licence.label) if licence else value
    if field.type is Type.SHEET:
        return titles.get(value, value)
    spoken = _SPOKEN.get(field.type)
    return spoken(value) if spoken else value


def language_name(tag: str) -> str:
    """Give the name of a language (BCP 47) in the page's own; the tag if unknown."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(page_language())
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


_SPOKEN: Mapping[Type, Callable[[str], str]] = {
    Type.DURATION: lambda value: durations.in_words(value, page_language()),
    Type.DATE: lambda value: dates.in_words(value, page_language()),
    Type.LANGUAGE: language_name,
    Type.FILE: file_in_words,
    Type.TEXT: readable_links,
    Type.MARKDOWN: readable_links,
}
"""How a value is said that needs nothing but itself."""
