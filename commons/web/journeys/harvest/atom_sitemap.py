"""What readers of feeds and search engines come for: Atom, sitemaps, robots.txt."""

from collections.abc import Container
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.exceptions import BadRequest, NotFound

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import feed_edition, version_times
from commons.adapters.store.log.projections import categories
from commons.core.domain.people.account import Permission
from commons.core.kinds.rules.categories import KIND, ROOTS, TERRITORY, THEME
from commons.feeds.sets import set_filter
from commons.feeds.syndication import atom, sitemap
from commons.services.search.facets import list_facets
from commons.web.guard.errors import explain_error
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components, feed_instance, positive_int
from commons.web.request.limits.rate_limits import FEEDS
from commons.web.request.route_rules import FROZEN, Frozen

syndication = Journey(
    "syndication",
    __name__,
    has_pages=False,
    entries=(
        NavigationEntry(
            endpoint="syndication.atom_feed",
            label=_l("S’abonner aux nouveautés (Atom)"),
            order=40,
            place="footer",
            media_type="application/atom+xml",
        ),
    ),
)

PAGE_SIZE = 50
_SEARCHED = frozenset({"q", "keyword", "keywords", "language"})
"""What else people look for sheets by: better no answer than every sheet."""
MOST_VALUES = 20
XML = "application/xml; charset=utf-8"


@syndication.get(
    "/feeds/atom",
    needs=Permission.READ,
    reads=FEEDS,
    frozen=Frozen(form="atom", pages=("kind", "theme", "territory", "before")),
)
def atom_feed() -> Response:
    """Answer the sheets changed last, of all or of a kind, theme or territory."""
    if _not_ours():
        names = ", ".join(ROOTS)
        told = gettext("Le flux Atom se filtre par %(names)s seulement.", names=names)
        return explain_error(400, told)
    said = feed_instance()
    asked = {root: list(dict.fromkeys(request.args.getlist(root))) for root in ROOTS}
    before = positive_int(request.args.get("before", "999999999"))
    if not before or sum(map(len, asked.values())) > MOST_VALUES:
        raise BadRequest
    with components().store.read() as work:
        wanted = [_group(work, root, keys) for root, keys in asked.items() if keys]
        log, words = feed_edition.state_token(work), said.schema.digest
        name = f"atom {said.base} {asked} {before} {log} {words}"
        return named_answer(
            name,
            atom.MEDIA_TYPE,
            lambda: atom.write_atom(said, _feed(work, asked, wanted, before)),
        )


@syndication.get("/sitemap.xml", needs=Permission.READ, reads=FEEDS, frozen=FROZEN)
def sitemap_index() -> Response:
    """Answer the index of the sitemaps."""
    base = components().settings.base_url
    with components().store.read() as work:
        name = f"sitemap {base} {feed_edition.state_token(work)}"
        return named_answer(name, XML, lambda: sitemap.write_index(work, base))


@syndication.get(
    "/sitemaps/<number:number>.xml", needs=Permission.READ, reads=FEEDS, frozen=FROZEN
)
def sitemap_page(number: int) -> Response:
    """Answer a sitemap: a slice of the log."""
    base = components().settings.base_url
    schema = components().schema
    others = [
        url_for("home.home_page"),
        url_for("entities.themes_page"),
        *(
            url_for("entities.theme_page", key=key)
            for key in schema.schemes["themes"].concepts
        ),
    ]
    with components().store.read() as work:
        if number > sitemap.count_slices(work):
            raise NotFound
        log = feed_edition.state_token(work)
        name = f"sitemap {base} {number} {log} {schema.digest}"
        return named_answer(
            name, XML, lambda: sitemap.write_slice(work, base, number, others)
        )


def _not_ours() -> frozenset[str]:
    """Give the filters of the search that were asked for and that feeds lack."""
    here = components()
    known = _SEARCHED.union(list_facets(here.schema, here.places)) - set(ROOTS)
    return known.intersection(request.args)


def _group(work: Work, root: str, keys: list[str]) -> list[str]:
    """Give the categories of one filter; what does not exist is not found."""
    here, said = components(), feed_instance()
    themes = here.schema.schemes["themes"].concepts
    known: dict[str, Container[str]] = {KIND: here.schema.kinds, THEME: themes}
    found: list[str] = []
    for key in keys:
        place = here.places.get(key) if root == TERRITORY else None
        held = set_filter(said, work, f"{root}:{place.code if place else key}")
        stands = held is not None if root == TERRITORY else key in known[root]
        if place is None and not stands:
            raise NotFound
        found += [blobs for group in held or () for blobs in group]
    return found


def _feed(
    work: Work, asked: dict[str, list[str]], wanted: list[list[str]], before: int
) -> atom.Feed:
    said, base = feed_instance(), components().settings.base_url
    heads = categories.heads_before(work, wanted, before=before, limit=PAGE_SIZE + 1)
    shown = heads[:PAGE_SIZE]
    names = [
        said.category(f"{root}:{key}") for root, keys in asked.items() for key in keys
    ]

    def at(**more: object) -> str:
        values: dict[str, Any] = {**asked, **more}
        return base + url_for("syndication.atom_feed", **values)

    first, last = at(), bool(heads[PAGE_SIZE:]) and shown[-1].sequence
    return atom.Feed(
        title=" – ".join([said.name, *names]),
        page=base + _page(asked),
        first=first,
        here=at(before=request.args["before"]) if "before" in request.args else first,
        older=at(before=last) if last else "",
        heads=shown,
        born=version_times.first_published(work, [head.sheet for head in shown]),
    )


def _page(asked: dict[str, list[str]]) -> str:
    """Give the path of the site's page on the same: a theme's, else a search."""
    chosen = [(root, key) for root, keys in asked.items() for key in keys]
    if chosen == []:
        return url_for("home.home_page")
    if len(chosen) == 1:
        (root, key) = chosen[0]
        if root == THEME:
            return url_for("entities.theme_page", key=key)
        if root == TERRITORY:
            return url_for("entities.territory_page", code=key)
    values: dict[str, Any] = asked
    return url_for("search.search_page", **values)
