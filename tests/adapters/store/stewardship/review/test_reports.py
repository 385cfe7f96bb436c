"""Reports wait, oldest first, once each, and are kept for a while once they are done."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.stewardship.review import reports
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.site.report import Report, ReportReason
from commons.errors import FullError, NotFoundError
from tests.adapters.store.makers import NOON


def a_report(words: str = "", minutes: int = 0, reporter: str | None = None) -> Report:
    return Report(
        id=iri.new_id(),
        target="/sheets/0123456789ab",
        reason=ReportReason.SPAM,
        words=words,
        reporter=reporter,
        instant=NOON + timedelta(minutes=minutes),
    )


def test_reports_wait_oldest_first_until_they_are_done(
    store: Store, ana: Account
) -> None:
    younger, older = a_report("b", 5), a_report("a", reporter=ana.id)
    with store.write() as work:
        for one in (younger, older):
            reports.add_report(work, one)
        assert reports.open_reports(work, limit=9) == [older, younger]
        assert reports.open_reports(work, limit=9, offset=1) == [younger]
        reports.end_report(work, older.id, NOON)
        assert reports.get_report(work, older.id) == replace(older, ended=NOON)
        assert (reports.count_open(work), reports.sweep_reports(work, NOON)) == (1, 0)
        reports.end_report(work, older.id, None)
        assert reports.count_open(work) == 2
        reports.end_report(work, older.id, NOON)
        assert reports.sweep_reports(work, NOON + timedelta(days=1)) == 1
        for look in (
            lambda: reports.get_report(work, older.id),
            lambda: reports.end_report(work, older.id, NOON),
        ):
            with pytest.raises(NotFoundError):
                look()


def test_the_very_same_report_waits_once(store: Store) -> None:
    with store.write() as work:
        for _ in range(2):
            reports.add_report(work, a_report("le même"))
        reports.add_report(work, a_report("un autre"))
        assert reports.count_open(work) == 2


def test_so_many_wait_and_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_OPEN", 1)
    with store.write() as work:
        reports.add_report(work, a_report("un"))
        with pytest.raises(FullError):
            reports.add_report(work, a_report("deux"))
