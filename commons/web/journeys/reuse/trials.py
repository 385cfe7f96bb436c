"""Trials: the button and the panel of a sheet, all of them, those of one's sheets."""

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.trials import (
    latest_trials,
    trials_for_author,
)
from commons.adapters.store.people import read_marks
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.kind import Kind
from commons.core.domain.sheet import SOURCES, TRIED, Revision
from commons.core.kinds.rules.trial_rules import may_be_tried
from commons.errors import DeletedError
from commons.services.reuse.trials import find_related_trials, sum_up, sum_up_trials
from commons.services.search.suggestions.find_triable import find_triable
from commons.web.display.panels import AFTER, BEFORE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey
from commons.web.journeys.reuse.trial_lines import count_in_words, describe_trial
from commons.web.request.answers.deleted_sheets import shown_head
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import (
    components,
    current_writer,
    page_number,
    positive_int,
)
from commons.web.request.limits.rate_limits import LISTS, SEARCHES, limit_accounts
from commons.web.request.responses import private_page
from commons.web.request.route_rules import FROZEN_PAGES

SHOWN = 3
"""How many trials the page of a sheet shows, the last ones."""
PAGE_SIZE = 20
MOST_PAGES = 1_000
LONGEST_NAME = 300
"""How many characters of what names a sheet are taken."""
MY_SHEETS = "trials of my sheets"
"""The list of which an account marks how far it has read it."""


def trial_kind() -> Kind:
    """Return the kind whose sheets are trials. Raises NotFound where there is none."""
    for kind in components().schema.kinds.values():
        if kind.subject is not None and kind.subject.key == TRIED:
            return kind
    raise NotFound


def _button(_work: Work, context: PanelContext) -> PanelValues | None:
    revision = context.revision
    if not may_be_tried(components().schema.kinds[revision.kind]):
        return None
    address = url_for(
        "editing.create_sheet",
        kind=trial_kind().key,
        tried=revision.sheet,
        version=revision.number,
    )
    return {"address": address}


def _panel(work: Work, context: PanelContext) -> PanelValues | None:
    head = context.head
    if not may_be_tried(components().schema.kinds[head.kind]):
        return None
    places, tried = components().places, TRIED in context.linked
    summary = sum_up_trials(work, places, head.sheet) if tried else sum_up(places, ())
    related = find_related_trials(work, head, adapted=SOURCES in context.linked)
    if not (summary.total or related.originals or related.adaptations):
        return None
    trials = latest_trials(work, head.sheet, limit=SHOWN) if summary.total else []
    return {
        "related": related,
        "counted": count_in_words(summary),
        "lines": [describe_trial(one) for one in trials],
        "version": summary.version,
        "more": summary.total > SHOWN,
        "address": url_for("trials.trials_page", sheet=head.sheet),
    }


trials = Journey(
    "trials",
    __name__,
    panels=(
        Panel(
            key="try",
            position=BEFORE,
            order=20,
            template="reuse/trials/_panel_try.html",
            load=_button,
        ),
        Panel(
            key="trials",
            position=AFTER,
            order=6,
            template="reuse/trials/_panel_trials.html",
            load=_panel,
        ),
    ),
)


@trials.get(
    "/sheets/<sheet_id:sheet>/trials",
    needs=Permission.READ,
    reads=LISTS,
    frozen=FROZEN_PAGES,
)
def trials_page(sheet: str) -> AnyResponse:
    """List the trials of a sheet, those changed last first."""
    page = page_number(MOST_PAGES)
    with components().store.read() as work:
        head = revisions.get_head(work, sheet)
        if head.deleted:
            raise DeletedError(sheet)
        summary = sum_up_trials(work, components().places, sheet)
        related = find_related_trials(work, head)
        found = latest_trials(
            work, sheet, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
    pages = max(1, -(-summary.total // PAGE_SIZE))
    if page > pages:
        raise NotFound
    body = render_template(
        "reuse/trials/trials.html",
        head=head,
        counted=count_in_words(summary),
        summary=summary,
        related=related,
        lines=[describe_trial(one) for one in found],
        triable=may_be_tried(components().schema.kinds[head.kind]),
        kind=trial_kind().key,
        page=page,
        pages=pages,
        page_address=lambda number: url_for(
            "trials.trials_page", sheet=sheet, page=number
        ),
    )
    return tagged_answer(body)


@trials.get("/trials/new", needs=Permission.WRITE, reads=SEARCHES, crawled=False)
def choose_page() -> AnyResponse:
    """Ask which sheet was tried: by its title or its address, or found by words."""
    here, typed = components(), request.args.get("q", "").strip()[:LONGEST_NAME]
    with here.store.read() as work:
        found = find_triable(here.schema, here.index, work, typed) if typed else []
    page = render_template(
        "reuse/trials/choose_tried.html",
        typed=typed,
        found=found,
        kinds=here.schema.kinds,
        kind=trial_kind(),
    )
    return private_page(page, 200)


@trials.get("/account/trials", needs=Permission.OWN_ACCOUNT, reads=LISTS, crawled=False)
def my_sheets_page() -> AnyResponse:
    """List the trials of the sheets that one wrote in, with the new ones marked."""
    page, me = page_number(MOST_PAGES), current_writer()
    with components().store.read() as work:
        found = trials_for_author(
            work, me.person.id, limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE
        )
        shown = found[:PAGE_SIZE]
        read = read_marks.read_mark(work, me.id, MY_SHEETS)
        heads = {
            trial: shown_head(head)
            for trial, head in _tried_sheets(work, shown).items()
        }
    body = render_template(
        "reuse/trials/my_trials.html",
        rows=[(describe_trial(one), heads.get(one.sheet)) for one in shown],
        read=read,
        newest=max((one.sequence for one in shown), default=0),
        unread=any(one.sequence > read for one in shown),
        page=page,
        pages=page + (len(found) > PAGE_SIZE),
        page_address=lambda number: url_for("trials.my_sheets_page", page=number),
    )
    return private_page(body, 200)


@trials.post(
    "/account/trials",
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("reading marks", "60 per hour"),
)
def mark_read() -> AnyResponse:
    """Note that the trials of one's sheets were read, up to the newest one shown."""
    asked = positive_int(request.form.get("through"))
    with components().store.write(quiet=True) as work:
        through = min(asked, revisions.head_sequence(work))
        read_marks.move_mark(work, current_writer().id, MY_SHEETS, through)
    return redirect(url_for("trials.my_sheets_page"), 303)


def _tried_sheets(work: Work, found: list[Revision]) -> dict[str, Revision]:
    """Return the heads of the sheets that trials tell of, by the trial."""
    named = {one.sheet: iri.version_of(one.text(TRIED)) for one in found}
    sheets = {trial: version[0] for trial, version in named.items() if version}
    heads = revisions.get_heads(work, sorted(set(sheets.values())))
    return {trial: heads[one] for trial, one in sheets.items() if one in heads}
