"""Tells a revision in every format that is not a page."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request, url_for

from commons.adapters.rdf.formats import FORMATS, write_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain import clock, iri
from commons.core.domain.kind import Value
from commons.core.domain.sheet import Revision
from commons.feeds.citation.formats import CITATIONS
from commons.feeds.citation.references import cite_version
from commons.services.exchange.export.folder_export import sheet_markdown
from commons.web.journeys.sheets.link_headers import put_up
from commons.web.request.context import components, feed_instance
from commons.web.request.negotiation import lasting_answer

CANONICAL = "canonical"


def answer_format(
    work: Work, revision: Revision, suffix: str, *, fixed: bool
) -> Response:
    """Answer a revision in a format; `fixed`: at the version's own address.

    A tombstone answers 410 at the sheet's address, 200 at the version's. With
    ?canonical the base is the marker, as the hash is taken: put back by others,
    it would also stand where a text names this site.
    """
    here = components()
    base = iri.BASE_PLACEHOLDER if CANONICAL in request.args else here.settings.base_url

    site = here.settings.site_name if suffix in CITATIONS else ""
    name = f"{base} {self_links(revision)} {site}"

    def body() -> bytes:
        if suffix in FORMATS:
            block = revisions.get_block(work, revision.sheet, revision.number)
            return write_block(block, suffix, base, here.schema)
        if suffix in CITATIONS:
            cited = cite_version(feed_instance(), revision, fixed=fixed)
            return CITATIONS[suffix].write(cited).encode()
        return _TEXTS[suffix](revision, base)

    response = lasting_answer(name, suffix, body, immutable=fixed)
    endpoint = "sheets.version_in" if fixed else "sheets.sheet_in"
    place: dict[str, Any] = {"sheet": revision.sheet, "suffix": suffix}
    if fixed:
        place["number"] = revision.number
    response.headers["Content-Location"] = url_for(endpoint, **place)
    if suffix in CITATIONS:
        response.headers["Content-Disposition"] = (
            f"attachment; filename={revision.slug}-v{revision.number}.{suffix}"
        )
    if licence := here.schema.licences.get(revision.licence):
        response.headers.add("Link", f'<{licence.iri}>; rel="license"')
    home = here.settings.base_url
    canonical = iri.version_iri(revision.sheet, revision.number, home)
    response.headers.add("Link", f'<{canonical}>; rel="canonical"')
    put_up(response, work, revision, suffix, fixed=fixed)
    if revision.deleted and not fixed and response.status_code == 200:
        response.status_code = 410
    return response


def self_links(revision: Revision) -> str:
    """Name all that is told of a version.

    Its number does not do: after a restore another version may be given it.
    """
    author = revision.author
    return repr(
        (
            *(revision.sheet, revision.number, revision.sequence, revision.instant),
            *(revision.action, author.id, author.name, revision.change_note),
            revision.hash,
        )
    )


def as_json(revision: Revision, base: str) -> bytes:
    """Give the fields of a revision as plain JSON, with where it stands."""
    told: Mapping[str, Value] = {
        "id": revision.sheet,
        "url": iri.sheet_iri(revision.sheet, base),
        "kind": revision.kind,
        "version": {
            "number": revision.number,
            "url": iri.version_iri(revision.sheet, revision.number, base),
            "action": revision.action.value,
            "instant": clock.iso_format(revision.instant),
            "author": {
                "name": revision.author.name,
                "url": iri.person_iri(revision.author.id, base),
            },
            "change_note": revision.change_note,
            "hash": revision.hash,
        },
        "fields": revision.values,
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def as_markdown(revision: Revision, _base: str) -> bytes:
    """Give a revision as `commons load` reads it."""
    return sheet_markdown(revision).encode()


_TEXTS: Mapping[str, Callable[[Revision, str], bytes]] = {
    "json": as_json,
    "md": as_markdown,
}


def list_formats() -> dict[str, str]:
    """Give suffix -> name of each download of a sheet."""
    rdf = {row.suffix: row.label for row in FORMATS.values()}
    return {**rdf, "json": "JSON", "md": "Markdown"}
