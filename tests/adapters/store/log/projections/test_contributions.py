from sqlalchemy import select

from commons.adapters.store.engine.tables.core_tables import ContributionRow
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log.projections import contributions
from commons.core.domain.sheet import SOURCES, Action, Person, Revision, SheetLink
from tests.adapters.store.makers import CAMILLE, publish

SAM = Person(id="0" * 11 + "s", name="Sam")
SOURCE = SheetLink(relation=SOURCES, target="0" * 12, target_version=1)


def rows(work: Work, sheet: str) -> list[tuple[str, str, bool, int]]:
    """Give who is written down as having written in a sheet, with the rest of it."""
    columns = (
        *(ContributionRow.person, ContributionRow.kind),
        *(ContributionRow.adapted, ContributionRow.sequence),
    )
    query = select(*columns).where(ContributionRow.sheet == sheet)
    found = work.connection.execute(query)
    return sorted((who, kind, made, at) for who, kind, made, at in found)


def expected(head: Revision, *people: Person, adapted: bool = False) -> object:
    return sorted((who.id, head.kind, adapted, head.sequence) for who in people)


def test_each_version_adds_its_author_and_tells_all_of_the_head(store: Store) -> None:
    with store.write() as work:
        beside = publish(work, author=SAM)
        one = publish(work)
        assert rows(work, one.sheet) == expected(one, CAMILLE)
        two = publish(work, one.sheet, 1, author=SAM, links=[SOURCE])
        assert rows(work, one.sheet) == expected(two, CAMILLE, SAM, adapted=True)
        three = publish(work, one.sheet, 2, author=SAM)
        assert rows(work, one.sheet) == expected(three, CAMILLE, SAM)
        assert rows(work, beside.sheet) == expected(beside, SAM)


def test_nobody_wrote_in_a_deleted_sheet_and_all_did_once_it_is_back(
    store: Store,
) -> None:
    with store.write() as work:
        one = publish(work)
        publish(work, one.sheet, 1, author=SAM)
        publish(work, one.sheet, 2, action=Action.DELETE, author=SAM)
        assert rows(work, one.sheet) == []
        back = publish(work, one.sheet, 3, action=Action.RESTORE, author=SAM)
        assert rows(work, one.sheet) == expected(back, CAMILLE, SAM)


def test_who_wrote_is_read_from_the_log(store: Store) -> None:
    with store.write() as work:
        one, two = publish(work), publish(work, author=SAM)
        publish(work, one.sheet, 1, author=SAM)
        found = contributions.authors_of(work, [one.sheet, two.sheet])
    assert {sheet: {*who} for sheet, who in found.items()} == {
        one.sheet: {CAMILLE.id, SAM.id},
        two.sheet: {SAM.id},
    }
