"""Holds a version for review instead of publishing it; its text stays a draft.

Whoever wrote it goes on in that draft, and what they hand in again takes the place of
what waits.
"""

from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Action, Draft, Revision
from commons.core.domain.site.review import HeldEdit
from commons.errors import UnfitSheetError
from commons.services.editing.drafts import save_draft
from commons.services.publishing.publish import (
    NewRevision,
    publish_version,
    unlawful,
)
from commons.services.publishing.review.new_account_limits import (
    LIMITS,
    exceeded_limit,
    is_new_account,
)
from commons.services.publishing.review.policy import MOST_WAITING, holds_edit
from commons.services.publishing.review.signals import NO_SIGNS, FormSigns, find_signals
from commons.settings import Quotas, ReviewTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlace:
    """Where a version was written: a draft, "" for nowhere yet.

    `known` is the revision of the draft that the writer knows, `tab` names the form,
    and `signs` are what was seen of how that was sent.
    """

    draft: str = ""
    known: int = 0
    tab: str = ""
    signs: FormSigns = NO_SIGNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What waits for review now."""

    edit: HeldEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed:
    """An account may not hand in more now: the text stays in a draft.

    `sort` says of what there is too much: "queue" of what waits, else the name of a
    limit of new accounts; `most` is how much there may be.
    """

    draft: Draft
    sort: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Who publishes, what may be held of theirs, and how much they may keep."""

    account: Account
    review: ReviewTerms
    quotas: Quotas


def publish_or_hold(
    schema: Schema, work: Work, writing: Writing, wanted: NewRevision, head: Revision
) -> Revision | Held | Postponed:
    """Publish the next version of a sheet, or keep it for an editor.

    It was written nowhere but here: a version of before that comes back. Raises
    UnfitSheetError for what the law of publishing forbids, ConflictError, FullError.
    """
    account = writing.account
    new = is_new_account(work, writing.review, account)
    if new and (sort := exceeded_limit(work, account, wanted, head)):
        return postpone_version(work, writing, wanted, DraftPlace(), sort)
    if not (new and holds_edit(work, writing.review, account, creates=False)):
        return publish_version(schema, work, wanted, head)
    if problems := unlawful(schema, work, wanted, head):
        raise UnfitSheetError(problems)
    return hold_version(work, account, wanted, DraftPlace(), writing.quotas)


def hold_version(
    work: Work,
    account: Account,
    wanted: NewRevision,
    place: DraftPlace,
    quotas: Quotas,
) -> Held | Postponed:
    """Keep a version, against which nothing stands, for an editor.

    Raises FullError for an account without room for the draft.
    """
    draft = _keep(work, account, wanted, place, quotas)
    waiting = held_edits.count_waiting_of(work, account.id, but=draft.id)
    if waiting >= MOST_WAITING:
        return Postponed(draft=draft, sort="queue", most=MOST_WAITING)
    signals = find_signals(work, account.id, wanted, draft.id, place.signs)
    before = held_edits.held_of_draft(work, draft.id)
    edit = HeldEdit(
        id=iri.new_id(),
        account=account.id,
        draft=draft.id,
        known=draft.revision,
        sheet=wanted.sheet,
        kind=wanted.kind,
        parent=wanted.parent,
        action=wanted.action,
        instant=clock.now(),
        values=wanted.values,
        note=wanted.change_note,
        beside=wanted.beside,
        reason=before.reason if before else "",
        signals=signals,
    )
    held_edits.hold_edit(work, edit)
    return Held(edit=edit)


def postpone_version(
    work: Work, writing: Writing, wanted: NewRevision, place: DraftPlace, sort: str
) -> Postponed:
    """Keep a version as a draft, of which an account handed in enough for now."""
    draft = _keep(work, writing.account, wanted, place, writing.quotas)
    return Postponed(draft=draft, sort=sort, most=LIMITS[sort].most)


def _keep(
    work: Work,
    account: Account,
    wanted: NewRevision,
    place: DraftPlace,
    quotas: Quotas,
) -> Draft:
    """Keep the text in the draft that it was written in, or in a new one."""
    creates = wanted.action is Action.CREATE
    new = wanted.sheet if creates else iri.new_id()
    draft = Draft(
        id=place.draft or new,
        account=account.id,
        kind=wanted.kind,
        sheet="" if creates else wanted.sheet,
        parent=wanted.parent,
        instant=clock.now(),
        values=wanted.values,
        note=wanted.change_note,
        tab=place.tab,
    )
    return save_draft(work, account, draft, known=place.known, quotas=quotas).draft
