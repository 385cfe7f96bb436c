"""Adapting a sheet: where it is for is asked first, then the form opens filled in."""

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.account import Permission
from commons.core.domain.licence import RemixVerdict
from commons.errors import DeletedError
from commons.services.reuse.adaptation import licence_choices, source_licences
from commons.web.display.messages import labelled_text
from commons.web.display.panels import BEFORE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey
from commons.web.request.context import components
from commons.web.request.negotiation import tagged_answer

VERDICTS = {
    RemixVerdict.ALLOWED: _l("possible"),
    RemixVerdict.WITH_NOTICE: _l("possible, en gardant la mention de la source"),
    RemixVerdict.REFUSED: _l("pas possible : la licence de la source ne le permet pas"),
}
"""What is said of a licence, for whoever adapts."""


def _button(_work: Work, context: PanelContext) -> PanelValues | None:
    revision = context.revision
    address = url_for("reuse.adapt_page", sheet=revision.sheet, number=revision.number)
    return {"address": address}


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
