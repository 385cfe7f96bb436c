"""The rows that follow from the log are known, and made again from it."""

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log.projections import derived_rows
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import REFERENCES, Action, Revision
from tests.adapters.store.makers import mentions, publish, published

OTHER = "zzzzzzzzzzzz"
LINKS = mentions(OTHER, OTHER)
VALUES: Values = {"title": "Un titre", "keywords": ["Débat", "rue"]}
SPOILT = {
    "contributions": "UPDATE contributions SET sequence = 9 WHERE sheet = :sheet",
    "keywords": "INSERT INTO keywords (sheet, folded, word) VALUES (:sheet, 'x', 'x')",
    "links": "UPDATE links SET relation = 'methods_used' WHERE source = :sheet",
    "shelves": "INSERT INTO shelves (shelf, sequence) VALUES ('kind:tool', :sequence)",
    "sheets": "UPDATE sheets SET title = 'Autre' WHERE id = :sheet",
}


def linked(work: Work) -> Revision:
    return publish(work, values=VALUES, links=LINKS)


def there(work: Work, head: Revision) -> derived_rows.Rows:
    (found,) = derived_rows.rows_present(work, [head])
    return found


def test_publishing_writes_the_rows_that_follow(store: Store) -> None:
    with store.write() as work:
        head = linked(work)
        expected = derived_rows.rows_expected(head, LINKS, (), [head.author.id])
        found = there(work, head)
    assert found == expected
    assert found["links"] == {(head.sheet, REFERENCES, OTHER, None)}
    assert {row[1:] for row in found["keywords"]} == {
        ("debat", "Débat"),
        ("rue", "rue"),
    }


def test_a_tombstone_has_its_own_row_alone(store: Store) -> None:
    with store.write() as work:
        first = linked(work)
        gone = publish(work, first.sheet, 1, action=Action.DELETE, values=VALUES)
        expected = derived_rows.rows_expected(gone, LINKS, (), [gone.author.id])
        assert there(work, gone) == expected
    assert {name for name, rows in expected.items() if rows} == {"sheets"}


@pytest.mark.parametrize("table", SPOILT)
def test_what_differs_is_seen_and_replaced(store: Store, table: str) -> None:
    with store.write() as work:
        head = linked(work)
        expected = derived_rows.rows_expected(head, LINKS, (), [head.author.id])
        known = {"sheet": head.sheet, "sequence": head.sequence}
        work.connection.execute(text(SPOILT[table]), known)
        found = there(work, head)
        assert {name for name in found if found[name] != expected[name]} == {table}
        derived_rows.replace_rows(work, head, expected)
        assert there(work, head) == expected


def test_a_sheet_that_is_lost_is_made_again(store: Store) -> None:
    other = published(store, "Autre fiche")
    with store.write() as work:
        head = linked(work)
        expected = derived_rows.rows_expected(
            head, LINKS, ["kind:method"], [head.author.id]
        )
        for table, column in (
            ("contributions", "sheet"),
            ("keywords", "sheet"),
            ("links", "source"),
            ("sheets", "id"),
        ):
            work.connection.execute(
                text(f"DELETE FROM {table} WHERE {column} = :sheet"),  # noqa: S608
                {"sheet": head.sheet},
            )
        assert not any(there(work, head).values())
        derived_rows.replace_rows(work, head, expected)
        assert derived_rows.rows_present(work, [other, head])[1] == expected
        assert there(work, other) == derived_rows.rows_expected(
            other, (), (), [other.author.id]
        )


def test_rows_of_no_sheet_are_counted_and_removed(store: Store) -> None:
    with store.write() as work:
        first = linked(work)
        head = publish(work, first.sheet, 1, values=VALUES, links=LINKS)
        assert derived_rows.count_orphans(work) == {}
        before = there(work, head)
        work.connection.execute(text(SPOILT["shelves"]), {"sequence": first.sequence})
        assert derived_rows.count_orphans(work) == {"shelves": 1}
        derived_rows.remove_strays(work)
        assert derived_rows.count_orphans(work) == {}
        assert there(work, head) == before
