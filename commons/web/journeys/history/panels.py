"""The panel of a sheet's page that says how often its author was thanked."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.web.display.panels import AFTER, Panel, PanelContext, PanelValues
from commons.web.journeys.history.thanks import thanks_of


def _thanks(work: Work, context: PanelContext) -> PanelValues | None:
    revision = context.revision
    thanks = thanks_of(work, [revision])[revision.sequence]
    return {"thanks": thanks} if thanks.open or thanks.count else None


THANKS_PANEL = Panel(
    key="thanks",
    position=AFTER,
    order=10,
    template="history/_panel_thanks.html",
    load=_thanks,
)
