"""A sheet's past: its versions, who wrote what, what changed, and the ways back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.log import revisions, version_list
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import Revision
from commons.services.editing.hold import Writing, publish_or_hold
from commons.services.history.delete import (
    delete_sheet,
    restore_sheet,
)
from commons.services.history.revert import (
    RevertedField,
    plan_field_revert,
    plan_revert,
)
from commons.services.history.thanks import thank_author as thank_for, withdraw_thanks
from commons.services.publishing.save import note_problems
from commons.web.display.comparison import compare_fields
from commons.web.display.held_edits import tell_held
from commons.web.display.messages import problem_sentence
from commons.web.guard.journey import Journey
from commons.web.journeys.history.panels import THANKS_PANEL
from commons.web.journeys.history.rendered_comparison import marked_page
from commons.web.journeys.history.thanks import thanks_of
from commons.web.journeys.history.version_list import (
    PAGE_SIZE,
    asked_versions,
    easily_walked,
    list_writers,
    version_page,
    walk_history,
)
from commons.web.request.answers.deleted_sheets import readable_head
from commons.web.request.answers.negotiation import tagged_answer
from commons.web.request.context import (
    components,
    current_writer,
    localised,
    page_number,
    positive_int,
    visitor_may,
)
from commons.web.request.limits.quotas import count_publishing
from commons.web.request.limits.rate_limits import (
    COMPARISONS,
    HISTORIES,
    MODERATION,
    VERSIONS,
    limit_accounts,
)
from commons.web.request.responses import flash_undo, private_page, within_site
from commons.web.request.route_rules import FROZEN_PAGES

history_pages = Journey(
    "history",
    __name__,
    panels=(THANKS_PANEL,),
)

MOST_PAGES = 100_000
UNDONE = "Suppression annulée"


@history_pages.get(
    "/sheets/<sheet_id:sheet>/history",
    needs=Permission.READ,
    reads=HISTORIES,
    crawled=False,
    frozen=FROZEN_PAGES,
)
def history_page(sheet: str) -> AnyResponse:
    """List the versions, youngest first; those of somebody, or of some days."""
    return tagged_answer(_history(sheet))


def _history(sheet: str, fault: str = "") -> str:
    """Give the page of the versions; `fault` is what is wrong with a reason."""
    page = page_number(MOST_PAGES)
    which = asked_versions()
    with components().store.read() as work:
        head = readable_head(work, sheet)
        total = (
            version_list.count_versions(work, sheet, which.wanted)
            if which.some
            else head.number
        )
        return render_template(
            "history/page.html",
            head=head,
            versions=version_page(work, head, which.wanted, page),
            which=which,
            writers=list_writers(work, head),
            shares=easily_walked(work, head) if page == 1 else None,
            page=page,
            pages=-(-total // PAGE_SIZE),
            page_address=lambda n: url_for(
                "history.history_page", sheet=sheet, page=n, **which.some
            ),
            fault=fault,
        )


@history_pages.get(
    "/sheets/<sheet_id:sheet>/contributions", needs=Permission.READ, reads=COMPARISONS
)
def contributions_page(sheet: str) -> AnyResponse:
    """Say who wrote what: by person, by field and by paragraph."""
    here = components()
    with here.store.read() as work:
        head = readable_head(work, sheet)
        found = walk_history(work, head)
    labels = {f.key: localised(f.label) for f in here.schema.kinds[head.kind].fields}
    return tagged_answer(
        render_template(
            "history/contributions.html", head=head, found=found, labels=labels
        )
    )


@history_pages.get(
    "/sheets/<sheet_id:sheet>/compare",
    needs=Permission.READ,
    reads=COMPARISONS,
    crawled=False,
)
def compare_versions(sheet: str) -> AnyResponse:
    """Lead from the two versions chosen in the list to their diff."""
    chosen = (positive_int(request.args.get(name)) or 1 for name in ("a", "b"))
    older, newer = sorted(chosen)
    return redirect(url_for("history.diff_page", sheet=sheet, older=older, newer=newer))


@history_pages.get(
    "/sheets/<sheet_id:sheet>/diff/<number:older>..<number:newer>",
    needs=Permission.READ,
    reads=COMPARISONS,
    crawled=False,
)
def diff_page(sheet: str, older: int, newer: int) -> AnyResponse:
    """Show what changed between two versions, by field and by word."""
    with components().store.read() as work:
        head = readable_head(work, sheet)
        first = revisions.get_revision(work, sheet, older)
        second = revisions.get_revision(work, sheet, newer)
        body = render_template(
            "history/diff.html",
            head=head,
            first=first,
            second=second,
            changes=compare_fields(components().schema, work, first, second),
            thanks=thanks_of(work, [second])[second.sequence],
        )
    return tagged_answer(body)


@history_pages.get(
    "/sheets/<sheet_id:sheet>/diff/<number:older>..<number:newer>/page",
    needs=Permission.READ,
    reads=COMPARISONS,
    crawled=False,
)
def rendered_diff_page(sheet: str, older: int, newer: int) -> AnyResponse:
    """Show what changed between two versions in the page that readers see."""
    with components().store.read() as work:
        head = readable_head(work, sheet)
        first = revisions.get_revision(work, sheet, older)
        second = revisions.get_revision(work, sheet, newer)
        body = render_template(
            "history/rendered.html",
            head=head,
            first=first,
            second=second,
            html=marked_page(work, first, second),
        )
    return tagged_answer(body)


@history_pages.post(
    "/sheets/<sheet_id:sheet>/revert/<number:number>",
    needs=Permission.WRITE,
    writes=VERSIONS,
)
def revert(sheet: str, number: int) -> AnyResponse:
    """Go back to a version, as a new one."""
    here = components()
    parent = positive_int(request.form.get("parent"))
    with here.store.write() as work, count_publishing(work):
        work.afterwards(here.follower.nudge)
        source = revisions.get_revision(work, sheet, number)
        wanted, head = plan_revert(work, current_writer().person, source, parent)
        outcome = publish_or_hold(here.schema, work, _writing(), wanted, head)
    if not isinstance(outcome, Revision):
        return tell_held(outcome)
    revision = outcome
    text = gettext("La fiche est revenue à la version %(number)s.", number=number)
    return _reverted(text, revision, parent)


@history_pages.post(
    "/sheets/<sheet_id:sheet>/revert/<number:number>/<key>",
    needs=Permission.WRITE,
    writes=VERSIONS,
)
def revert_one(sheet: str, number: int, key: str) -> AnyResponse:
    """Take one field back to what a version said, as a new version."""
    here = components()
    parent = positive_int(request.form.get("parent"))
    with here.store.write() as work, count_publishing(work):
        work.afterwards(here.follower.nudge)
        source = revisions.get_revision(work, sheet, number)
        wanted, head = plan_field_revert(
            here.schema,
            work,
            current_writer().person,
            source,
            RevertedField(
                parent=parent, key=key, relicenses=visitor_may(Permission.DELETE)
            ),
        )
        outcome = (
            publish_or_hold(here.schema, work, _writing(), wanted, head)
            if wanted
            else head
        )
    if not isinstance(outcome, Revision):
        return tell_held(outcome)
    revision = outcome
    text = gettext(
        "« %(field)s » est comme dans la version %(number)s.",
        field=localised(here.schema.kinds[revision.kind].field(key).label),
        number=number,
    )
    return _reverted(text, revision, parent)


@history_pages.post(
    "/sheets/<sheet_id:sheet>/v/<number:number>/thanks",
    needs=Permission.THANK,
    writes=limit_accounts("thanks", "60 per hour"),
)
def toggle_thanks(sheet: str, number: int) -> AnyResponse:
    """Thank the author of a version, or take it back."""
    back = within_site(request.form.get("back", ""))
    taken_back = request.form.get("_do") == "withdraw"
    with components().store.write() as work:
        revision = revisions.get_revision(work, sheet, number)
        if taken_back:
            withdraw_thanks(work, current_writer(), revision)
        else:
            thank_for(work, current_writer(), revision)
    if taken_back:
        flash(gettext("Votre merci est retiré."), "good")
    else:
        told = gettext(
            "Votre merci à %(who)s est compté avec cette version.",
            who=revision.author.name,
        )
        flash(told, "good")
    return redirect(
        url_for("history.history_page", sheet=sheet) if back == "/" else back, 303
    )


@history_pages.post(
    "/sheets/<sheet_id:sheet>/delete", needs=Permission.DELETE, writes=MODERATION
)
def delete(sheet: str) -> AnyResponse:
    """Delete the sheet to a tombstone; its versions stay, for editors alone."""
    here, reason = components(), _reason()
    if lacking := _fault_of(reason):
        return private_page(_history(sheet, lacking), 422)
    with here.store.write() as work, count_publishing(work):
        work.afterwards(here.follower.nudge)
        delete_sheet(here.schema, work, current_writer().person, sheet, reason)
    text = gettext(
        "La fiche est supprimée. Seule l’équipe éditoriale lit encore ses versions."
    )
    if visitor_may(Permission.RESTORE):
        label = gettext("Annuler la suppression")
        undo = url_for("history.restore", sheet=sheet)
        flash_undo(text, label, undo, reason=UNDONE)
    else:
        flash(text, "good")
    return redirect(url_for("history.history_page", sheet=sheet), 303)


@history_pages.post(
    "/sheets/<sheet_id:sheet>/restore", needs=Permission.RESTORE, writes=MODERATION
)
def restore(sheet: str) -> AnyResponse:
    """Bring a deleted sheet back."""
    here, reason = components(), _reason()
    if lacking := _fault_of(reason):
        return private_page(_history(sheet, lacking), 422)
    with here.store.write() as work, count_publishing(work):
        work.afterwards(here.follower.nudge)
        revision = restore_sheet(
            here.schema, work, current_writer().person, sheet, reason
        )
    flash(gettext("La fiche est rétablie."), "good")
    return _to(revision)


def _writing() -> Writing:
    """Return who publishes, and on what terms."""
    chosen = components().settings
    return Writing(account=current_writer(), review=chosen.review, quotas=chosen.quotas)


def _reverted(text: str, revision: Revision, parent: int) -> AnyResponse:
    """Say what was done, and offer to go back to the version before."""
    if revision.number == parent:  # it said so already
        flash(text, "good")
        return _to(revision)
    place: dict[str, Any] = {"sheet": revision.sheet, "number": parent}
    undo = url_for("history.revert", **place)
    flash_undo(text, gettext("Annuler"), undo, parent=revision.number)
    return _to(revision)


def _reason() -> str:
    return clean_line(request.form.get("reason", ""))


def _fault_of(reason: str) -> str:
    """Say what is wrong with a reason, "" for nothing."""
    return " ".join(
        problem_sentence(problem) for problem in note_problems(reason, wanted=True)
    )


def _to(revision: Revision) -> AnyResponse:
    return redirect(
        url_for("sheets.sheet_page", sheet=revision.sheet, slug=revision.slug), 303
    )
