"""Removes an account at its holder's wish, at once: what they published stays.

It stays under its licence, in their name or, if they so choose, in nobody's: then the
name is erased as an admin would erase it.
"""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, persons, profiles
from commons.adapters.store.site.audit_log import note_act
from commons.adapters.store.stewardship.purge import surroundings
from commons.core.domain.people.account import Account
from commons.core.domain.people.operator import OPERATOR
from commons.core.domain.schema.kind import Schema
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.errors import ForbiddenError, TooCostlyError
from commons.services.people.roles import is_last_admin
from commons.services.stewardship.purge.erasure import (
    CreditTraces,
    find_own_traces,
)
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import purge

MOST_SHEETS = 100
"""In how many sheets a name is erased at once, while others wait to save."""


MOST_VERSIONS = 500
"""In how many versions."""


def may_leave(work: Work, account: Account) -> bool:
    """Return whether an account may go: the last admin stays."""
    return not is_last_admin(work, account)


def may_be_unnamed(work: Work, account: Account) -> bool:
    """Return whether a name can be erased at once; the team does it otherwise."""
    return persons.count_sheets(work, account.person.id) <= MOST_SHEETS


def find_credits(work: Work, account: Account) -> CreditTraces:
    """Find where somebody is credited whose name will be in nobody's name.

    Takes no lock, and looks no further than may be erased at once. Raises
    TooCostlyError for a name that stands in too many sheets or versions.
    """
    written = persons.written_by(work, account.person.id)
    if written.versions > MOST_VERSIONS or not may_be_unnamed(work, account):
        raise TooCostlyError(account.person.id)
    return find_own_traces(work, account.person.id)


def leave(
    schema: Schema,
    work: Work,
    account: Account,
    traces: CreditTraces | None,
    *,
    by_operator: bool = False,
) -> None:
    """Remove an account with its drafts, sessions, keys, tokens and messages.

    `traces` is where its holder is credited, to be in nobody's name from now on; None
    keeps the name. One that is gone already stays so. Raises ForbiddenError for the
    last admin, TooCostlyError for a name that stands in too many sheets.
    """
    if not accounts.has_account(work, account.person.id):
        return
    if not may_leave(work, account):
        raise ForbiddenError(account.id)
    person = account.person
    note_act(work, "" if by_operator else person.id, AuditAct.LEAVE, person.id)
    if traces is None:
        surroundings.erase_account(work, person.id)
        profiles.erase_profile(work, person.id)
        accounts.reserve_name(work, person)
        return
    many = len(traces.versions) > MOST_VERSIONS
    if many or not may_be_unnamed(work, account):
        raise TooCostlyError(person.id)
    order = PurgeOrder(
        sort=PurgeSort.OWN_NAME,
        target=person.id,
        basis=LegalBasis.PERSONAL_DATA,
        actor=OPERATOR,
        traces=traces,
    )
    purge(schema, work, order)
