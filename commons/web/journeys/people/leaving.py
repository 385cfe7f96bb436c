"""Taking along what is one's own, and leaving."""

from collections.abc import Iterator

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import logout_user
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.media.blob_store import BlobStore
from commons.core.domain.people.account import Permission
from commons.errors import SignInError
from commons.services.exchange.archive.own_archive import collect_own
from commons.services.exchange.archive.sheet_archive import (
    ArchiveTerms,
    SheetArchive,
    write_archive,
)
from commons.services.people.leaving import (
    find_credits,
    leave,
    may_be_unnamed,
    may_leave,
)
from commons.web.guard.journey import Journey
from commons.web.journeys.people.sign_in.identity_proof import (
    asks_password,
    prove_identity,
    unproved_words,
)
from commons.web.request.context import components, current_writer
from commons.web.request.limits.rate_limits import limit_accounts
from commons.web.request.responses import uncached_page

leaving = Journey("leaving", __name__)

PIECE_BYTES = 64 * 1024


@leaving.get(
    "/account/archive.zip",
    needs=Permission.OWN_ACCOUNT,
    reads=limit_accounts("one's archive", "10 per hour;30 per day"),
    crawled=False,
)
def own_archive() -> Response:
    """Send all that is one's own as a ZIP, piece by piece."""
    here = components()
    terms = ArchiveTerms(
        schema=here.schema, blobs=here.blobs, base=here.settings.base_url
    )
    with here.store.read() as work:
        archive = collect_own(work, terms, current_writer())
    response = Response(_pieces(archive, here.blobs), mimetype="application/zip")
    response.headers["Content-Disposition"] = "attachment; filename=archive.zip"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pieces(archive: SheetArchive, blobs: BlobStore) -> Iterator[bytes]:
    with blobs.aside() as file:
        write_archive(archive, blobs, file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


@leaving.route(
    "/account/leave",
    methods=["GET", "POST"],
    needs=Permission.OWN_ACCOUNT,
    writes=limit_accounts("leaving", "20 per hour"),
    crawled=False,
)
def leave_page() -> AnyResponse:
    """Say what goes and what stays, and remove one's account at once."""
    here, me = components(), current_writer()
    faults: dict[str, str] = {}
    if request.method == "POST":
        name = request.form.get("name", "")
        if name not in {"keep", "erase"}:
            faults["name"] = gettext("Choisissez ce que devient votre nom.")
        if not request.form.get("sure"):
            faults["sure"] = gettext("Confirmez que vous voulez partir.")
        try:
            prove_identity()
        except SignInError:
            faults["old"] = unproved_words()
        if not faults:
            with here.store.read() as work:  # reading the log takes no lock
                keeps = name == "keep"
                traces = None if keeps else find_credits(work, me)
            with here.store.write() as work:
                work.afterwards(here.follower.nudge)
                leave(here.schema, work, me, traces)
            logout_user()
            session.clear()
            flash(
                gettext(
                    "Votre compte est supprimé. Merci de ce que vous avez partagé."
                ),
                "good",
            )
            return redirect(url_for("home.home_page"), 303)
    with here.store.read() as work:
        allowed = may_leave(work, me)
        unnamed = may_be_unnamed(work, me)
    page = render_template(
        "people/leave.html",
        allowed=allowed,
        unnamed=unnamed,
        chosen=request.form.get("name", ""),
        asks_password=asks_password(),
        faults=faults,
    )
    return uncached_page(page, 422 if faults else 200)
