"""Adapting a sheet: where it is for is asked first, then the form opens filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.link_targets import links_to
from commons.core.domain import iri
from commons.core.domain.account import Permission
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.credits import authors_of
from commons.errors import DeletedError
from commons.services.reuse.adaptation import licence_choices, source_licences
from commons.services.reuse.translation import translates
from commons.web.display.licence_verdicts import VERDICTS
from commons.web.display.messages import labelled_text
from commons.web.display.panels import AFTER, BEFORE, Panel, PanelContext, PanelValues
from commons.web.display.value_labels import place_name
from commons.web.guard.journey import Journey
from commons.web.request.context import components
from commons.web.request.negotiation import tagged_answer

MOST_SHOWN = 50
"""How many adaptations the page of their original names."""


def _button(_work: Work, context: PanelContext) -> PanelValues | None:
    revision = context.revision
    if components().schema.kinds[revision.kind].subject is not None:
        return None  # what happened somewhere is not done again, but its sheet is
    address = url_for("reuse.adapt_page", sheet=revision.sheet, number=revision.number)
    return {"address": address}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaptationLine:
    """What the page of the original says of one that was made from it.

    `version` is the one that was taken up, `changes` what its authors say of it.
    """

    revision: Revision
    place: str
    authors: str
    licence: str
    version: int
    changes: str


def _adaptations(work: Work, context: PanelContext) -> PanelValues | None:
    sheet = context.head.sheet
    found = links_to(work, sheet, SOURCES, limit=MOST_SHOWN + 1)
    if not found:
        return None
    heads = revisions.get_heads(work, [one.sheet for one in found[:MOST_SHOWN]])
    lines = [
        _describe(head, sheet)
        for head in heads.values()
        if head.sheet != sheet and not translates(head, sheet)
    ]
    if not lines:
        return None
    return {"lines": lines, "more": len(found) > MOST_SHOWN}


def _describe(made: Revision, sheet: str) -> AdaptationLine:
    """Return what an adaptation says of the sheet that it was made from."""
    here = components()
    rows = [row for row in made.items(SOURCES) if isinstance(row, Mapping)]
    named = [(iri.version_of(str(row.get("url"))), row) for row in rows]
    taken = [(which[1], row) for which, row in named if which and which[0] == sheet]
    version, row = max(taken, key=lambda one: one[0])
    place = made.values.get("territory")
    licence = here.schema.licences.get(made.licence)
    return AdaptationLine(
        revision=made,
        place=place_name(place) if place else "",
        authors=", ".join(who.name for who in authors_of(here.schema, made)),
        licence=licence.short if licence else made.licence,
        version=version,
        changes=str(row.get("changes", "")),
    )


reuse = Journey(
    "reuse",
    __name__,
    panels=(
        Panel(
            key="adapt",
            position=BEFORE,
            order=10,
            template="reuse/_panel_adapt.html",
            load=_button,
        ),
        Panel(
            key="adaptations",
            position=AFTER,
            order=5,
            template="reuse/_panel_adaptations.html",
            load=_adaptations,
        ),
    ),
)


@reuse.get(
    "/sheets/<sheet_id:sheet>/v/<number:number>/adapt",
    needs=Permission.READ,
    crawled=False,
)
def adapt_page(sheet: str, number: int) -> AnyResponse:
    """Ask for the territory, and say under which licences the adaptation may be."""
    here = components()
    with here.store.read() as work:
        if revisions.get_head(work, sheet).deleted:
            raise DeletedError(sheet)
        original = revisions.get_revision(work, sheet, number)
    if original.deleted:
        raise DeletedError(sheet)
    choices = licence_choices(here.schema, source_licences(original))
    page = render_template(
        "reuse/adapt.html",
        original=original,
        kind=here.schema.kinds[original.kind],
        licence=here.schema.licences.get(original.licence),
        choices=[
            labelled_text(one.licence.short, str(VERDICTS[one.verdict]))
            for one in choices
        ],
    )
    return tagged_answer(page)
