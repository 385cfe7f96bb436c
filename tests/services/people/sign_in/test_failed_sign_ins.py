"""How many sign-ins failed is noted by day, and nothing of whose they were."""

from datetime import timedelta

import pytest

from commons.adapters.store.site import audit_log
from commons.core.domain import clock
from commons.core.domain.site.audit import AuditAct
from commons.services.people.sign_in.failed_sign_ins import count_failed_sign_in
from commons.wiring.components import Components


def test_the_first_of_a_day_writes_down_those_of_the_day_before(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now()
    for day, count in ((0, 3), (1, 2), (5, 1)):
        monkeypatch.setattr(clock, "now", lambda d=day: began + timedelta(days=d))
        for _ in range(count):
            with parts.store.write(quiet=True) as work:
                count_failed_sign_in(work)
    with parts.store.read() as work:
        noted = audit_log.latest_acts(work, act=AuditAct.FAILED_SIGN_INS, limit=9)
    said = [(entry.target, entry.details) for entry in noted]
    assert said == [
        ((began + timedelta(days=1)).date().isoformat(), {"count": "2"}),
        (began.date().isoformat(), {"count": "3"}),
    ]
