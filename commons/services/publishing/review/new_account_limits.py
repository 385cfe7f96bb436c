"""How much a new account may hand in within an hour; others have room enough."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import quota_counters
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.sheet import Revision
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.review.policy import is_under_review
from commons.services.publishing.review.signals import new_links
from commons.settings import ReviewTerms

HOUR_SECONDS = 3600
NEW_FOR = timedelta(days=1)
"""For how long an account is new, whatever was accepted of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlyLimit:
    """How many of something a new account may hand in within an hour.

    `amount` counts it in a version, from that, the head and the account.
    """

    most: int
    amount: Callable[[Work, NewRevision, Revision | None, Account], int]


def _is_sheet(
    _work: Work, _wanted: NewRevision, head: Revision | None, _who: Account
) -> int:
    return int(head is None)


def _is_of_others(
    work: Work, _wanted: NewRevision, head: Revision | None, who: Account
) -> int:
    if head is None:
        return 0
    first = head if head.number == 1 else revisions.get_revision(work, head.sheet, 1)
    return int(first.author.id != who.person.id)


def _count_links(
    _work: Work, wanted: NewRevision, head: Revision | None, _who: Account
) -> int:
    return len(new_links(head.values if head else {}, wanted.values))


LIMITS: Mapping[str, HourlyLimit] = {
    "sheets": HourlyLimit(most=10, amount=_is_sheet),
    "edits": HourlyLimit(most=20, amount=_is_of_others),
    "links": HourlyLimit(most=30, amount=_count_links),
}
"""What is counted -> how much of it; "edits" are those of sheets that others began."""


def is_new_account(work: Work, terms: ReviewTerms, account: Account) -> bool:
    """Return whether an account has narrow limits: young, or still under review.

    Nothing is held of any other.
    """
    if not terms.holds or has_permission(account.role, Permission.REVIEW):
        return False
    young = clock.now() - account.created < NEW_FOR
    return young or is_under_review(work, terms, account)


def exceeded_limit(
    work: Work, account: Account, wanted: NewRevision, head: Revision | None
) -> str:
    """Count a version as a new account's of this hour; return what there is too much of.

    "" while there is room.
    """
    exceeded = ""
    for name, limit in LIMITS.items():
        amount = limit.amount(work, wanted, head, account)
        if not amount:
            continue
        key = f"new account/{name}/{account.id}"
        taken = quota_counters.count_taken(work, key, HOUR_SECONDS, amount)
        if taken.count > limit.most:
            exceeded = exceeded or name
    return exceeded
