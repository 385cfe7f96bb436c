"""What a form shows beside the text: who else writes there, and what may help."""

from dataclasses import dataclass

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.sheet import Collaborator, Draft, Revision
from commons.core.domain.site.review import HeldState
from commons.errors import NotFoundError
from commons.services.reuse.trials import subject_of

AMONG = 20
"""Among how many sheets an example is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCompany:
    """Who else a draft knows: its owner if it is lent to us, its collaborators.

    `last` is who wrote in it last, "" when it was oneself; `refusal` why a reviewer gave
    it back, "" where none did.
    """

    draft: Draft
    owner: str
    collaborators: tuple[Collaborator, ...]
    last: str
    refusal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a form shows beside the text.

    `company` is None for a form that is in no draft; `example` is a sheet of the kind,
    to see what one looks like; `waiting` is the draft that one may have meant to open;
    `original` is the version of another sheet that the text adapts, `subject` the one
    that it is about, `updated` the one of which the text takes changes over.
    """

    company: DraftCompany | None
    example: Revision | None
    waiting: Draft | None = None
    original: Revision | None = None
    subject: Revision | None = None
    updated: Revision | None = None


def look_around(
    work: Work, account: Account, kind: Kind, draft: str, values: Values
) -> Surroundings:
    """Return what a form that is sent and shown again shows beside the text.

    `draft` is the one that it is kept in, "" for none yet; `values` are what it says.
    """
    kept = find_draft(work, account, draft) if draft else None
    return Surroundings(
        company=company_of(work, account, kept) if kept else None,
        example=example_sheet(work, kind),
        subject=subject_of(work, kind, values),
    )


def find_draft(work: Work, account: Account, draft: str) -> Draft | None:
    """Return a draft that this account may write in, None without one."""
    try:
        return drafts.get_draft(work, account.id, draft)
    except NotFoundError:
        return None


def company_of(work: Work, account: Account, draft: Draft) -> DraftCompany:
    """Return who else writes in a draft of this account, or one lent to it."""

    def name_of(other: str) -> str:
        if other == account.id:
            return ""
        return accounts.get_account(work, other).person.name

    held = held_edits.held_of_draft(work, draft.id)
    return DraftCompany(
        draft=draft,
        owner=name_of(draft.account),
        collaborators=tuple(draft_shares.shares_of(work, draft.id)),
        last=name_of(draft.writer or draft.account),
        refusal=held.reason if held and held.state is HeldState.REFUSED else "",
    )


def example_sheet(work: Work, kind: Kind) -> Revision | None:
    """Return a sheet of this kind to take as an example, None without one.

    The most complete of those that were there first: the starter sheets, as
    long as nobody changes them.
    """
    first = revisions.oldest_heads(work, kind=kind.key, limit=AMONG)
    return max(first, key=lambda sheet: len(sheet.values), default=None)
