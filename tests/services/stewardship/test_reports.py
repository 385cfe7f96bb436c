"""A sheet, a person, an image and a remark can be reported; what is not there cannot."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from commons.adapters.store.community import remarks
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people import accounts, organisations
from commons.adapters.store.site import audit_log
from commons.adapters.store.stewardship.review import reports
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.people.profile import Organisation
from commons.core.domain.people.remark import Remark
from commons.core.domain.sheet import Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.core.domain.site.report import LONGEST_WORDS
from commons.errors import NotFoundError, UnfitFormError
from commons.services.community.remarks import hide_remark
from commons.services.history.delete import delete_sheet
from commons.services.people.blocking import block_account
from commons.services.people.directory.organisations import remove
from commons.services.stewardship.purge.plan import REMARKS, PurgeOrder
from commons.services.stewardship.purge.removal import purge
from commons.services.stewardship.repair import (
    RepairScope,
    WantedRepair,
    take_back_person,
)
from commons.services.stewardship.reports import (
    FAULTS,
    TARGETS,
    find_target,
    report_target,
    settle_report,
)
from commons.wiring.components import Components
from tests.adapters.store.makers import added, an_account, published
from tests.feeds.conftest import Desk

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where acts are done: by an admin, with something reported at each of `paths`."""

    parts: Components
    admin: Account
    ana: Account
    sheet: Revision
    paths: dict[str, str]

    def order(self, sort: PurgeSort, target: str) -> PurgeOrder:
        return PurgeOrder(
            sort=sort,
            target=target,
            basis=LegalBasis.COURT,
            actor=self.admin.person,
            also=frozenset({REMARKS}),
        )

    def name(self, sort: str) -> str:
        return self.paths[sort].rpartition("/")[2]


Do = Callable[[Work, Site], object]


def _hide(work: Work, site: Site) -> None:
    hide_remark(work, site.admin, site.name("remark"), "trop vif")


def _delete(work: Work, site: Site) -> None:
    schema = site.parts.schema
    delete_sheet(schema, work, site.admin.person, site.sheet.sheet, "en double")


def _block(work: Work, site: Site) -> None:
    block_account(work, site.admin, site.ana)


def _remove(work: Work, site: Site) -> None:
    remove(work, site.admin, site.name("organisation"))


def _purge_sheet(work: Work, site: Site) -> None:
    purge(site.parts.schema, work, site.order(PurgeSort.SHEET, site.sheet.sheet))


def _purge_image(work: Work, site: Site) -> None:
    purge(site.parts.schema, work, site.order(PurgeSort.FILE, site.name("image")))


def _purge_person(work: Work, site: Site) -> None:
    purge(site.parts.schema, work, site.order(PurgeSort.PERSON, site.ana.person.id))


@pytest.fixture
def site(parts: Components, ana: Account) -> Site:
    """Give a site where one thing of each sort is reported twice."""
    admin = replace(an_account("admin@exemple.fr", "Zoé"), role=Role.ADMIN)
    with parts.store.write() as work:
        accounts.add_account(work, admin, "a hash")
    sheet = Desk(parts).put_one(body=f"![le banc](/media/{IMAGE})")
    paths = paths_of(parts, sheet, ana) | {"person": f"/people/{ana.person.id}"}
    with parts.store.write() as work:
        for path in paths.values():
            for words in ("", "encore"):
                report_target(work, path, "spam", words, None)
    return Site(parts=parts, admin=admin, ana=ana, sheet=sheet, paths=paths)


@pytest.mark.parametrize(
    ("do", "how", "answers"),
    [
        (_hide, AuditAct.HIDE_REMARK, {"remark"}),
        (_delete, AuditAct.DELETE, {"sheet", "image"}),
        (_block, AuditAct.BLOCK, {"person"}),
        (_remove, AuditAct.ORGANISATION, {"organisation"}),
        (_purge_sheet, AuditAct.PURGE, {"sheet", "image", "remark"}),
        (_purge_image, AuditAct.PURGE, {"image"}),
        (_purge_person, AuditAct.PURGE, {"person"}),
    ],
)
def test_an_act_that_answers_a_report_ends_it_and_says_so(
    site: Site, do: Do, how: AuditAct, answers: set[str]
) -> None:
    with site.parts.store.write() as work:
        do(work, site)
        waiting = {one.target for one in reports.open_reports(work, limit=99)}
        ended = audit_log.latest_acts(work, act=AuditAct.END_REPORT, limit=99)
    gone = {site.paths[sort] for sort in answers}
    assert waiting == set(site.paths.values()) - gone
    assert {one.target: one.details["by"] for one in ended} == dict.fromkeys(gone, how)
    assert {one.actor for one in ended} == {site.admin.person.id}


def test_taking_back_what_a_person_wrote_ends_the_reports_of_it(site: Site) -> None:
    wanted = WantedRepair(
        person=site.sheet.author, author=site.admin.person, scope=RepairScope.ALL
    )
    take_back_person(site.parts.store, site.parts.schema, wanted)
    with site.parts.store.read() as work:
        waiting = {one.target for one in reports.open_reports(work, limit=99)}
    assert site.paths["sheet"] not in waiting
    assert site.paths["remark"] in waiting
