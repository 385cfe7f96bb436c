"""Tells who holds an account what changed in how it is entered, by e-mail."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.mail_queue import queue_mail
from commons.core.domain.people.account import Account
from commons.services.people.mail.letters import (
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)


def greeted_name(account: Account) -> str:
    """Return by which name letters greet an account, "" while its address is unproved.

    Who opened it may have given the address of another, and a name to be read there:
    else anybody writes what they like to whom they like, in the name of the site.
    """
    return account.person.name if account.email_confirmed else ""


def tell_holder(
    work: Work,
    head: Letterhead | None,
    account: Account,
    sort: LetterSort,
    path: str = "",
) -> None:
    """Queue a letter to who holds an account; none where the site sends no e-mails.

    `path` is what its link leads to, "" for a letter without one.
    """
    if head is None:
        return
    letter = Letter(
        sort=sort,
        recipient=account.email,
        language=account.language,
        name=greeted_name(account),
        path=path,
    )
    queue_mail(work, write_letter(head, letter))
