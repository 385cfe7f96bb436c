"""What sheets point to: themes, territories and people, as pages and as RDF.

Counts and lists of themes and territories come from the search index, so those
pages carry no ETag; a person's page is made from the store alone.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from flask import Response, redirect, render_template, request, url_for
from flask_babel import format_decimal, gettext, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.rdf.formats import Triples
from commons.adapters.rdf.triples import entity_triples
from commons.adapters.store.log import revisions
from commons.adapters.store.people import persons
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.concept import Scheme
from commons.core.kinds.places.register import OfficialPlace
from commons.services.community.messages import find_recipient
from commons.services.search.browsing.browse import (
    THEMES,
    BrowseResult,
    by_territory,
    by_theme,
    get_territory as territory_of,
    parent_places,
    theme_counts,
)
from commons.services.search.find import PAGE_SIZE
from commons.web.display.profile_view import count_helpers, read_profile
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.search.map.small_maps import (
    draw_territories,
    draw_territory,
)
from commons.web.request.answers.entity_answers import (
    Address,
    alternates_of,
    answer_graph,
    answer_untagged,
    entity_format,
    person_exists,
    territory_exists,
    theme_exists,
)
from commons.web.request.answers.negotiation import HTML, tagged_answer
from commons.web.request.context import components, localised, page_number
from commons.web.request.limits.rate_limits import LISTS
from commons.web.request.route_rules import FROZEN, FROZEN_PAGES, Frozen

entities = Journey(
    "entities",
    __name__,
    entries=(
        NavigationEntry(endpoint="entities.themes_page", label=_l("Thèmes"), order=30),
    ),
)

Row: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A line of the facts panel: its label, and texts with their addresses."""

MOST_PAGES = 10_000
DATA_PAGE_SIZE = 500
"""How many sheets of a person an answer in RDF names; a link leads to the next ones."""
MOST_MAPPED = 500
"""How many sheets of a person their map shows, those changed last."""

SORTS = {
    "commune": _l("Commune"),
    "intercommunality": _l("Intercommunalité"),
    "department": _l("Département"),
    "region": _l("Région"),
}
"""What stands before the colon of a code, in words."""


@entities.get("/themes", needs=Permission.READ, reads=LISTS, frozen=FROZEN)
@entities.get(
    "/themes.<suffix:suffix>", needs=Permission.READ, reads=LISTS, frozen=FROZEN
)
def themes_page(suffix: str = "") -> Response:
    """List the themes, with how many sheets each has."""
    here = components()
    scheme = here.schema.schemes[THEMES]
    form, at = entity_format(suffix), partial(url_for, "entities.themes_page")
    if form != HTML:
        return answer_graph(
            entity_triples.THEMES, entity_triples.scheme_triples(scheme), form, at
        )
    with here.store.read() as work:
        counts, unfinished = theme_counts(here.index, work)
    page = render_template(
        "search/entities/themes.html",
        scheme=scheme,
        counts=counts,
        unfinished=unfinished,
        alternates=alternates_of(at),
    )
    return answer_untagged(page)


@entities.get(
    "/themes/<key>",
    needs=Permission.READ,
    reads=LISTS,
    exists=theme_exists,
    frozen=FROZEN_PAGES,
)
@entities.get(
    "/themes/<key>.<suffix:suffix>",
    needs=Permission.READ,
    reads=LISTS,
    exists=theme_exists,
    frozen=FROZEN_PAGES,
)
def theme_page(key: str, suffix: str = "") -> AnyResponse:
    """Show a theme: what it is about, its sheets, the themes beside it."""
    here = components()
    scheme = here.schema.schemes[THEMES]
    concept = scheme.concepts.get(key)
    if concept is None:
        raise NotFound
    form, at = entity_format(suffix), partial(url_for, "entities.theme_page", key=key)
    if form != HTML:
        told = scheme.replaced.get(key, concept)
        return answer_graph(
            told.iri, entity_triples.theme_triples(scheme, told), form, at
        )
    if concept.key != key:
        response = redirect(url_for("entities.theme_page", key=concept.key), 301)
        response.vary.add("Accept")
        return response
    with here.store.read() as work:
        found = by_theme(here.index, work, key, page_number(MOST_PAGES))
        helpers = count_helpers(work, theme=key)
    page = render_template(
        "search/entities/theme.html",
        helpers=helpers,
        scheme=scheme,
        concept=concept,
        found=found,
        facts=_counts(found),
        near=_named_themes(scheme, _near_themes(scheme, key, found)),
        above=_named_themes(scheme, reversed(concept.includes)),
        below=_named_themes(
            scheme, [o.key for o in scheme.concepts.values() if o.broader == key]
        ),
        kinds=here.schema.kinds,
        page_address=lambda number: at(page=number),
        alternates=alternates_of(at),
    )
    return answer_untagged(page)


def _near_themes(scheme: Scheme, key: str, found: BrowseResult) -> Iterable[str]:
    """Return the keys of the themes beside one, as they are today, each once."""
    known = (
        scheme.concepts[other].key
        for other, _ in found.near
        if other in scheme.concepts
    )
    return [other for other in dict.fromkeys(known) if other != key]


def _named_themes(scheme: Scheme, keys: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names of themes, and the addresses of their pages."""
    return [
        (
            localised(scheme.concepts[key].label),
            url_for("entities.theme_page", key=key),
        )
        for key in keys
    ]


@entities.get(
    "/territories/<code>",
    needs=Permission.READ,
    reads=LISTS,
    exists=territory_exists,
    frozen=FROZEN_PAGES,
)
@entities.get(
    "/territories/<code>.<suffix:suffix>",
    needs=Permission.READ,
    reads=LISTS,
    exists=territory_exists,
    frozen=FROZEN_PAGES,
)
def territory_page(code: str, suffix: str = "") -> AnyResponse:
    """Show a territory: where it is, its sheets, and the places around."""
    here = components()
    form = entity_format(suffix)
    with here.store.read() as work:
        place = territory_of(here.places, here.index, work, code)
    at = partial(url_for, "entities.territory_page", code=place.code)
    if place.code != code:
        return redirect(at(suffix=suffix or None), 301)
    above = parent_places(here.places, place)
    if form != HTML:
        graph, official = (
            entity_triples.territory_triples(place, above),
            bool(place.name),
        )
        return answer_graph(iri.territory_iri(code), graph, form, at, lasts=official)
    with here.store.read() as work:
        page = page_number(MOST_PAGES)
        found = by_territory(here.places, here.index, work, place, page)
        helpers = count_helpers(work, territory=place.code)
    body = render_template(
        "search/entities/territory.html",
        helpers=helpers,
        name=here.places.label(code),
        place=place,
        parents=[(up.name, _address(up.code)) for up in reversed(above)],
        found=found,
        drawing=draw_territory(here.index, place),
        facts=[*_position(place, above), *_counts(found)],
        near=[
            (f"{here.places.label(other)} ({format_decimal(count)})", _address(other))
            for other, count in found.near
        ],
        kinds=here.schema.kinds,
        page_address=lambda number: at(page=number),
        alternates=alternates_of(at),
    )
    return answer_untagged(body)


@entities.get(
    "/people/<person>",
    needs=Permission.READ,
    reads=LISTS,
    exists=person_exists,
    frozen=Frozen(pages=("what", "page")),
)
@entities.get(
    "/people/<person>.<suffix:suffix>",
    needs=Permission.READ,
    reads=LISTS,
    exists=person_exists,
    frozen=Frozen(pages=("what", "page")),
)
def person_page(person: str, suffix: str = "") -> Response:
    """Show a person: the name to credit, and what they wrote."""
    here = components()
    form, page = entity_format(suffix), page_number(MOST_PAGES)
    at = partial(url_for, "entities.person_page", person=person)
    with here.store.read() as work:
        who = persons.get_person(work, person)
        written = persons.written_by(work, person)
        territories = (
            persons.territories_of(work, person, limit=MOST_MAPPED)
            if form == HTML
            else {}
        )
        what = request.args.get("what", "") if form == HTML else ""
        size = PAGE_SIZE if form == HTML else DATA_PAGE_SIZE
        pages = max(1, -(-_count_of(written, what) // size))
        page = min(page, pages)
        place = {"limit": size, "offset": (page - 1) * size}
        shown = persons.sheets_written(
            work, person, what if _is_known(what) else "", **place
        )
        heads = revisions.get_heads(work, shown) if form == HTML else {}
        says = read_profile(work, person)
        writable = here.settings.sends_mail and find_recipient(work, person) is not None
    if form != HTML:
        told = (*entity_triples.person_triples(who, shown), *says.triples)
        return _paged_graph(iri.person_iri(person), told, form, at, (page, pages))
    body = render_template(
        "search/entities/person.html",
        who=who,
        says=says,
        indexed=written.versions > 0,
        writable=writable,
        sheets=list(heads.values()),
        facts=_written(written, at),
        title=_title_of(what),
        drawing=draw_territories(territories),
        mapped=min(written.sheets, MOST_MAPPED),
        total=written.sheets,
        page=page,
        pages=pages,
        kinds=here.schema.kinds,
        page_address=lambda number: at(page=number, what=what or None),
        alternates=alternates_of(at),
    )
    response = tagged_answer(body)
    response.vary.add("Accept")
    return response


def _paged_graph(
    itself: str, told: Triples, form: str, at: Address, place: tuple[int, int]
) -> Response:
    """Answer a page of triples, which leads to the next one where there is one."""
    page, pages = place
    if page >= pages:
        return answer_graph(itself, told, form, at)
    here, onward = (f"{itself}.{form}?page={number}" for number in (page, page + 1))
    onwards = entity_triples.onward_triples(here, onward)
    response = answer_graph(itself, (*told, *onwards), form, at)
    response.headers.add("Link", f'<{at(suffix=form, page=page + 1)}>; rel="next"')
    return response


def _counts(found: BrowseResult) -> list[Row]:
    """Give how many sheets there are, of each kind too, and where to list them."""
    kinds = components().schema.kinds
    counted: list[tuple[str, int, str | None]] = [
        (gettext("Fiches"), found.total, None)
    ]
    counted += [
        (localised(kinds[key].plural), count, key)
        for key, count in found.by_kind
        if key in kinds
    ]
    return [
        (label, ((str(format_decimal(count)), _search(found, kind) if count else ""),))
        for label, count, kind in counted
    ]


def _search(found: BrowseResult, kind: str | None) -> str:
    filters: dict[str, Any] = {key: list(held) for key, held in found.filters.items()}
    return url_for("search.search_page", **filters, kind=kind)


def _is_known(what: str) -> bool:
    return what == persons.ADAPTED or what in components().schema.kinds


def _count_of(written: persons.PersonWork, what: str) -> int:
    """Return how many sheets of a person are of a kind, or made from others; or all."""
    if what == persons.ADAPTED:
        return written.adapted
    return written.by_kind.get(what, 0) if _is_known(what) else written.sheets


def _title_of(what: str) -> str:
    if what == persons.ADAPTED:
        return str(gettext("Adaptations"))
    kind = components().schema.kinds.get(what)
    return localised(kind.plural) if kind else gettext("Fiches écrites ou modifiées")


def _written(written: persons.PersonWork, at: Address) -> list[Row]:
    """Return how much a person wrote of each sort, and where that is listed."""
    kinds = components().schema.kinds
    held = written.by_kind
    rows = [
        (gettext("Fiches"), written.sheets, at() if held else ""),
        (gettext("Versions publiées"), written.versions, ""),
        *(
            (localised(k.plural), held[key], at(what=key))
            for key, k in kinds.items()
            if key in held
        ),
    ]
    if written.adapted:
        row = (gettext("Adaptations"), written.adapted, at(what=persons.ADAPTED))
        rows.append(row)
    return [(label, ((str(format_decimal(n)), url),)) for label, n, url in rows]


def _position(place: OfficialPlace, above: Sequence[OfficialPlace]) -> list[Row]:
    """Give what is known of a place: its sort, and what it lies in."""
    sort = place.code.partition(":")[0]
    return [
        (gettext("Lieu"), ((str(SORTS.get(sort, sort)), ""),)),
        *(_parent(sort, parent) for parent in above),
    ]


def _parent(sort: str, parent: OfficialPlace) -> Row:
    label = str(SORTS[parent.code.partition(":")[0]])
    if sort == "intercommunality":
        label = gettext("%(sort)s (pour l’essentiel)", sort=label)
    return label, ((parent.name, _address(parent.code)),)


def _address(code: str) -> str:
    return url_for("entities.territory_page", code=code)
