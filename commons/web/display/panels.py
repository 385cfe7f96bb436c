"""A panel: a part of a sheet's page that a journey adds by one row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.people.remark import RemarkCounts
from commons.core.domain.sheet import Revision
from commons.services.reuse.translation import Translations
from commons.web.display.sheet.sheet_view import View

BEFORE, ASIDE, AFTER, STEP = "before", "aside", "after", "step"
"""Where a panel stands: above the story, beside it, after the licence, in each step.

The template of one in each step finds the anchor of the step as `step`.
"""

PanelValues: TypeAlias = Mapping[str, object]
"""What a panel shows; its template finds it under the name `panel`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelContext:
    """What a panel may look at: the version that is shown, the head, its view.

    `translations` are those of the head; `linked` are the relations by which other
    sheets link to it, from `relations_to`; `talk` counts what is said under it.
    """

    revision: Revision
    head: Revision
    view: View
    translations: Translations
    linked: frozenset[str]
    talk: RemarkCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One part of the page of a sheet that is not deleted.

    `load` reads what it shows within the page's unit of work, None for nothing to
    show. `template` finds it as `panel`, beside the page's own `revision`, `head` and
    `view`. Panels of one `position` stand by rising `order`.
    """

    key: str
    position: str
    order: int
    template: str
    load: Callable[[Work, PanelContext], PanelValues | None]


def load_panels(
    panels: Iterable[Panel], work: Work, context: PanelContext
) -> Mapping[str, list[tuple[str, PanelValues]]]:
    """Return position -> the template and the values of each panel that shows."""
    shown: dict[str, list[tuple[str, PanelValues]]] = {
        BEFORE: [],
        ASIDE: [],
        AFTER: [],
        STEP: [],
    }
    for panel in panels:
        values = panel.load(work, context)
        if values is not None:
            shown[panel.position].append((panel.template, values))
    return shown
