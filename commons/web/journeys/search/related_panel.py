"""The panel of a sheet's page that leads to the sheets most like it."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.services.search.related import related_sheets
from commons.web.display.panels import AFTER, Panel, PanelContext, PanelValues
from commons.web.request.context import components


def _related(work: Work, context: PanelContext) -> PanelValues | None:
    head = context.head
    if context.revision.number != head.number:
        return None  # what is read of the past leads to what came of it
    here = components()
    found = related_sheets(here.index, work, head)
    return {"sheets": found, "kinds": here.schema.kinds} if found else None


RELATED_PANELS = (
    Panel(
        key="related",
        position=AFTER,
        order=90,
        template="search/_panel_related.html",
        load=_related,
    ),
)
