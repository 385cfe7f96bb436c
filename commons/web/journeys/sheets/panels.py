"""The panels of a sheet's page that are about the sheet alone."""

from collections.abc import Mapping

from flask import url_for

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections.link_targets import CITED, citing_sheets
from commons.adapters.store.log.version_list import version_authors
from commons.core.domain.schema.kind import PLACE
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.credits import authors_of
from commons.services.community.messages import first_recipient
from commons.web.display.panels import ASIDE, BEFORE, Panel, PanelContext, PanelValues
from commons.web.display.sheet.additions import next_addition
from commons.web.request.context import components, current_account

MOST_CITING = 50
"""How many of the sheets that cite a sheet its page names."""


def _addition(work: Work, context: PanelContext) -> PanelValues | None:
    """Return what one of its authors may add next to the version that stands."""
    reader, head = current_account(), context.head
    if reader is None or context.revision.number != head.number:
        return None
    schema = components().schema
    found = next_addition(schema, schema.kinds[head.kind], head.values)
    if found is None:
        return None
    authors = {person.id for person, _ in version_authors(work, head.sheet)}
    if reader.person.id not in authors:
        return None
    edit = url_for("editing.edit_sheet", sheet=head.sheet, field=found.key)
    return {"addition": found, "address": f"{edit}#f-{found.key}"}


def _help(work: Work, context: PanelContext) -> PanelValues | None:
    """Return who helps: the first of its authors who can be written to, if any."""
    if not context.view.help:
        return None
    here, head = components(), context.head
    near = _place_of(head)
    if not here.settings.sends_mail:
        return {"helper": None, "near": near}
    credited = (who.person for who in authors_of(here.schema, head) if who.person)
    helper = first_recipient(work, (*credited, head.author.id))
    return {"helper": helper.person if helper else None, "near": near}


def _place_of(head: Revision) -> tuple[str, str]:
    """Return the name of the first official place of a sheet and its code, or ""."""
    for field in components().schema.kinds[head.kind].fields:
        for row in head.items(field.key) if field.editor == PLACE else ():
            if isinstance(row, Mapping) and (code := str(row.get("code") or "")):
                return components().places.label(code), code
    return "", ""


def _backlinks(work: Work, context: PanelContext) -> PanelValues | None:
    if CITED not in context.linked:
        return None
    citing = citing_sheets(work, context.revision.sheet, limit=MOST_CITING + 1)
    sheets = [
        (one.title, url_for("sheets.sheet_page", sheet=one.sheet, slug=one.slug))
        for one in citing[:MOST_CITING]
    ]
    more = len(citing) > MOST_CITING
    return {"sheets": sheets, "more": more} if sheets else None


SHEET_PANELS = (
    Panel(
        key="addition",
        position=BEFORE,
        order=1,
        template="sheets/_panel_addition.html",
        load=_addition,
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
