"""The latest changes of the whole commons: filtered, marked as reviewed, as a feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts, persons
from commons.adapters.store.stewardship.review import review_marks
from commons.adapters.store.stewardship.review.patrolled_changes import (
    ChangesFilter,
    PatrolledVersion,
    patrolled_changes,
)
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.kinds.rules.categories import TERRITORY
from commons.errors import NotFoundError
from commons.feeds.syndication import atom
from commons.feeds.syndication.changes import ChangesFeed, write_changes
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.answers.negotiation import named_answer, tagged_answer
from commons.web.request.context import (
    components,
    current_writer,
    feed_instance,
    page_number,
    positive_int,
    visitor_may,
)
from commons.web.request.limits.rate_limits import FEEDS, HISTORIES, MODERATION
from commons.web.request.locale import page_language
from commons.web.request.responses import flash_undo, within_site
from commons.web.request.route_rules import FROZEN_PAGES

changes = Journey(
    "changes",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="changes.changes_page",
            label=_l("Dernières modifications"),
            order=20,
            place="footer",
        ),
    ),
)

MOST_PAGES = 100_000
CHANGES_SIZE = 30
LONGEST_TEXT = 120
UNKNOWN = "-"
"""The identifier of nobody, and of no place: nothing is found by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedChanges:
    """The filter that the address says, and what of it stands in addresses.

    `unknown` are the names of the controls that name nobody, or no place.
    """

    wanted: ChangesFilter
    values: dict[str, str]
    unknown: tuple[str, ...] = ()


@changes.get("/changes", needs=Permission.READ, reads=HISTORIES, frozen=FROZEN_PAGES)
def changes_page() -> AnyResponse:
    """List what was published in the whole commons, youngest first."""
    page = page_number(MOST_PAGES)
    before = positive_int(request.args.get("before"))
    with components().store.read() as work:
        asked = _asked(work)
        head = revisions.head_sequence(work)
        if not before:  # the log has no gap: a page is known by its number
            before = max(0, head - (page - 1) * CHANGES_SIZE) + 1
        found = patrolled_changes(work, asked.wanted, before=before, limit=CHANGES_SIZE)
    filtered = asked.wanted.some
    unread = not visitor_may(Permission.RESTORE)
    older = _at("changes.changes_page", asked, found.older) if found.older else ""
    body = render_template(
        "history/changes.html",
        versions=_told(found.versions) if unread else found.versions,
        purged={one.revision.sequence for one in found.versions if one.revision.purged},
        kinds=components().schema.kinds,
        asked=asked,
        older=older if filtered else "",
        feed=_at("changes.changes_atom", asked),
        page=page,
        pages=1 if filtered else max(1, -(-head // CHANGES_SIZE)),
        page_address=lambda n: url_for("changes.changes_page", page=n),
        back=request.full_path,
    )
    return tagged_answer(body)


@changes.get("/changes.atom", needs=Permission.READ, reads=FEEDS, crawled=False)
def changes_atom() -> Response:
    """Answer the same in Atom, with the same filters."""
    said, base = feed_instance(), components().settings.base_url
    before = positive_int(request.args.get("before"))
    with components().store.read() as work:
        asked = _asked(work)
        found = patrolled_changes(work, asked.wanted, before=before, limit=CHANGES_SIZE)
    older = base + _at("changes.changes_atom", asked, found.older)
    feed = ChangesFeed(
        title=f"{said.name} – {gettext('Dernières modifications')}",
        here=base + _at("changes.changes_atom", asked, before),
        page=base + _at("changes.changes_page", asked),
        older=older if found.older else "",
        versions=[one.revision for one in _told(found.versions)],
    )
    told = [
        (one.sequence, one.hash, one.change_note, bool(one.values))
        for one in feed.versions
    ]
    name = f"changes {page_language()} {feed.here} {feed.older} {told}"
    return named_answer(name, atom.MEDIA_TYPE, lambda: write_changes(said, feed))


@changes.post(
    "/changes/<number:number>/mark", needs=Permission.REVIEW, writes=MODERATION
)
def mark_version(number: int) -> AnyResponse:
    """Mark the version of this sequence as looked at, or take the mark back."""
    back = within_site(request.form.get("back", ""))
    marks = request.form.get("_do") != "unmark"
    with components().store.write() as work:
        if not 0 < number <= revisions.head_sequence(work):
            raise NotFoundError(f"sequence {number}")
        if marks:
            review_marks.mark_reviewed(work, number, current_writer().id)
        else:
            review_marks.unmark_reviewed(work, number)
    if marks:
        undo = url_for("changes.mark_version", number=number)
        said = gettext("La version est notée comme relue.")
        flash_undo(said, gettext("Annuler"), undo, _do="unmark", back=back)
    else:
        flash(gettext("La version est de nouveau à relire."), "good")
    return redirect(url_for("changes.changes_page") if back == "/" else back, 303)


def _told(versions: Sequence[PatrolledVersion]) -> list[PatrolledVersion]:
    """Return versions as everybody may read them: deleted sheets without their words."""
    return [
        replace(one, revision=one.revision.without_text()) if one.deleted else one
        for one in versions
    ]


def _asked(work: Work) -> AskedChanges:
    """Read the filter of the address; names are looked up."""
    who = request.args.get("person", "").strip()[:LONGEST_TEXT]
    where = request.args.get("territory", "").strip()[:LONGEST_TEXT]
    ticked = {name: "1" for name in ("unreviewed", "new") if request.args.get(name)}
    person = _person(work, who) if who else ""
    code = (components().places.named(where) or UNKNOWN) if where else ""
    unknown = [
        name
        for name, found in (("person", person), ("territory", code))
        if found == UNKNOWN
    ]
    typed = {"person": who, "territory": where}
    return AskedChanges(
        wanted=ChangesFilter(
            unreviewed="unreviewed" in ticked,
            new_accounts="new" in ticked,
            person=person,
            category=f"{TERRITORY}:{code}" if code else "",
        ),
        values={**ticked, **{name: text for name, text in typed.items() if text}},
        unknown=tuple(unknown),
    )


def _person(work: Work, who: str) -> str:
    """Return the identifier of a person who is named by it, or by their account's name."""
    if iri.is_id(who) and who in persons.names_of(work, [who]):
        return who
    found = accounts.by_name(work, who)
    return found.person.id if found else UNKNOWN


def _at(endpoint: str, asked: AskedChanges, before: int = 0) -> str:
    values: dict[str, Any] = {**asked.values, "before": before or None}
    return url_for(endpoint, **values)
