"""Talk on the page of a sheet: the newest questions, and those about each step."""

from flask import url_for

from commons.adapters.store.community.remarks import (
    RemarkTopic,
    count_by_step,
    count_threads,
    list_threads,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.addresses import iri
from commons.core.domain.people.remark import LONGEST_REMARK
from commons.services.community.steps import locate_step, step_titles
from commons.web.display.panels import AFTER, STEP, Panel, PanelContext, PanelValues
from commons.web.guard.form_identifiers import sealed_id
from commons.web.journeys.community.remark_lines import current_reader, show_threads
from commons.web.request.context import components, current_account

SHOWN = 5
"""How many threads the page of a sheet shows."""


def _talk(work: Work, context: PanelContext) -> PanelValues:
    head, reader, me = context.head, current_reader(), current_account()
    topic = RemarkTopic(sheet=head.sheet)
    seen = context.talk.total if me is None else count_threads(work, topic, reader)
    found = list_threads(work, topic, reader, limit=SHOWN) if seen else []
    new = iri.new_id() if me else ""
    return {
        "threads": show_threads(work, head, found) if found else [],
        "counts": context.talk,
        "most": LONGEST_REMARK,
        "new": new,
        "seal": sealed_id(me, new) if me else "",
        "address": url_for("remarks.remarks_page", sheet=head.sheet),
    }


def _steps(work: Work, context: PanelContext) -> PanelValues | None:
    head = context.head
    if context.revision.number != head.number:
        return None
    titles = step_titles(components().schema.kinds[head.kind], head)
    if not titles:
        return None
    counts: dict[str, int] = {}
    asked = count_by_step(work, head.sheet) if context.talk.threads else {}
    for (step, title), count in asked.items():
        anchor = locate_step(titles, step, title)
        counts[anchor] = counts.get(anchor, 0) + count
    return {
        "counts": counts,
        "asking": url_for("remarks.new_remark", sheet=head.sheet),
    }


REMARK_PANELS = (
    Panel(
        key="remarks",
        position=AFTER,
        order=8,
        template="community/_panel_remarks.html",
        load=_talk,
    ),
    Panel(
        key="questions of a step",
        position=STEP,
        order=10,
        template="community/_panel_step.html",
        load=_steps,
    ),
)
