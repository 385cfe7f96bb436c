"""Answers what sheets point to, as a page or as RDF: themes, people, organisations."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeAlias

from flask import Response
from werkzeug.exceptions import NotFound

from commons.adapters.rdf.formats import FORMATS, Triples, write_graph
from commons.adapters.store.people import persons
from commons.core.domain.addresses import iri
from commons.services.search.browsing.browse import THEMES, get_territory
from commons.web.request.answers.negotiation import (
    FRESH,
    HTML,
    RDF_TYPES,
    lasting_answer,
    pick_format,
)
from commons.web.request.context import components

Address: TypeAlias = Callable[..., str]
"""Gives the address of an entity; takes `suffix`, or `page`."""

TYPES = {HTML: "text/html", **RDF_TYPES}


def theme_exists(key: str) -> bool:
    """Say whether a theme has this key."""
    return key in components().schema.schemes[THEMES].concepts


def territory_exists(code: str) -> bool:
    """Say whether this code names a territory that has a page."""
    here = components()
    with here.store.read() as work:
        return bool(get_territory(here.places, here.index, work, code))


def person_exists(person: str) -> bool:
    """Say whether this identifier names somebody."""
    with components().store.read() as work:
        return bool(persons.get_person(work, person))


def entity_format(suffix: str) -> str:
    """Return the format to answer in: that of the suffix, else what Accept prefers."""
    if suffix and suffix not in RDF_TYPES:
        raise NotFound
    return suffix or pick_format(TYPES)


def answer_graph(
    itself: str,
    triples: Triples,
    suffix: str,
    at: Address,
    *,
    lasts: bool = True,
) -> Response:
    """Answer the triples of an entity, whose IRI has the marker as base.

    `lasts` says that they do not depend on the search index.
    """
    base = components().settings.base_url
    body = write_graph(triples, suffix, base)
    if lasts:
        response = lasting_answer(sha256(body).hexdigest(), suffix, lambda: body)
    else:
        response = answer_untagged(body, RDF_TYPES[suffix])
    response.headers["Content-Location"] = at(suffix=suffix)
    response.headers.add(
        "Link", f'<{itself.replace(iri.BASE_PLACEHOLDER, base)}>; rel="canonical"'
    )
    return response


def answer_untagged(body: str | bytes, media_type: str = TYPES[HTML]) -> Response:
    """Answer what depends on the search index: nobody may keep it unasked."""
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = FRESH
    response.vary.add("Accept")
    return response


def alternates_of(at: Address) -> list[tuple[str, str, str]]:
    """Return (name, media type, address) of each RDF format."""
    return [(f.label, f.media_type, at(suffix=f.suffix)) for f in FORMATS.values()]
