"""Tries again, or forgets, the e-mails that were given up; each is in the audit log."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import mail_queue
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct


def retry_mails(work: Work, actor: Account | None, identifier: str = "") -> int:
    """Have an e-mail be sent again, or all that were given up; return how many.

    `actor` is None for the operator.
    """
    _note(work, actor, identifier)
    return mail_queue.revive_mails(work, clock.now(), identifier)


def forget_mail(work: Work, actor: Account | None, identifier: str) -> bool:
    """Forget an e-mail; return whether it was there. `actor` as for `retry_mails`."""
    _note(work, actor, identifier)
    return mail_queue.remove_mail(work, identifier)


def _note(work: Work, actor: Account | None, identifier: str) -> None:
    note_act(work, actor.person.id if actor else "", AuditAct.MAIL, identifier)
