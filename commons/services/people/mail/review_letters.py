"""Writes to people about the decision on what they handed in for review."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.mail_queue import queue_mail
from commons.core.domain.site.review import HeldEdit
from commons.services.people.mail.letters import (
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)


def tell_refusal(work: Work, head: Letterhead, held: HeldEdit, reason: str) -> None:
    """Write to the author of a refused edit why, and where the text is.

    Nothing is written to an address that nobody confirmed.
    """
    author = accounts.get_account(work, held.account)
    if not (author.active and author.email_confirmed):
        return
    letter = Letter(
        sort=LetterSort.GIVEN_BACK,
        recipient=author.email,
        language=author.language,
        name=author.person.name,
        path=f"/drafts#d-{held.draft}",
        sheet=held.title,
        quoted=reason,
    )
    queue_mail(work, write_letter(head, letter))
