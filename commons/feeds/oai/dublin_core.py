"""Tells a sheet in the fifteen elements of Dublin Core (ISO 15836-1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.categories import THEME, categories_of
from commons.core.kinds.rules.credits import authors_of, contributors_of
from commons.feeds.instance import Instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element and its text; `language` is "" for what is no words."""

    name: str
    text: str
    language: str = ""


def dublin_core_elements(teller: Instance, revision: Revision) -> Iterator[Element]:
    """Give the elements of a sheet, in the order of the standard's examples."""
    schema, tag = teller.schema, revision.language
    kind = schema.kinds[revision.kind]
    yield Element(name="title", text=revision.title, language=tag)
    for who in authors_of(schema, revision):
        yield Element(name="creator", text=who.name)
    for who in contributors_of(schema, revision):
        yield Element(name="contributor", text=who.name)
    for category in categories_of(schema, kind, revision.values):
        if category.startswith(f"{THEME}:"):
            text = teller.category(category)
            yield Element(name="subject", text=text, language=teller.language)
    for word in revision.items("keywords"):
        yield Element(name="subject", text=str(word), language=tag)
    if summary := revision.text("summary"):
        yield Element(name="description", text=summary, language=tag)
    yield Element(name="publisher", text=teller.name)
    yield Element(name="date", text=revision.instant.date().isoformat())
    yield Element(name="type", text="Text")
    yield Element(name="type", text=teller.said(kind.label), language=teller.language)
    yield Element(name="format", text="text/html")
    yield Element(name="identifier", text=iri.sheet_iri(revision.sheet, teller.base))
    yield from _sources(revision, teller.base)
    yield Element(name="language", text=tag)
    yield from _coverage(teller, revision)
    licence = schema.licences.get(revision.licence)
    yield Element(name="rights", text=licence.iri if licence else revision.licence)


def _sources(revision: Revision, base: str) -> Iterator[Element]:
    for row in revision.items("sources"):
        if isinstance(row, Mapping) and row.get("url"):
            url = str(row["url"])
            yield Element(name="source", text=base + url if url[:1] == "/" else url)


def _coverage(teller: Instance, revision: Revision) -> Iterator[Element]:
    for place in revision.items("territory"):
        if not isinstance(place, Mapping):
            continue
        code, name = str(place.get("code", "")), str(place.get("name", ""))
        text = name or teller.places.label(code)
        yield Element(name="coverage", text=text, language=teller.language)
        if code:
            yield Element(name="coverage", text=iri.territory_iri(code, teller.base))
