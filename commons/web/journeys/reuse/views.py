"""Adapting sheets: where for, from which, under which licence; and the lineage of one."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.licence import RemixVerdict
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.credits import authors_of
from commons.core.kinds.rules.licence_rules import short_name
from commons.errors import DeletedError
from commons.services.reuse.adaptation import (
    MOST_ORIGINALS,
    binding_licences,
    find_originals,
    licence_choices,
    read_originals,
)
from commons.services.reuse.lineage import LineageNode, find_lineage
from commons.web.display.licence_verdicts import choices_in_words
from commons.web.guard.journey import Journey
from commons.web.journeys.reuse.adaptation_panels import REUSE_PANELS
from commons.web.journeys.reuse.tree_drawing import draw_tree, node_place, title_of
from commons.web.request.answers.deleted_sheets import readable_head, shown_head
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import HISTORIES
from commons.web.request.route_rules import FROZEN

LONGEST_NAME = 300
"""How many characters are taken of what names another sheet: a title, an address."""

reuse = Journey("reuse", __name__, panels=REUSE_PANELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """A version to adapt, and the address of this page without it, "" for the first."""

    revision: Revision
    licence: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What was typed to name another sheet: what is wrong with it, or which it may be."""

    typed: str = ""
    fault: str = ""
    found: tuple[tuple[Revision, str], ...] = ()


@reuse.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/adapt",
    needs=Permission.READ,
    crawled=False,
)
def adapt_page(sheet: str, number: int) -> AnyResponse:
    """Ask for the territory, and say under which licences the adaptation may be.

    Other sheets may be adapted with it (`also`, an address of a version each).
    """
    here = components()
    typed = request.args.get("other", "").strip()[:LONGEST_NAME]
    further = [
        one for text in request.args.getlist("also") if (one := iri.version_of(text))
    ]
    with here.store.read() as work:
        if revisions.get_head(work, sheet).deleted:
            raise DeletedError(sheet)
        originals = read_originals(work, [(sheet, number), *further])
        search = _look_for(work, originals, typed) if typed else _Search()
    if len(search.found) == 1:
        originals = (*originals, search.found[0][0])
        search = _Search()
    choices = licence_choices(here.schema, binding_licences(originals))
    page = render_template(
        "reuse/adaptation/adapt.html",
        original=originals[0],
        originals=_described(here.schema, originals),
        further=[_version_path(one) for one in originals[1:]],
        kind=here.schema.kinds[originals[0].kind],
        territory=request.args.get("territory", "")[:LONGEST_NAME],
        search=search,
        full=len(originals) >= MOST_ORIGINALS,
        possible=choices[0].verdict is not RemixVerdict.REFUSED,
        choices=choices_in_words(here.schema, choices),
    )
    return tagged_answer(page)


@reuse.get(
    "/sheets/<sheet_id:sheet>/lineage",
    needs=Permission.READ,
    reads=HISTORIES,
    crawled=False,
    frozen=FROZEN,
)
def lineage_page(sheet: str) -> AnyResponse:
    """Draw what a sheet was made from and what was made of it, with an equal list."""
    with components().store.read() as work:
        head = readable_head(work, sheet)
        lineage = find_lineage(work, head, shown_head)
    page = render_template(
        "reuse/adaptation/lineage.html",
        head=head,
        lineage=lineage,
        titles={node.key: title_of(node) for node in lineage.nodes},
        drawing=draw_tree(lineage, head.sheet),
        tree_place=node_place,
        tree_authors=_authors_of,
        tree_licence=_licence_of,
    )
    return tagged_answer(page)


def _authors_of(node: LineageNode) -> str:
    """Return who is credited of a sheet of a lineage."""
    if node.head is None:
        return str(node.credit.get("author", ""))
    return ", ".join(who.name for who in authors_of(components().schema, node.head))


def _licence_of(node: LineageNode) -> str:
    """Return the licence of a sheet of a lineage; elsewhere, as it is credited."""
    key = node.head.licence if node.head else str(node.credit.get("licence", ""))
    return short_name(components().schema, key)


def _look_for(work: Work, originals: Sequence[Revision], typed: str) -> _Search:
    """Return the sheets that somebody may have named to adapt them too."""
    named = find_originals(work, typed)
    known = {one.sheet for one in originals}
    new = [one for one in named if one.sheet not in known]
    if not named:
        fault = gettext("Aucune fiche d’ici ne porte ce titre ni cette adresse.")
    elif not new:
        fault = gettext("Cette fiche est déjà dans la liste.")
    else:
        fault = ""
    found = tuple((one, _page_of(originals, one)) for one in new)
    return _Search(typed=typed, fault=fault, found=found)


def _page_of(
    originals: Sequence[Revision], more: Revision | None = None, less: str = ""
) -> str:
    """Return the address of the page for these versions, one more or one fewer."""
    first, *others = originals
    kept = [one for one in others if one.sheet != less]
    return url_for(
        "reuse.adapt_page",
        sheet=first.sheet,
        number=first.number,
        also=[_version_path(one) for one in [*kept, *([more] if more else [])]],
    )


def _version_path(revision: Revision) -> str:
    return url_for("sheets.version_page", sheet=revision.sheet, number=revision.number)


def _described(schema: Schema, originals: Sequence[Revision]) -> list[_Original]:
    return [
        _Original(
            revision=one,
            licence=short_name(schema, one.licence),
            without=_page_of(originals, less=one.sheet) if place else "",
        )
        for place, one in enumerate(originals)
    ]
