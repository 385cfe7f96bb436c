"""The panels of a sheet's page about its lineage: to adapt it, what came of it, sources."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext, ngettext

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.link_targets import links_to
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import SOURCES, Revision
from commons.core.kinds.rules.credits import authors_of
from commons.core.kinds.rules.licence_rules import short_name
from commons.core.kinds.rules.sources import source_rows
from commons.services.editing.source_update import MovedSource, moved_sources
from commons.services.reuse.translation import translates
from commons.web.display.messages import count_with_places
from commons.web.display.panels import AFTER, BEFORE, Panel, PanelContext, PanelValues
from commons.web.display.sheet.value_labels import place_of
from commons.web.request.context import components

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
    if SOURCES not in context.linked:
        return None
    found = links_to(work, sheet, SOURCES, limit=MOST_SHOWN + 1)
    heads = revisions.get_heads(work, [one.sheet for one in found[:MOST_SHOWN]])
    lines = [
        _describe(head, sheet)
        for head in heads.values()
        if head.sheet != sheet and not translates(head, sheet)
    ]
    if not lines:
        return None
    places = list(dict.fromkeys(line.place for line in lines if line.place))
    count, more = len(lines), len(found) > MOST_SHOWN
    counted = ngettext("%(num)s adaptation", "%(num)s adaptations", count)
    if more:
        counted = gettext("Plus de %(count)s", count=counted)
    return {
        "lines": lines,
        "counted": count_with_places(counted, places),
        "more": more,
    }


def _describe(made: Revision, sheet: str) -> AdaptationLine:
    """Return what an adaptation says of the sheet that it was made from."""
    here = components()
    named = [
        (iri.version_of(str(row.get("url"))), row)
        for _, row in source_rows(made.values)
    ]
    taken = [(which[1], row) for which, row in named if which and which[0] == sheet]
    version, row = max(taken, key=lambda one: one[0])
    return AdaptationLine(
        revision=made,
        place=place_of(made),
        authors=", ".join(who.name for who in authors_of(here.schema, made)),
        licence=short_name(here.schema, made.licence),
        version=version,
        changes=str(row.get("changes", "")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """A source that changed since, and where what changed is read and taken over.

    `taking_over` is "" for a sheet of another kind, of which nothing can be.
    """

    moved: MovedSource
    difference: str
    taking_over: str


def _sources(work: Work, context: PanelContext) -> PanelValues | None:
    head = context.head
    if context.revision.number != head.number or not source_rows(head.values):
        return None
    lines = [
        MovedLine(
            moved=one,
            difference=url_for(
                "history.diff_page",
                sheet=one.source.sheet,
                older=one.taken,
                newer=one.source.number,
            ),
            taking_over=url_for(
                "updating.update_page", sheet=head.sheet, source=one.source.sheet
            )
            if one.source.kind == head.kind
            else "",
        )
        for one in moved_sources(work, head)
    ]
    return {"lines": lines, "lineage": url_for("reuse.lineage_page", sheet=head.sheet)}


REUSE_PANELS = (
    Panel(
        key="adapt",
        position=BEFORE,
        order=10,
        template="reuse/adaptation/_panel_adapt.html",
        load=_button,
    ),
    Panel(
        key="sources",
        position=AFTER,
        order=4,
        template="reuse/adaptation/_panel_sources.html",
        load=_sources,
    ),
    Panel(
        key="adaptations",
        position=AFTER,
        order=5,
        template="reuse/adaptation/_panel_adaptations.html",
        load=_adaptations,
    ),
)
