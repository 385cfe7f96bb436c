"""What an editor decides of a notice: shown on the sheet, or not."""

from dataclasses import replace

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.notice import IncomingNotice, ReceivedState
from commons.errors import ForbiddenError
from commons.services.federation.notices.checking import AGAIN, settle_notice

MAY_ACCEPT = frozenset({ReceivedState.HELD, ReceivedState.REFUSED})
MAY_REFUSE = frozenset({ReceivedState.HELD, ReceivedState.ACCEPTED})


def accept_notice(work: Work, account: Account, identifier: str) -> IncomingNotice:
    """Have a notice be shown that was looked into and found true.

    Raises NotFoundError, ForbiddenError for one that was not, or whose licence ours
    does not allow.
    """
    notice = incoming.get_incoming(work, identifier)
    if notice.state not in MAY_ACCEPT or notice.made is None or notice.fault:
        raise ForbiddenError("this notice was not found true")
    return _decided(work, account, notice, ReceivedState.ACCEPTED)


def refuse_notice(work: Work, account: Account, identifier: str) -> IncomingNotice:
    """Have a notice not be shown, or no more. Raises NotFoundError, ForbiddenError."""
    notice = incoming.get_incoming(work, identifier)
    if notice.state not in MAY_REFUSE:
        raise ForbiddenError("this notice is not to be decided upon")
    return _decided(work, account, notice, ReceivedState.REFUSED)


def _decided(
    work: Work, account: Account, notice: IncomingNotice, state: ReceivedState
) -> IncomingNotice:
    now = clock.now()
    decided = replace(notice, state=state, due=now + AGAIN)
    settle_notice(work, decided, before=notice.state, now=now)
    who = account.person.id
    note_act(work, who, AuditAct.NOTICE, notice.id, state=state.value)
    return decided
