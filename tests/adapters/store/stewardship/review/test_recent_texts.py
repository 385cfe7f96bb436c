"""The latest versions are read youngest first, within both bounds."""

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.stewardship.review.recent_texts import recent_values
from tests.adapters.store.makers import publish


def test_the_latest_come_first_within_bounds(store: Store) -> None:
    with store.write() as work:
        for number in range(25):
            publish(work, values={"title": f"Fiche {number:02}", "licence": "x"})

    def titles(limit: int, most_characters: int) -> list[object]:
        with store.read() as work:
            found = recent_values(work, limit=limit, most_characters=most_characters)
            return [values["title"] for _, values in found]

    expected = [f"Fiche {number:02}" for number in reversed(range(25))]
    assert titles(99, 10_000) == expected
    assert titles(3, 10_000) == expected[:3]
    one = len('{"title":"Fiche 00","licence":"x"}')
    assert titles(99, 12 * one) == expected[:12]
    assert titles(99, one - 1) == []
