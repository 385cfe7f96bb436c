"""Says in SQL whose words everybody may read: accounts whose edits need no review."""

from typing import Any

from sqlalchemy import ColumnElement, literal, or_, select, true

from commons.adapters.store.engine.tables.core_tables import AccountRow, RevisionRow
from commons.core.domain.people.account import MINIMUM_ROLE, Permission
from commons.core.domain.sheet import Action
from commons.settings import ReviewTerms

_REVIEWERS = MINIMUM_ROLE[Permission.REVIEW] or 0


def is_trusted(
    account_is: ColumnElement[bool], terms: ReviewTerms
) -> ColumnElement[bool]:
    """Return the condition that an account is active and not under review.

    `account_is` says which: an account is found by its id or by its person. It says
    the same as `is_under_review` does of one account.
    """
    trusted: list[ColumnElement[bool]] = [account_is, AccountRow.active == true()]
    if terms.holds:
        accepted = select(literal(1)).where(RevisionRow.author == AccountRow.person)
        if terms.mode == "sheets":
            accepted = accepted.where(RevisionRow.action == Action.CREATE.value)
        last: Any = accepted.limit(1).offset(terms.until - 1)
        trusted.append(
            or_(
                AccountRow.role >= int(_REVIEWERS),
                last.correlate(AccountRow).scalar_subquery().is_not(None),
            )
        )
    return select(AccountRow.id).where(*trusted).exists()
