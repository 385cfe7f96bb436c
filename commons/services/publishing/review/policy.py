"""Decides whose edits are held for review before anybody else sees them."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.settings import ReviewTerms

MOST_WAITING = 3
"""How many edits of one account may wait at a time."""


def is_under_review(work: Work, terms: ReviewTerms, account: Account) -> bool:
    """Return whether an account has not had enough accepted yet.

    What stands in the log under its name was accepted, or published while nothing was
    held. Who may review is never held.
    """
    if not terms.holds or has_permission(account.role, Permission.REVIEW):
        return False
    accepted = held_edits.count_accepted(
        work,
        account.person.id,
        most=terms.until,
        sheets_only=terms.mode == "sheets",
    )
    return accepted < terms.until


def holds_edit(
    work: Work, terms: ReviewTerms, account: Account, *, creates: bool
) -> bool:
    """Return whether an edit of an account waits for review.

    `creates` says that it begins a sheet.
    """
    if terms.mode == "sheets" and not creates:
        return False
    return is_under_review(work, terms, account)
