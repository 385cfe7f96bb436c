"""What is announced is judged as an adaptation published here is, in every cell."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from commons.adapters.remote.coar_notify import NoticeMessage, write_notice
from commons.adapters.remote.port import Fetched
from commons.adapters.store.federation import incoming
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Revision
from commons.core.domain.site.notice import IncomingNotice, NoticeSort, ReceivedState
from commons.errors import ForbiddenError, FullError
from commons.services.federation.notices import checking, receiving
from commons.services.federation.notices.checking import Checker, check_next
from commons.services.federation.notices.deciding import accept_notice, refuse_notice
from commons.services.federation.notices.receiving import take_in, weigh_notice
from commons.wiring.components import Components
from commons.wiring.deliveries import open_courier
from tests.adapters.store.makers import an_account
from tests.conftest import instance
from tests.federated import OtherSites
from tests.services.federation.foreign import SITE, foreign_version, serve_version
from tests.services.licence_matrix import CELLS, CHANGES, Cell, rows_through
from tests.services.publishing.test_source_doors import past

Door: TypeAlias = Callable[[Components, OtherSites, Cell, Revision], bool]
"""Announces what is in a cell of a version of ours; says whether readers see it."""

EDITOR = an_account("edith@exemple.fr")


@pytest.fixture(scope="module")
def parts(
    empty_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Components]:
    """Give one instance for all cells: sheets of their own do not meet."""
    with instance(tmp_path_factory.mktemp("checking") / "instance") as made:
        yield made


@pytest.fixture
def sites() -> OtherSites:
    return OtherSites()


def checker(parts: Components, sites: OtherSites, *, trusted: bool = False) -> Checker:
    _, made = open_courier(replace(parts, remote=sites))
    host = SITE.partition("//")[2]
    return replace(made, trusted_hosts=frozenset({host} if trusted else ()))


def ours_under(parts: Components, licence: str) -> Revision:
    values = {"title": f"Ici {licence}", "licence": licence, "language": "fr"}
    return past(parts, {**values, "authors": [{"name": "Camille"}]})


def theirs(
    parts: Components,
    sites: OtherSites,
    ours: Revision,
    licence: str,
    *,
    notice: bool = False,
) -> Revision:
    """Have another commons publish an adaptation of a version of ours."""
    row = {
        "url": iri.version_iri(ours.sheet, 1, parts.settings.base_url),
        "title": ours.title,
        "author": "Camille",
        "licence": ours.licence,
        "changes": CHANGES,
        **({"notice": True} if notice else {}),
    }
    made = foreign_version({"licence": licence, "sources": [row]}, sheet=iri.new_id())
    serve_version(sites, parts.schema, made)
    return made


def announce(
    parts: Components,
    made: Revision,
    ours: Revision,
    sort: NoticeSort = NoticeSort.ANNOUNCE,
) -> None:
    """Have the other commons announce it, as it does to the inbox."""
    base = parts.settings.base_url
    body = write_notice(
        NoticeMessage(
            id=f"urn:uuid:{made.sheet}",
            sort=sort,
            subject=iri.version_iri(made.sheet, made.number, SITE),
            source=iri.version_iri(ours.sheet, 1, base),
            origin=SITE,
            target=base,
            inbox=f"{SITE}/inbox",
            target_inbox=f"{base}/inbox",
        )
    )
    with parts.store.write() as work:
        take_in(work, weigh_notice(body, base, ()))


def known(parts: Components, ours: Revision, made: Revision) -> IncomingNotice:
    with parts.store.read() as work:
        subject = iri.sheet_iri(made.sheet, SITE)
        found = incoming.find_incoming(work, subject, ours.sheet)
    assert found is not None
    return found


def shown(parts: Components, ours: Revision) -> bool:
    with parts.store.read() as work:
        return bool(incoming.adapted_elsewhere(work, ours.sheet, limit=5))


def accepted(parts: Components, notice: IncomingNotice) -> bool:
    """Have an editor accept a notice; say whether they could."""
    try:
        with parts.store.write() as work:
            accept_notice(work, EDITOR, notice.id)
    except ForbiddenError:
        return False
    return True


def by_editor(parts: Components, sites: OtherSites, cell: Cell, ours: Revision) -> bool:
    """Announce what is in a cell, and have an editor accept it if they can."""
    made = theirs(parts, sites, ours, cell.target, notice=cell.notice)
    announce(parts, made, ours)
    assert check_next(checker(parts, sites)) is not None
    notice = known(parts, ours, made)
    assert notice.state is ReceivedState.HELD
    assert (notice.fault in checking.AGAINST_LICENCE) is not accepted(parts, notice)
    return shown(parts, ours)


def by_trust(parts: Components, sites: OtherSites, cell: Cell, ours: Revision) -> bool:
    """Announce what is in a cell from a site that the operator trusts."""
    made = theirs(parts, sites, ours, cell.target, notice=cell.notice)
    announce(parts, made, ours)
    assert check_next(checker(parts, sites, trusted=True)) is not None
    return shown(parts, ours)


@pytest.mark.parametrize(
    ("door", "source"), [*rows_through([by_editor, by_trust], whole=by_trust)]
)
def test_no_notice_shows_what_the_matrix_refuses_and_each_shows_the_rest(
    parts: Components, sites: OtherSites, door: Door, source: str
) -> None:
    cells = [cell for cell in CELLS if cell.source == source]
    found = [
        cell.title
        for cell in cells
        if door(parts, sites, cell, ours_under(parts, source))
    ]
    assert found == [cell.title for cell in cells if cell.lets]


@pytest.mark.parametrize(
    ("ours", "target", "fault"),
    [
        ("CC-BY-SA-4.0", "CC0-1.0", checking.LICENCE),
        ("CC-BY-4.0", "etalab-2.0", checking.NOTICE),
        ("CC0-1.0", "licence-d-ailleurs", checking.LICENCE),
        ("CC-BY-4.0", "CC-BY-4.0", ""),
    ],
)
def test_the_editor_is_told_what_stands_against_it(
    parts: Components, sites: OtherSites, ours: str, target: str, fault: str
) -> None:
    original = ours_under(parts, ours)
    made = theirs(parts, sites, original, target)
    announce(parts, made, original)
    check_next(checker(parts, sites))
    assert known(parts, original, made).fault == fault


def test_the_sources_of_ours_bind_what_is_made_of_it(
    parts: Components, sites: OtherSites
) -> None:
    row: Values = {
        "url": "https://exemple.org/a",
        "title": "A",
        "author": "B",
        "licence": "GFDL-1.3",
        "changes": CHANGES,
    }
    values: dict[str, Any] = {
        "title": "Ici",
        "licence": "CC0-1.0",
        "language": "fr",
        "authors": [{"name": "Camille"}],
        "sources": [row],
    }
    original = past(parts, values)
    made = theirs(parts, sites, original, "CC0-1.0")
    announce(parts, made, original)
    check_next(checker(parts, sites))
    assert known(parts, original, made).fault == checking.LICENCE


class _Meanwhile(OtherSites):
    """Sites while one of which is asked something else happens here."""

    def __init__(self, sites: OtherSites, happens: Callable[[], None]) -> None:
        super().__init__(pages=sites.pages)
        self.happens = happens

    def fetch(self, address: str, **asked: Any) -> Fetched:
        self.happens()
        return super().fetch(address, **asked)


def test_what_is_announced_while_the_site_is_asked_has_it_asked_again(
    parts: Components, sites: OtherSites
) -> None:
    original = ours_under(parts, "CC-BY-4.0")
    made = theirs(parts, sites, original, "CC-BY-4.0")
    announce(parts, made, original)
    undo = _Meanwhile(sites, lambda: announce(parts, made, original, NoticeSort.UNDO))
    check_next(checker(parts, undo))
    notice = known(parts, original, made)
    assert notice.state is ReceivedState.WAITING
    assert notice.due <= clock.now()
    check_next(checker(parts, sites))
    assert known(parts, original, made).state is ReceivedState.HELD


def untrue(parts: Components, sites: OtherSites) -> tuple[Revision, Revision]:
    """Have an announcement be found untrue: the sheet there names no source."""
    original = ours_under(parts, "CC-BY-4.0")
    made = theirs(parts, sites, original, "CC-BY-4.0")
    without = replace(made, values={**made.values, "sources": []})
    serve_version(sites, parts.schema, without)
    announce(parts, made, original)
    check_next(checker(parts, sites))
    notice = known(parts, original, made)
    assert (notice.state, notice.fault) == (ReceivedState.REFUSED, checking.UNTRUE)
    return original, made


def rest(parts: Components, notice: IncomingNotice) -> None:
    """Have it be long since a notice was looked into."""
    long_ago = replace(notice, checked=clock.now() - timedelta(hours=1))
    with parts.store.write() as work:
        incoming.change_incoming(work, long_ago)


def test_what_was_found_untrue_and_mended_is_asked_again_when_it_is_announced_anew(
    parts: Components, sites: OtherSites
) -> None:
    original, made = untrue(parts, sites)
    rest(parts, known(parts, original, made))
    serve_version(sites, parts.schema, made)
    announce(parts, made, original)
    assert known(parts, original, made).state is ReceivedState.WAITING
    check_next(checker(parts, sites))
    assert known(parts, original, made).state is ReceivedState.HELD


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "CC0-1.0"])
def test_what_an_editor_refused_stays_refused(
    parts: Components, sites: OtherSites, licence: str
) -> None:
    original = ours_under(parts, "CC-BY-4.0")
    made = theirs(parts, sites, original, licence)
    announce(parts, made, original)
    check_next(checker(parts, sites))
    with parts.store.write() as work:
        refuse_notice(work, EDITOR, known(parts, original, made).id)
    rest(parts, known(parts, original, made))
    announce(parts, made, original)
    assert known(parts, original, made).state is ReceivedState.REFUSED


def test_what_waits_for_an_editor_about_one_sheet_is_bounded(
    parts: Components, sites: OtherSites, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_UNDECIDED_OF_SHEET", 2)
    original = ours_under(parts, "CC-BY-4.0")
    for _ in range(2):
        announce(parts, theirs(parts, sites, original, "CC-BY-4.0"), original)
        check_next(checker(parts, sites))
    with pytest.raises(FullError):
        announce(parts, theirs(parts, sites, original, "CC-BY-4.0"), original)
    other = ours_under(parts, "CC-BY-4.0")
    announce(parts, theirs(parts, sites, other, "CC-BY-4.0"), other)
    check_next(checker(parts, sites))
