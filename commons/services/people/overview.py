"""What somebody who signs in finds first: what they write, and what awaits them."""

from dataclasses import dataclass

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming, news
from commons.adapters.store.people import persons, thanks
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.site.notice import ReceivedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How many drafts (`shared`: those of others), sheets and thanks an account has.

    `waiting` are texts of theirs that wait to be reviewed, `refused` those that a
    reviewer gave back and that are in a draft.

    `unseen` are news that were not looked at, `to_decide` the announcements of other
    sites that wait for an editor; 0 for who decides nothing.
    """

    drafts: int
    shared: int
    waiting: int
    refused: int
    sheets: int
    thanks: int
    unseen: int
    to_decide: int


def give_overview(work: Work, account: Account) -> Overview:
    """Return what there is for an account."""
    decides = has_permission(account.role, Permission.NOTICES)
    person = account.person.id
    return Overview(
        drafts=drafts.count_drafts(work, account.id),
        shared=drafts.count_shared(work, account.id),
        waiting=held_edits.count_waiting_of(work, account.id),
        refused=held_edits.count_refused_of(work, account.id),
        sheets=persons.count_sheets(work, person),
        thanks=thanks.count_received(work, person),
        unseen=news.count_unseen(work, account.id),
        to_decide=incoming.count_states(work).get(ReceivedState.HELD, 0)
        if decides
        else 0,
    )
