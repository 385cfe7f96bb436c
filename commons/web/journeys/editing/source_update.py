"""Taking over what a source of a sheet says since: each change, and what both changed."""

from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission
from commons.core.kinds.rules.licence_rules import short_name
from commons.errors import DeletedError
from commons.services.editing.source_update import source_changes, take_over
from commons.web.display.comparison import Change, compare_fields
from commons.web.guard.journey import Journey
from commons.web.journeys.editing.conflict import Passage, passages_of
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import COMPARISONS
from commons.web.request.responses import private_page

updating = Journey("updating", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedChange:
    """What changed in a field of the source, and what is to choose to take it over."""

    change: Change
    passages: tuple[Passage, ...]


@updating.get(
    "/sheets/<sheet_id:sheet>/update/<sheet_id:source>",
    needs=Permission.WRITE,
    reads=COMPARISONS,
    crawled=False,
)
def update_page(sheet: str, source: str) -> AnyResponse:
    """Show what a source says since, field by field, and offer to take it over."""
    here = components()
    with here.store.read() as work:
        mine = revisions.get_head(work, sheet)
        if mine.deleted:
            raise DeletedError(sheet)
        changes = source_changes(here.schema, work, mine, source)
        kind = here.schema.kinds[mine.kind]
        taken = take_over(
            here.schema, changes, changes.keys, {}, here.settings.base_url
        )
        passages = list(passages_of(work, kind, taken.merged))
        offered = [
            OfferedChange(
                change=change,
                passages=tuple(one for one in passages if one.key == change.key),
            )
            for change in compare_fields(
                here.schema, work, changes.taken, changes.newest
            )
            if change.key in changes.keys
        ]
    page = render_template(
        "editing/update.html",
        head=mine,
        changes=changes,
        offered=offered,
        licence=short_name(here.schema, taken.licence) if taken.licence else "",
        before=short_name(here.schema, mine.licence),
        theirs=short_name(here.schema, changes.newest.licence),
        action=url_for("editing.edit_sheet", sheet=sheet),
    )
    return private_page(page, 200)
