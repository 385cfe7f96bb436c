"""Keeps what is being written as a draft, without ever losing other words.

A text that was begun from a state of the draft which no longer stands is kept
beside it, as a draft of its own: nobody has to choose between two texts now.
"""

from dataclasses import dataclass, replace

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft, DraftFork
from commons.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PurgedError,
)
from commons.services.editing.sharing import sign_helpers
from commons.services.publishing.quotas import limit_kept
from commons.settings import Quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedDraft:
    """The draft as it stands; `apart` when it had to be a new one.

    Beside which other, and who wrote in that one, its own `apart` says.
    """

    draft: Draft
    apart: bool


def save_draft(
    work: Work, me: Account, draft: Draft, *, known: int, quotas: Quotas
) -> SavedDraft:
    """Keep what this account wrote, in its own draft or in one that is shared.

    `known` is the revision from which the text was begun. A companion who
    writes signs. Raises NotFoundError for an unknown account, FullError when the
    owner of the draft would keep more than the quotas let, PurgedError.
    """
    refuse_purged(work, draft.sheet, draft.parent)
    owner = drafts.owner_of(work, draft.id) or me.id
    with limit_kept(work, owner, quotas):
        return _save_or_fork(work, me, replace(draft, account=owner), known)


def refuse_purged(work: Work, sheet: str, parent: int | None) -> None:
    """Raise PurgedError for a text that was begun from what was removed for good.

    A form that was left open would bring it back.
    """
    if not (sheet and parent):
        return
    try:
        begun = revisions.get_revision(work, sheet, parent)
    except NotFoundError:
        return  # one that never was
    if begun.purged:
        raise PurgedError(sheet)


def _save_or_fork(work: Work, me: Account, draft: Draft, known: int) -> SavedDraft:
    """Save the draft of its owner, or what was written in it beside it."""
    owner = draft.account
    writer = "" if owner == me.id else me.id
    values = sign_helpers(draft.values, [me.person]) if writer else draft.values
    written = replace(draft, writer=writer, values=values)
    try:
        return SavedDraft(
            draft=drafts.save_draft(work, written, known=known), apart=False
        )
    except ForbiddenError:
        beside = None  # of a draft that one may not see, nothing is said
    except ConflictError:
        who = _who_wrote(work, draft.id)
        beside = DraftFork(draft=draft.id, writer=who, instant=draft.instant)
    alone = replace(draft, id=iri.new_id(), account=me.id, writer="", apart=beside)
    return SavedDraft(draft=drafts.save_draft(work, alone), apart=True)


def _who_wrote(work: Work, identifier: str) -> str:
    """Give the person who wrote in a draft last."""
    stands = drafts.get_draft(work, drafts.owner_of(work, identifier), identifier)
    return accounts.get_account(work, stands.writer or stands.account).person.id
