"""A sheet's past: its versions, what changed, and the ways back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as AnyResponse

from commons.domain.sheet import Revision
from commons.kinds.scalars import tidy
from commons.services.delete import delete as delete_sheet, restore as restore_sheet
from commons.services.revert import revert as revert_sheet
from commons.store import archive
from commons.web.compare import compared
from commons.web.here import parts, whole, writer

history_pages = Blueprint("history", __name__)

PAGE_SIZE = 50
MOST_PAGES = 100_000


@history_pages.get("/sheets/<sheet_id:sheet>/history")
def history(sheet: str) -> str:
    """List the versions, youngest first."""
    page = whole(request.args.get("page", "1"), MOST_PAGES)
    if not page:
        raise BadRequest("page")
    with parts().store.read() as work:
        head = archive.head(work, sheet)
        versions = archive.history(
            work, sheet, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
        )
    return render_template(
        "history/page.html",
        head=head,
        versions=versions,
        page=page,
        pages=-(-head.number // PAGE_SIZE),
        page_address=lambda n: url_for("history.history", sheet=sheet, page=n),
    )


@history_pages.get("/sheets/<sheet_id:sheet>/compare")
def compare(sheet: str) -> AnyResponse:
    """Lead from the two versions chosen in the list to their diff."""
    chosen = (whole(request.args.get(name)) or 1 for name in ("a", "b"))
    older, newer = sorted(chosen)
    return redirect(url_for("history.diff", sheet=sheet, older=older, newer=newer))


@history_pages.get("/sheets/<sheet_id:sheet>/diff/<number:older>..<number:newer>")
def diff(sheet: str, older: int, newer: int) -> str:
    """Show what changed between two versions, by field and by word."""
    with parts().store.read() as work:
        head = archive.head(work, sheet)
        first = archive.revision(work, sheet, older)
        second = archive.revision(work, sheet, newer)
        changes = compared(parts().schema, work, first, second)
    return render_template(
        "history/diff.html", head=head, first=first, second=second, changes=changes
    )


@history_pages.post("/sheets/<sheet_id:sheet>/revert/<number:number>")
def revert(sheet: str, number: int) -> AnyResponse:
    """Go back to a version, as a new one."""
    here = parts()
    parent = whole(request.form.get("parent"))
    with here.store.write() as work:
        work.afterwards(here.follower.nudge)
        source = archive.revision(work, sheet, number)
        revision = revert_sheet(here.schema, work, writer().person, source, parent)
    flash(
        gettext("La fiche est revenue à la version %(number)s.", number=number), "good"
    )
    return _to(revision)


@history_pages.post("/sheets/<sheet_id:sheet>/delete")
def delete(sheet: str) -> AnyResponse:
    """Delete the sheet to a tombstone; its versions stay."""
    here = parts()
    with here.store.write() as work:
        work.afterwards(here.follower.nudge)
        delete_sheet(here.schema, work, writer().person, sheet, _reason())
    flash(gettext("La fiche est supprimée. Ses versions restent lisibles."), "good")
    return redirect(url_for("history.history", sheet=sheet), 303)


@history_pages.post("/sheets/<sheet_id:sheet>/restore")
def restore(sheet: str) -> AnyResponse:
    """Bring a deleted sheet back."""
    here = parts()
    with here.store.write() as work:
        work.afterwards(here.follower.nudge)
        revision = restore_sheet(here.schema, work, writer().person, sheet, _reason())
    flash(gettext("La fiche est rétablie."), "good")
    return _to(revision)


def _reason() -> str:
    return " ".join(tidy(request.form.get("reason", "")).split())


def _to(revision: Revision) -> AnyResponse:
    return redirect(
        url_for("sheets.page", sheet=revision.sheet, slug=revision.slug), 303
    )
