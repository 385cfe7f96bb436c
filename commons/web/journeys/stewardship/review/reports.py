"""Reports: a form for anybody, and the list of what is to be looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people.organisations import get_organisation
from commons.adapters.store.site import audit_log
from commons.adapters.store.stewardship.review import reports as store
from commons.core.domain.people.account import Permission
from commons.core.domain.pictures.media import is_image
from commons.core.domain.sheet import Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.report import LONGEST_WORDS, Report, ReportReason
from commons.errors import FullError, NotFoundError, UnfitFormError
from commons.services.people.directory.organisations import may_read
from commons.services.stewardship.reports import (
    FoundTarget,
    find_target,
    report_target,
    settle_report,
)
from commons.web.display.messages import translate_faults
from commons.web.display.panels import AFTER, Panel, PanelContext, PanelValues
from commons.web.guard.form_challenge import TRAP
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.stewardship.operation.audit_lines import (
    AuditLine,
    audit_lines,
)
from commons.web.request.answers.deleted_sheets import readable_head
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
    list_page,
)
from commons.web.request.limits.rate_limits import (
    FORMS,
    LISTS,
    MODERATION,
    limit_everyone,
)
from commons.web.request.responses import flash_undo, uncached_page, within_site

PAGE_SIZE = 30
MOST_ENDED = 10
"""How many reports that were dealt with are shown."""
MOST_IMAGES = 20
LONGEST_PATH = 200

REASONS = {
    ReportReason.SPAM: _l("C’est de la publicité ou du spam"),
    ReportReason.ABUSE: _l("C’est insultant, haineux ou dangereux"),
    ReportReason.PRIVACY: _l("On y trouve quelqu’un qui ne l’a pas voulu"),
    ReportReason.RIGHTS: _l("C’est copié sans en avoir le droit"),
    ReportReason.WRONG: _l("C’est faux, ou cela peut faire du mal"),
    ReportReason.OTHER: _l("Autre chose"),
}
"""Why something is reported, in words."""

SORTS = {
    "sheet": _l("La fiche « %(title)s »"),
    "person": _l("La personne « %(title)s »"),
    "organisation": _l("L’organisation « %(title)s »"),
    "remark": _l("Un message écrit par %(title)s"),
    "image": _l("Une image"),
}
"""What is reported, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportEntry:
    """A report in the list; `what` it is about, in words, and whether it is there."""

    report: Report
    what: str
    reason: str
    there: bool


def _report_link(_work: Work, context: PanelContext) -> PanelValues | None:
    return {"path": f"/sheets/{context.head.sheet}"}


reporting = Journey(
    "reports",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="reports.reports_page",
            label=_l("Signalements"),
            order=64,
            place="team",
            needs=Permission.REVIEW,
        ),
    ),
    panels=(
        Panel(
            key="report",
            position=AFTER,
            order=90,
            template="stewardship/review/_panel_report.html",
            load=_report_link,
        ),
    ),
)


@reporting.route(
    "/report",
    methods=["GET", "POST"],
    needs=Permission.READ,
    reads=FORMS,
    writes=limit_everyone("reports", "20 per hour;60 per day", "5 per hour;20 per day"),
    crawled=False,
    resumes=True,
)
def report_page() -> AnyResponse:
    """Take in what somebody reports; no account is needed."""
    path = request.values.get("at", "")[:LONGEST_PATH]
    if request.method == "GET" or request.form.get("_do") != "send":
        return _form(path, {})
    chosen = request.form.get("what", "")[:LONGEST_PATH] or path
    if request.form.get(TRAP, "").strip():  # nobody sees it: no person sent this
        return _thank(path)
    try:
        with components().store.write(quiet=True) as work:
            _readable_target(work, chosen)
            report_target(
                work,
                chosen,
                request.form.get("reason", ""),
                request.form.get("words", ""),
                current_account(),
            )
    except UnfitFormError as error:
        return _form(path, translate_faults(error.faults))
    except FullError:
        full = gettext("Trop de signalements attendent déjà : revenez demain.")
        return _form(path, {"words": full})
    return _thank(path)


@reporting.get("/admin/reports", needs=Permission.REVIEW, reads=LISTS)
def reports_page() -> AnyResponse:
    """List what was reported, oldest first."""
    with components().store.read() as work:
        total = store.count_open(work)
        page, pages = list_page(total, PAGE_SIZE)
        some = store.open_reports(work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1))
        listed = [_entry(work, one) for one in some]
        settled = _settled(work) if page == 1 else []
    body = render_template(
        "stewardship/review/reports.html",
        reports=listed,
        settled=settled,
        total=total,
        page=page,
        pages=pages,
        page_address=lambda n: url_for("reports.reports_page", page=n),
    )
    return uncached_page(body, 200)


@reporting.post("/admin/reports", needs=Permission.REVIEW, writes=MODERATION)
def settle() -> AnyResponse:
    """Say that a report was dealt with, or take that back."""
    identifier = request.form.get("report", "")
    done = request.form.get("_do") != "reopen"
    with components().store.write(quiet=True) as work:
        settle_report(work, current_writer(), identifier, done=done)
    here = url_for("reports.reports_page")
    if done:
        said = gettext("Le signalement est traité.")
        flash_undo(said, gettext("Annuler"), here, report=identifier, _do="reopen")
    else:
        flash(gettext("Le signalement est de nouveau à traiter."), "good")
    return redirect(here, 303)


def _settled(work: Work) -> list[AuditLine]:
    """Return what was dealt with last, and by which act."""
    ended = audit_log.latest_acts(work, act=AuditAct.END_REPORT, limit=MOST_ENDED)
    waiting = store.paths_waiting(work, [one.target for one in ended])
    return audit_lines(work, [one for one in ended if one.target not in waiting])


def _readable_target(work: Work, path: str) -> FoundTarget:
    """Return what stands at a path, where who asks may read it.

    Raises NotFoundError, DeletedError.
    """
    target = find_target(work, path)
    name = target.path.rpartition("/")[2]
    if target.sort == "sheet":
        readable_head(work, name)
    if target.sort == "organisation":
        terms, found = components().settings.review, get_organisation(work, name)
        if not may_read(work, terms, current_account(), found):
            raise NotFoundError(path)
    return target


def _form(path: str, faults: dict[str, str]) -> AnyResponse:
    with components().store.read() as work:
        target = _readable_target(work, path)
        choices = [(target.path, _in_words(target)), *_images(work, target)]
    page = render_template(
        "stewardship/review/report.html",
        at=path,
        choices=choices,
        reasons=[(reason.value, words) for reason, words in REASONS.items()],
        typed=request.form,
        faults=faults,
        trap=TRAP,
        most=LONGEST_WORDS,
    )
    return uncached_page(page, 422 if faults else 200)


def _thank(path: str) -> AnyResponse:
    said = gettext(
        "Merci : l’équipe du site va regarder. Personne ne saura que cela vient de vous."
    )
    flash(said, "good")
    return redirect(within_site(path), 303)


def _images(work: Work, target: FoundTarget) -> list[tuple[str, str]]:
    """Return the images of a sheet: the path of each, and what it is called."""
    if target.sort != "sheet":
        return []
    head = revisions.get_head(work, target.path.rpartition("/")[2])
    return [
        (url_for("media.serve_file", name=name), words)
        for name, words in _pictures(head)
    ][:MOST_IMAGES]


def _pictures(head: Revision) -> list[tuple[str, str]]:
    """Return the files of the images that a version shows, each once, with words."""
    found: dict[str, str] = {}
    for row in head.items("images"):
        if not isinstance(row, Mapping):
            continue
        name = str(row.get("file", ""))
        if name and is_image(name) and name not in found:
            said = str(row.get("title") or row.get("alt") or "")
            number = len(found) + 1
            plain = gettext("L’image %(number)s", number=number)
            found[name] = (
                gettext("L’image %(number)s : %(said)s", number=number, said=said)
                if said
                else plain
            )
    return list(found.items())


def _entry(work: Work, report: Report) -> ReportEntry:
    try:
        what, there = _in_words(find_target(work, report.target)), True
    except NotFoundError:
        what, there = report.target, False
    return ReportEntry(
        report=report, what=what, reason=str(REASONS[report.reason]), there=there
    )


def _in_words(target: FoundTarget) -> str:
    return str(SORTS[target.sort]) % {"title": target.title}
