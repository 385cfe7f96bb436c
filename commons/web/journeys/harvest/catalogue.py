"""The catalogue of what can be harvested, and the dumps themselves."""

import logging
from hashlib import sha256
from pathlib import Path
from threading import Thread

from flask import (
    Response,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_babel import format_decimal, gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.rdf.formats import FORMATS, Triples, write_graph
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import counts as extent
from commons.core.domain.people.account import Permission
from commons.errors import CommonsError
from commons.feeds.catalogue.dcat import ABOUT, DUMPS, Site, catalogue_triples as told
from commons.feeds.catalogue.dump_folder import DumpFolder
from commons.feeds.catalogue.dump_releases import Dump, Release
from commons.feeds.catalogue.void import dataset_triples
from commons.feeds.encoding.namespaces import PREFIXES
from commons.feeds.protocols import FROZEN_PROTOCOLS, PROTOCOLS
from commons.web.guard.journey import Journey
from commons.web.middleware.request_body import let_server_send
from commons.web.request.answers.negotiation import (
    FRESH,
    HTML,
    IMMUTABLE,
    RDF_TYPES,
    lasting_answer,
    pick_format,
    tagged_answer,
)
from commons.web.request.context import components, is_frozen, localised
from commons.web.request.limits.rate_limits import LISTS, limit_accounts
from commons.web.request.responses import uncached_page
from commons.web.request.route_rules import FROZEN, Frozen

catalog = Journey("catalog", __name__)

TYPES = {**RDF_TYPES, HTML: "text/html"}
"""Data first: a harvester asks for anything (udata does), a browser names HTML."""
SUMS = "SHA256SUMS"

_log = logging.getLogger(__name__)


@catalog.get("/catalog", needs=Permission.READ, reads=LISTS, frozen=FROZEN)
@catalog.get(
    "/catalog.<suffix:suffix>", needs=Permission.READ, reads=LISTS, frozen=FROZEN
)
def catalogue_page(suffix: str = "") -> Response:
    """Answer what there is to harvest, as DCAT-AP or as a page."""
    if suffix and suffix not in RDF_TYPES:
        raise NotFound
    form = suffix or pick_format(TYPES)
    here = components()
    with here.store.read() as work:
        site = _site(work)
    if form != HTML:
        return _graph(told(site), form)
    page = render_template(
        "harvest/catalogue.html",
        site=site,
        about=ABOUT,
        dumps=DUMPS,
        dump_type="application/n-quads, gzip",
        base=here.settings.base_url,
        alternates=_alternates(),
    )
    response = tagged_answer(page)
    response.vary.add("Accept")
    return response


@catalog.get(
    "/.well-known/void", needs=Permission.READ, reads=LISTS, frozen=Frozen(form="ttl")
)
def void_description() -> Response:
    """Answer how much there is and where, as VoID."""
    form, here = pick_format(RDF_TYPES), components()
    with here.store.read() as work:
        site = _site(work)
        counts = extent.count_all(work).by_kind
        newest = revisions.latest_heads(work, limit=1)
    kinds = [(kind, counts.get(key, 0)) for key, kind in here.schema.kinds.items()]
    example = newest[0].sheet if newest else ""
    return _graph(dataset_triples(site, kinds, example), form)


@catalog.get("/dumps/", needs=Permission.READ, frozen=FROZEN)
def dumps_page() -> AnyResponse:
    """List the dumps; an operator may ask for new ones."""
    here = components()
    with here.store.read() as work:
        release = _newest(work)
    page = render_template(
        "harvest/dumps.html",
        release=release,
        rows=[_row(one) for one in release.dumps] if release else [],
        busy=here.dumps.is_writing(),
        sums=SUMS,
    )
    return uncached_page(page, 200)


@catalog.post(
    "/dumps/", needs=Permission.OPERATE, writes=limit_accounts("dumps", "30 per hour")
)
def publish_dumps() -> AnyResponse:
    """Begin to write new dumps, in the background of this process."""
    dumps = components().dumps
    if dumps.is_writing():
        flash(gettext("Les exports sont déjà en cours d’écriture."), "warn")
    else:
        Thread(target=_publish, args=(dumps,), name="dumps", daemon=True).start()
        flash(gettext("Les exports se préparent. Rechargez la page un peu plus tard."))
    return redirect(url_for("catalog.dumps_page"), 303)


@catalog.get(f"/dumps/{SUMS}", needs=Permission.READ, frozen=FROZEN)
def dump_checksums() -> Response:
    """Answer the sums of the newest dumps, as sha256sum(1) reads them."""
    with components().store.read() as work:
        release = _newest(work)
    made = release.dumps if release else ()
    text = "".join(f"{dump.sha256}  {dump.name}\n" for dump in made)
    response = Response(text, mimetype="text/plain")
    response.headers["Cache-Control"] = "no-cache"
    return response


@catalog.get("/dumps/<name>", needs=Permission.READ, frozen=FROZEN)
def download_dump(name: str) -> Response:
    """Answer a dump, whole or by ranges; under a name without date, the newest."""
    dumps = components().dumps
    with components().store.read() as work:
        known = dumps.available(work)
    for release in known:
        for one in release.dumps:
            if name in {one.name, one.newest_name}:
                response = _file(dumps.fetch(one.name), one, release)
                lasts = name == one.name
                response.headers["Cache-Control"] = IMMUTABLE if lasts else FRESH
                return response
    raise NotFound


def _graph(triples: Triples, form: str) -> Response:
    body = write_graph(triples, form, components().settings.base_url, PREFIXES)
    return lasting_answer(sha256(body).hexdigest(), form, lambda: body)


def _file(path: Path, one: Dump, release: Release) -> Response:
    try:
        response = send_file(
            path,
            mimetype="application/gzip",
            as_attachment=True,
            download_name=one.name,
            etag=one.sha256,
            last_modified=release.instant,
        )
    except FileNotFoundError as error:
        raise NotFound from error
    response.headers["Content-Location"] = url_for(
        "catalog.download_dump", name=one.name
    )
    return let_server_send(response, path)


def _row(one: Dump) -> tuple[str, str, str, str, str]:
    """Give (label, name, versions, quads, size) in words."""
    size = format_decimal(one.size_bytes / 1_000_000, "#,##0.0")
    return (
        localised(DUMPS[one.variant]),
        one.name,
        str(format_decimal(one.versions)),
        str(format_decimal(one.quads)),
        str(gettext("%(size)s Mo", size=size)),
    )


def _publish(dumps: DumpFolder) -> None:
    try:
        dumps.publish()
    except CommonsError as error:
        _log.warning("the dumps could not be written: %s", error)


def _site(work: Work) -> Site:
    """Give what the catalogue tells of this site."""
    here = components()
    newest = revisions.changes_after(work, revisions.head_sequence(work) - 1, 1)
    return Site(
        name=here.settings.site_name,
        language=here.settings.language,
        contact=here.settings.contact,
        licences=here.schema.licences,
        protocols=FROZEN_PROTOCOLS if is_frozen() else PROTOCOLS,
        modified=newest[0].instant if newest else None,
        release=_newest(work),
    )


def _newest(work: Work) -> Release | None:
    return components().dumps.newest(work)


def _alternates() -> list[tuple[str, str, str]]:
    """Give (name, media type, address) of each RDF format."""
    return [
        (f.label, f.media_type, url_for("catalog.catalogue_page", suffix=f.suffix))
        for f in FORMATS.values()
    ]
