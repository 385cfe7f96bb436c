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
        name=account.person.name,
        path=path,
    )
    queue_mail(work, write_letter(head, letter))
