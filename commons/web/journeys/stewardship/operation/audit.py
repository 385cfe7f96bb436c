"""The audit log: who did what, the last first; and all of it as lines of JSON."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import audit_log
from commons.core.domain.people.account import Permission
from commons.core.domain.site.audit import AuditAct, entry_as_json
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.stewardship.operation.audit_lines import audit_lines
from commons.web.journeys.stewardship.operation.audit_words import ACTS
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import ARCHIVES, LISTS
from commons.web.request.responses import private_page

PAGE_SIZE = 100
MOST_VERIFIED = 2_000
"""How many of the last entries the page verifies; `commons check` does all."""
_LIST = "audit.audit_page"

audits = Journey(
    "audit",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("Journal des actes"),
            order=69,
            place="team",
            needs=Permission.ACCOUNTS,
        ),
    ),
)


@audits.get("/admin/audit", needs=Permission.ACCOUNTS, reads=LISTS)
def audit_page() -> AnyResponse:
    """List the acts, the last first, of one sort alone if asked."""
    wanted = request.args.get("act", "")
    act = AuditAct(wanted) if wanted in set(AuditAct) else None
    through = request.args.get("through", type=int) or 2**62
    with components().store.read() as work:
        found = audit_log.latest_acts(
            work, act=act, through=min(max(through, 0), 2**62), limit=PAGE_SIZE + 1
        )
        lines = audit_lines(work, found[:PAGE_SIZE])
        broken = audit_log.broken_at(work, newest=MOST_VERIFIED)
    rest = found[PAGE_SIZE:]
    page = render_template(
        "stewardship/operation/audit.html",
        lines=lines,
        acts=ACTS,
        act=act.value if act else "",
        later=rest[0].number if rest else None,
        broken=broken,
    )
    return private_page(page, 200)


@audits.get("/admin/audit.jsonl", needs=Permission.ACCOUNTS, reads=ARCHIVES)
def audit_export() -> Response:
    """Give every act as one line of JSON, with the hash that chains it."""
    return Response(_lines(components().store), mimetype="application/x-ndjson")


def _lines(store: Store) -> Iterator[str]:
    """Yield the entries a batch at a time: none waits in memory, nor holds the store."""
    after = 0
    while True:
        with store.read() as work:
            found = audit_log.acts_after(work, after)
        if not found:
            return
        yield "".join(f"{entry_as_json(entry)}\n" for entry in found)
        after = found[-1].number
