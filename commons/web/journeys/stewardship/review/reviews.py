"""What waits for review: the list, each edit beside what stands, and the decision."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.schema.kind import Kind
from commons.core.domain.sheet import Person, Revision
from commons.core.domain.site.review import HeldEdit
from commons.errors import CommonsError, DeletedError, NotFoundError
from commons.services.editing.submit import Conflict, Refused
from commons.services.notifications.recording import note_acceptance
from commons.services.people.mail.review_letters import tell_refusal
from commons.services.publishing.save import note_problems
from commons.services.stewardship.reviews import (
    accept_edit,
    refuse_edit,
    take_back_edit,
)
from commons.web.display.held_edits import (
    ShownSignal,
    held_page,
    may_see_held,
    shown_signals,
)
from commons.web.display.messages import labelled_text, problem_sentence
from commons.web.display.panels import BEFORE, Panel, PanelContext, PanelValues
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.request.context import (
    components,
    current_account,
    current_writer,
    list_page,
)
from commons.web.request.limits.rate_limits import LISTS, MODERATION, limit_accounts
from commons.web.request.responses import uncached_page
from commons.wiring.deliveries import open_letterhead

PAGE_SIZE = 30
MOST_ACCEPTED = 100
"""Up to how many accepted edits of a person are counted."""

_LIST = "reviews.reviews_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry:
    """An edit in the list; `accepted` counts what of its author was accepted.

    `signals` are the signs of spam in it, the strongest first.
    """

    held: HeldEdit
    kind: Kind
    author: Account
    accepted: int
    signals: tuple[ShownSignal, ...]


def _count_waiting() -> int:
    """Return how many edits and reports wait, 0 where that cannot be read."""
    try:
        with components().store.read() as work:
            return held_edits.count_waiting(work) + reports.count_open(work)
    except CommonsError:
        return 0


def _own_waiting(work: Work, context: PanelContext) -> PanelValues | None:
    """Return what waits of a sheet: all of it to who may review, one's own to others."""
    reader, head = current_account(), context.head
    if reader is None or context.revision.number != head.number:
        return None
    found = held_edits.waiting_of_sheet(work, head.sheet)
    seen = [one for one in found if may_see_held(reader, one)]
    return {"edits": seen, "reader": reader} if seen else None


reviews = Journey(
    "reviews",
    __name__,
    entries=(
        NavigationEntry(
            endpoint=_LIST,
            label=_l("À relire"),
            order=75,
            needs=Permission.REVIEW,
            count=_count_waiting,
        ),
    ),
    panels=(
        Panel(
            key="waiting",
            position=BEFORE,
            order=0,
            template="stewardship/review/_panel_waiting.html",
            load=_own_waiting,
        ),
    ),
)


@reviews.get("/admin/reviews", needs=Permission.REVIEW, reads=LISTS)
def reviews_page() -> AnyResponse:
    """List what waits, oldest first."""
    with components().store.read() as work:
        total = held_edits.count_waiting(work)
        page, pages = list_page(total, PAGE_SIZE)
        reported = reports.count_open(work)
        some = held_edits.waiting_edits(
            work, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1)
        )
        edits = [_entry(work, one) for one in some]
    body = render_template(
        "stewardship/review/reviews.html",
        edits=edits,
        total=total,
        reported=reported,
        page=page,
        pages=pages,
        page_address=lambda n: url_for(_LIST, page=n),
        holds=components().settings.review.holds,
    )
    return uncached_page(body, 200)


@reviews.get("/reviews/<sheet_id:held>", needs=Permission.WRITE, crawled=False)
def review_page(held: str) -> AnyResponse:
    """Show an edit that waits beside what stands."""
    with components().store.read() as work:
        return held_page(work, _seen(work, held))


@reviews.post(
    "/reviews/<sheet_id:held>/accept", needs=Permission.REVIEW, writes=MODERATION
)
def accept(held: str) -> AnyResponse:
    """Publish an edit in its author's name."""
    here, me = components(), current_writer()

    def tell(work: Work, reviewer: Person, revision: Revision) -> None:
        work.afterwards(here.follower.nudge)
        note_acceptance(work, reviewer, revision)

    try:
        outcome = accept_edit(here.schema, here.store, held, me, tell)
    except DeletedError:
        said = gettext("Cette fiche a été supprimée entre-temps.")
        return _again(held, said, 409)
    if isinstance(outcome, Conflict):
        said = gettext("Quelqu’un a changé les mêmes passages entre-temps.")
        return _again(held, said, 409)
    if isinstance(outcome, Refused):
        found = (labelled_text(p.field, problem_sentence(p)) for p in outcome.problems)
        return _again(held, " ; ".join(found), 422)
    made = outcome.revision
    flash(
        gettext(
            "« %(title)s » est publiée, signée %(name)s.",
            title=made.title,
            name=made.author.name,
        ),
        "good",
    )
    return _on()


@reviews.post(
    "/reviews/<sheet_id:held>/refuse", needs=Permission.REVIEW, writes=MODERATION
)
def refuse(held: str) -> AnyResponse:
    """Give an edit back to its author, who reads why."""
    reason = clean_line(request.form.get("reason", ""))
    if problems := note_problems(reason, wanted=True):
        lacking = gettext("Dites pourquoi, en une phrase.")
        found = " ".join(map(problem_sentence, problems)) if reason else lacking
        return _again(held, found, 422, reason)
    here = components()
    with here.store.write(quiet=True) as work:
        given_back = refuse_edit(work, held, reason, current_writer())
        if here.settings.sends_mail:
            tell_refusal(work, open_letterhead(here), given_back, reason)
        author = accounts.get_account(work, given_back.account)
    flash(
        gettext(
            "%(name)s retrouve son texte dans ses brouillons, avec votre raison.",
            name=author.person.name,
        ),
        "good",
    )
    return _on()


@reviews.post(
    "/reviews/<sheet_id:held>/withdraw",
    needs=Permission.WRITE,
    writes=limit_accounts("taking back", "120 per hour"),
)
def withdraw(held: str) -> AnyResponse:
    """Take one's own edit out of the queue."""
    with components().store.write(quiet=True) as work:
        take_back_edit(work, current_writer(), held)
    flash(gettext("Votre texte n’attend plus : il est dans vos brouillons."), "good")
    return redirect(url_for("drafting.drafts_page"), 303)


def _seen(work: Work, identifier: str) -> HeldEdit:
    """Return an edit that whoever asks may see. Raises NotFoundError."""
    held = held_edits.get_held(work, identifier)
    if not may_see_held(current_account(), held):
        raise NotFoundError(identifier)
    return held


def _again(
    identifier: str, fault: str, status: int, reason: str | None = None
) -> AnyResponse:
    """Show the edit again, with what stands against the decision, or its reason."""
    with components().store.read() as work:
        return held_page(work, _seen(work, identifier), fault, status, reason)


def _on() -> AnyResponse:
    """Lead to what waits longest, or to the list once nothing waits."""
    with components().store.read() as work:
        left = held_edits.waiting_edits(work, limit=1)
    if not left:
        return redirect(url_for(_LIST), 303)
    return redirect(url_for("reviews.review_page", held=left[0].id), 303)


def _entry(work: Work, held: HeldEdit) -> ReviewEntry:
    author = accounts.get_account(work, held.account)
    return ReviewEntry(
        held=held,
        kind=components().schema.kinds[held.kind],
        author=author,
        accepted=held_edits.count_accepted(work, author.person.id, most=MOST_ACCEPTED),
        signals=tuple(shown_signals(held)),
    )
