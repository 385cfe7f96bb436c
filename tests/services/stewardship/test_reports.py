"""A sheet, a person, an image and a remark can be reported; what is not there cannot."""

import pytest

from commons.adapters.store.community import remarks
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people import organisations
from commons.adapters.store.site import audit_log
from commons.adapters.store.stewardship.review import reports
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.profile import Organisation
from commons.core.domain.people.remark import Remark
from commons.core.domain.sheet import Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.report import LONGEST_WORDS
from commons.errors import NotFoundError, UnfitFormError
from commons.services.stewardship.reports import (
    FAULTS,
    TARGETS,
    find_target,
    report_target,
    settle_report,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import added, published

IMAGE = f"{'ab' * 32}.jpg"


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


@pytest.fixture
def sheet(parts: Components) -> Revision:
    return published(parts.store, "Le banc")


def paths_of(parts: Components, sheet: Revision, account: Account) -> dict[str, str]:
    """Write one thing of each sort down; give the path of each."""
    remark = Remark(
        id=iri.new_id(),
        sheet=sheet.sheet,
        parent="",
        step="",
        step_title="",
        account=account.id,
        author=account.person,
        instant=clock.now(),
        text="Achetez !",
        question=False,
    )
    group = Organisation(
        id=iri.new_id(),
        name="La Ronde",
        slug="la-ronde",
        author=account.person.id,
        accepted=True,
    )
    with parts.store.write() as work:
        remarks.add_remark(work, remark)
        file_visibility.correct_public_files(work, [(IMAGE, sheet.sheet)])
        organisations.put_organisation(work, group, [])
    return {
        "sheet": f"/sheets/{sheet.sheet}",
        "person": f"/people/{sheet.author.id}",
        "image": f"/media/{IMAGE}",
        "organisation": f"/organisations/{group.id}",
        "remark": f"/remarks/{remark.id}",
    }


def test_each_sort_of_thing_is_found_at_its_path(
    parts: Components, sheet: Revision, ana: Account
) -> None:
    paths = paths_of(parts, sheet, ana)
    assert set(paths) == {target.sort for target in TARGETS}
    with parts.store.write() as work:
        for sort, path in paths.items():
            assert find_target(work, path).sort == sort
            made = report_target(work, path, "spam", "", None)
            assert reports.get_report(work, made.id).target == path
        assert find_target(work, paths["sheet"]).title == "Le banc"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "https://elsewhere.example/sheets/0123456789ab",
        "/sheets/0123456789ab",
        "/people/0123456789ab",
        f"/media/{'cd' * 32}.jpg",
        "/remarks/0123456789ab",
        "/sheets/0123456789ab\n",
    ],
)
def test_what_is_not_there_cannot_be_reported(parts: Components, path: str) -> None:
    with parts.store.write() as work, pytest.raises(NotFoundError):
        report_target(work, path, "spam", "", None)


@pytest.mark.parametrize(
    ("reason", "words", "fault"),
    [
        ("", "", {"reason": FAULTS["reason"]}),
        ("made up", "des mots", {"reason": FAULTS["reason"]}),
        ("other", " ", {"words": FAULTS["words"]}),
        ("spam", "x" * (LONGEST_WORDS + 1), {"words": FAULTS["long"]}),
    ],
)
def test_a_report_says_why(
    parts: Components, sheet: Revision, reason: str, words: str, fault: dict[str, str]
) -> None:
    path = f"/sheets/{sheet.sheet}"
    with parts.store.write() as work, pytest.raises(UnfitFormError) as caught:
        report_target(work, path, reason, words, None)
    assert caught.value.faults == fault


def test_dealing_with_a_report_is_audited_and_can_be_taken_back(
    parts: Components, sheet: Revision, ana: Account
) -> None:
    with parts.store.write() as work:
        path = f"/sheets/{sheet.sheet}"
        made = report_target(work, path, "spam", "", ana)
        for done, left in ((True, 0), (False, 1)):
            settle_report(work, ana, made.id, done=done)
            assert reports.count_open(work) == left
        acts = [entry.act for entry in audit_log.latest_acts(work, limit=2)]
        assert acts == [AuditAct.REOPEN_REPORT, AuditAct.END_REPORT]
        with pytest.raises(NotFoundError):
            settle_report(work, ana, iri.new_id(), done=True)
