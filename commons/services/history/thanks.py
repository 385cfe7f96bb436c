"""Thanks the author of a version, and takes it back."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import thanks
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Revision
from commons.errors import ForbiddenError, InvalidError
from commons.services.notifications.recording import note_thanks


def thank_author(work: Work, account: Account, revision: Revision) -> None:
    """Thank for a version, once.

    Raises ForbiddenError for one's own version, InvalidError for a tombstone.
    """
    if revision.author.id == account.person.id:
        raise ForbiddenError("nobody thanks themselves")
    if revision.deleted:
        raise InvalidError("nobody is thanked for a deletion")
    thanks.give_thanks(work, account.id, revision.sequence)
    note_thanks(work, account, revision)


def withdraw_thanks(work: Work, account: Account, revision: Revision) -> None:
    """Take one's thanks back, if they were given."""
    thanks.withdraw_thanks(work, account.id, revision.sequence)
