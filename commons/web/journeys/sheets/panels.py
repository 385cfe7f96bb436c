"""The panels of a sheet's page that are about the sheet alone."""

from flask import url_for

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.link_targets import citing_sheets
from commons.web.display.panels import ASIDE, Panel, PanelContext, PanelValues

MOST_CITING = 50
"""How many of the sheets that cite a sheet its page names."""


def _checklist(_work: Work, context: PanelContext) -> PanelValues | None:
    edit = url_for("editing.edit_sheet", sheet=context.head.sheet)
    items = [
        (label, filled, f"{edit}#{anchor}")
        for label, filled, anchor in context.view.checklist
    ]
    return {"checks": items} if items else None


def _help(_work: Work, context: PanelContext) -> PanelValues | None:
    return {} if context.view.help else None


def _backlinks(work: Work, context: PanelContext) -> PanelValues | None:
    citing = citing_sheets(work, context.revision.sheet, limit=MOST_CITING + 1)
    sheets = [
        (one.title, url_for("sheets.sheet_page", sheet=one.sheet, slug=one.slug))
        for one in citing[:MOST_CITING]
    ]
    more = len(citing) > MOST_CITING
    return {"sheets": sheets, "more": more} if sheets else None


SHEET_PANELS = (
    Panel(
        key="checklist",
        position=ASIDE,
        order=10,
        template="sheets/_panel_checklist.html",
        load=_checklist,
    ),
    Panel(
        key="help",
        position=ASIDE,
        order=20,
        template="sheets/_panel_help.html",
        load=_help,
    ),
    Panel(
        key="backlinks",
        position=ASIDE,
        order=30,
        template="sheets/_panel_backlinks.html",
        load=_backlinks,
    ),
)
