"""The pages that only a copy made of files has: its search, its list of all, its notice.

They are no pages of the site: an application has these routes when it is asked for a
copy, and no other.
"""

from flask import Response, render_template
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.core.domain.people.account import Permission
from commons.feeds.protocols import FROZEN_PROTOCOLS
from commons.services.search.facets import list_facets
from commons.web.guard.errors import explain_error
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components
from commons.web.request.route_rules import FROZEN

frozen_pages = Journey("frozen", __name__)

SLICE = 200
"""Changes a page of the list of all: a page changes when a sheet in it does."""


def frozen_search() -> Response:
    """Show the search box of a copy, whose answers a script finds in its index."""
    here = components()
    with here.store.read() as work:
        newest = _count_slices(revisions.head_sequence(work))
    names = list_facets(here.schema, here.places)
    return tagged_answer(
        render_template(
            "harvest/frozen/search.html", newest=newest, facets=" ".join(names)
        )
    )


@frozen_pages.get("/search/list/<number:number>", needs=Permission.READ, frozen=FROZEN)
def list_all(number: int) -> Response:
    """List the sheets whose last change stands in a slice of the log, newest first."""
    here = components()
    with here.store.read() as work:
        newest = _count_slices(revisions.head_sequence(work))
        if number > newest:
            raise NotFound
        after, last = (number - 1) * SLICE, number * SLICE
        found = categories.addresses_after(work, after=after, last=last)
        heads = revisions.get_heads(work, [one.sheet for one in found])
    return tagged_answer(
        render_template(
            "harvest/frozen/list.html",
            heads=[heads[one.sheet] for one in reversed(found)],
            kinds=here.schema.kinds,
            number=number,
            newest=newest,
        )
    )


@frozen_pages.get("/frozen", needs=Permission.READ, frozen=FROZEN)
def notice_page() -> Response:
    """Say what this copy is, what it has, and what it lacks."""
    here = components()
    return tagged_answer(
        render_template(
            "harvest/frozen/notice.html",
            protocols=FROZEN_PROTOCOLS,
            base=here.settings.base_url,
            contact=here.settings.contact,
        )
    )


@frozen_pages.get("/404.html", needs=Permission.READ, frozen=FROZEN)
def lost_page() -> Response:
    """Answer what servers of files show where nothing is."""
    told = gettext("Cette adresse n’est pas dans la copie.")
    page = explain_error(404, told)
    page.status_code = 200
    return page


def _count_slices(head: int) -> int:
    return max(1, -(-head // SLICE))
