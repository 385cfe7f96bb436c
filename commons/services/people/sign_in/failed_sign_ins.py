"""Counts the sign-ins that fail, by day and without saying whose; into the audit log."""

from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.measures import quota_counters
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.site.audit import AuditAct

_KEPT_SECONDS = 40 * 24 * 3600
_MOST_DAYS = 30


def count_failed_sign_in(work: Work) -> None:
    """Count one more today; the first of a day writes down those of the day before.

    That is the last day on which any failed, within a month.
    """
    today = clock.now().date()
    counted = quota_counters.count_taken(
        work, _key(today.isoformat()), _KEPT_SECONDS, 1
    )
    if counted.count > 1:
        return
    for back in range(1, _MOST_DAYS + 1):
        day = (today - timedelta(days=back)).isoformat()
        if count := quota_counters.peek_window(work, _key(day)).count:
            note_act(work, "", AuditAct.FAILED_SIGN_INS, day, count=str(count))
            return


def _key(day: str) -> str:
    return f"failed sign-ins {day}"
