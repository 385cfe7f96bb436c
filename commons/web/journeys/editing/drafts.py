"""Drafts: the list, what is kept by itself while one types, writing together."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import (
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import format_time, gettext, lazy_gettext as _l
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse

from commons.adapters.store.drafts import (
    draft_shares as collaborators,
    drafts as draft_store,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, persons
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.schema.kind import Kind
from commons.core.domain.sheet import Collaborator, Draft
from commons.core.domain.site.review import HeldEdit
from commons.errors import UnfitFormError
from commons.services.editing.drafts import SavedDraft
from commons.services.editing.sharing import end_share, share_draft as lend
from commons.web.display.messages import translate_faults
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.editing.forked_drafts import ForkedDraft, forked_from, said_of
from commons.web.journeys.editing.form_session import (
    FormSession,
    Progress,
    completeness_list,
    draft_address,
    draft_title,
    posted_form,
    preview_version,
    put_aside,
    read_form,
    read_standing,
)
from commons.web.request.context import (
    components,
    current_writer,
    end_here,
    page_number,
)
from commons.web.request.limits.quotas import nearly_taken
from commons.web.request.limits.rate_limits import KEEPING, LISTS, limit_accounts
from commons.web.request.responses import private_page

drafting = Journey(
    "drafting",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="drafting.drafts_page",
            label=_l("Mes brouillons"),
            order=40,
            needs=Permission.OWN_ACCOUNT,
        ),
    ),
)

PAGE_SIZE = 20
MOST_LENT = 100
MOST_PAGES = 1_000
MOST_PROPOSED = 300
"""How many names the list proposes: of those who published, whom all know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEntry:
    """A draft in the list; `owner` and `last` are names, "" for oneself.

    `beside` is what it was put apart from, if it was; `ends` is when it will be
    removed if nobody touches it, None for never. `held` says that it was handed in for
    review, and what became of it.
    """

    draft: Draft
    kind: Kind
    title: str
    address: str
    progress: Progress
    owner: str
    last: str
    collaborators: tuple[Collaborator, ...]
    beside: ForkedDraft | None
    ends: datetime | None
    held: HeldEdit | None = None


@drafting.get("/drafts", needs=Permission.WRITE, reads=LISTS, crawled=False)
def drafts_page() -> AnyResponse:
    """List one's drafts and those that others share, youngest first."""
    return private_page(_list({}), 200)


@drafting.post(
    "/drafts/<sheet_id:draft>/drop",
    needs=Permission.WRITE,
    writes=limit_accounts("dropping drafts", "300 per hour"),
)
def drop_draft(draft: str) -> AnyResponse:
    """Throw one's draft away."""
    with components().store.write(quiet=True) as work:
        if draft_store.owner_of(work, draft) == current_writer().id:
            held_edits.remove_held_of(work, draft)
        draft_store.drop_draft(work, current_writer().id, draft)
    flash(gettext("Le brouillon est jeté."), "good")
    return redirect(url_for("drafting.drafts_page"), 303)


@drafting.post(
    "/drafts/<sheet_id:draft>/share",
    needs=Permission.WRITE,
    writes=limit_accounts("sharing", "30 per hour"),
)
def share_draft(draft: str) -> AnyResponse:
    """Share one's draft with the account of a pseudonym."""
    name = request.form.get("name", "")
    try:
        with components().store.write(quiet=True) as work:
            person = lend(work, current_writer(), draft, name)
    except UnfitFormError as error:
        found = {f"name-{draft}": translate_faults(error.faults)["name"]}
        return private_page(_list(found, name), 422)
    said = gettext(
        "%(name)s peut maintenant ouvrir ce brouillon, y écrire et le publier.",
        name=person.name,
    )
    flash(said, "good")
    return redirect(url_for("drafting.drafts_page"), 303)


@drafting.post(
    "/drafts/<sheet_id:draft>/part",
    needs=Permission.WRITE,
    writes=limit_accounts("ending a sharing", "120 per hour"),
)
def end_sharing(draft: str) -> AnyResponse:
    """End the sharing of a draft with a person, or hand it back."""
    with components().store.write(quiet=True) as work:
        gone = end_share(work, current_writer(), draft, request.form.get("person", ""))
    if gone.account == current_writer().id:
        flash(gettext("Vous avez rendu ce brouillon."), "good")
    else:
        name = gone.person.name
        flash(gettext("%(name)s n’a plus accès à ce brouillon.", name=name))
    return redirect(url_for("drafting.drafts_page"), 303)


@drafting.post("/sheets/new/<kind>/draft", needs=Permission.WRITE, writes=KEEPING)
def keep_new(kind: str) -> Response:
    """Keep a new sheet that is being written."""
    if kind not in components().schema.kinds:
        raise NotFound
    return _answer(posted_form(read_standing("", kind)))


@drafting.post(
    "/sheets/<sheet_id:sheet>/edit/draft", needs=Permission.WRITE, writes=KEEPING
)
def keep_edit(sheet: str) -> Response:
    """Keep the next version of a sheet, which is being written."""
    return _answer(posted_form(read_standing(sheet)))


def _answer(writing: FormSession) -> Response:
    """Do what `_do` asks: "keep" the draft, or only "look"; then tell as JSON.

    `_show` asks for the preview.
    """
    orders = {"keep": True, "look": False}
    order = request.form.get("_do", "")
    if order not in orders or not writing.tab:
        raise BadRequest
    tidy, values, unreadable = read_form(writing)
    told: dict[str, Any] = _told(put_aside(tidy, values)) if orders[order] else {}
    told["checklist"] = render_template(
        "editing/preview/checklist.html",
        progress=completeness_list(tidy.kind, values, unreadable),
    )
    if "_show" in request.form:
        shown = preview_version(tidy, values)
        told["preview"] = render_template(
            "editing/preview/preview.html", preview=shown, kind=tidy.kind
        )
    response = jsonify(told)
    response.headers["Cache-Control"] = "no-store"
    return response


def _told(kept: SavedDraft) -> dict[str, Any]:
    draft = kept.draft
    other = None
    if draft.apart is not None:
        with components().store.read() as work:
            other = forked_from(work, current_writer(), draft)
    at = format_time(draft.instant, "short")
    link = {"address": other.address, "words": other.link} if other else {}
    return {
        "draft": draft.id,
        "revision": draft.revision,
        "apart": kept.apart,
        "said": said_of(kept, other)
        or gettext("Brouillon enregistré à %(time)s", time=at),
        "beside": link if link.get("address") else None,
        "address": draft_address(draft),
    }


def _list(found: dict[str, str], name: str = "") -> str:
    here, me = components(), current_writer()
    page = page_number(MOST_PAGES)
    with here.store.read() as work:
        total = draft_store.count_drafts(work, me.id)
        mine = draft_store.drafts_of(
            work, me.id, limit=PAGE_SIZE, offset=PAGE_SIZE * (page - 1)
        )
        lent = draft_store.drafts_shared_with(work, me.id, limit=MOST_LENT)
        held = held_edits.held_of_drafts(work, [one.id for one in (*mine, *lent)])
        entries, shared = (
            [replace(_entry(work, one, me), held=held.get(one.id)) for one in some]
            for some in (mine, lent)
        )
        known = persons.publishing_persons(work, but=me.person.id, limit=MOST_PROPOSED)
        quotas = nearly_taken(work)
    return render_template(
        "editing/drafts.html",
        drafts=entries,
        shared=shared,
        page=page,
        pages=max(1, -(-total // PAGE_SIZE)),
        page_address=lambda page: url_for("drafting.drafts_page", page=page),
        me=me,
        faults=found,
        name=name,
        known=known,
        quotas=quotas,
    )


def _entry(work: Work, draft: Draft, me: Account) -> DraftEntry:
    def name_of(account: str) -> str:
        return (
            "" if account == me.id else accounts.get_account(work, account).person.name
        )

    kind = components().schema.kinds[draft.kind]
    return DraftEntry(
        draft=draft,
        kind=kind,
        title=draft_title(draft),
        address=draft_address(draft),
        progress=completeness_list(kind, draft.values),
        owner=name_of(draft.account),
        last=name_of(draft.writer or draft.account),
        collaborators=tuple(
            c for c in collaborators.shares_of(work, draft.id) if c.active
        ),
        beside=forked_from(work, me, draft),
        ends=end_here(draft.instant),
    )
