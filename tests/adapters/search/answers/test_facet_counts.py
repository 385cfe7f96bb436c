"""Values are counted alike, however many documents are found and however they lie."""

from collections import Counter
from random import Random

import pytest

from commons.adapters.search.answers.facet_counts import count_groups, count_values
from commons.adapters.search.port import HIDDEN, Index
from commons.adapters.search.postings.segments import Part
from tests.adapters.search.makers import a_document, ask, filled, ids

FIELDS = {"theme": 9, "territory": 400, f"{HIDDEN}at": 50}
SIZES = (700, 40, 1)


class Held:
    """A segment of which only the values of its documents are known."""

    def __init__(self, size: int, rng: Random) -> None:
        self.size = size
        self.rows = [
            {(f, f"{f}{rng.randrange(most)}") for f, most in FIELDS.items()}
            for _ in range(size)
        ]
        self.facets: dict[str, dict[str, int]] = {field: {} for field in FIELDS}
        for place, row in enumerate(self.rows):
            for field, value in row:
                known = self.facets[field]
                known[value] = known.get(value, 0) | 1 << place


@pytest.fixture
def parts() -> list[Part]:
    rng = Random(7)  # noqa: S311  # no secret
    held = [Held(size, rng) for size in SIZES]
    lives = [rng.getrandbits(one.size) | 1 for one in held]
    return [Part(segment=s, live=live) for s, live in zip(held, lives, strict=True)]  # type: ignore[arg-type]  # what is asked of it alone


def by_hand(parts: list[Part], found: list[int], field: str) -> dict[str, int]:
    """Count by looking at every document."""
    counts: Counter[str] = Counter(
        value
        for part, bits in zip(parts, found, strict=True)
        for place, row in enumerate(part.segment.rows)  # type: ignore[attr-defined]  # as above
        if bits >> place & 1
        for name, value in row
        if name == field
    )
    return dict(counts)


@pytest.mark.parametrize("share", [0.0, 0.004, 0.05, 0.5, 1.0])
def test_few_many_and_all_are_counted_as_by_hand(
    parts: list[Part], share: float
) -> None:
    rng = Random(str(share))  # noqa: S311  # no secret
    for _ in range(3):
        found = [
            part.live
            & sum((rng.random() < share) << n for n in range(part.segment.size))
            for part in parts
        ]
        counted = count_values(parts, found, {})
        assert list(counted) == ["territory", "theme"]
        for field, pairs in counted.items():
            assert dict(pairs) == by_hand(parts, found, field)
            assert list(pairs) == sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        hidden = f"{HIDDEN}at"
        groups = count_groups(parts, found, hidden)
        assert dict(groups) == by_hand(parts, found, hidden)
        assert list(groups) == sorted(groups, key=lambda pair: (-pair[1], pair[0]))
        one = count_values(parts, found, {}, ["theme"])
        assert one == {"theme": counted["theme"]}


def test_a_field_is_counted_without_its_own_filter(parts: list[Part]) -> None:
    lives = [part.live for part in parts]
    themed = [
        part.live & part.segment.facets["theme"].get("theme3", 0) for part in parts
    ]
    counted = count_values(parts, lives, {"theme": ("theme3",)})
    assert dict(counted["theme"]) == by_hand(parts, lives, "theme")
    assert dict(counted["territory"]) == by_hand(parts, themed, "territory")
    for field in ("theme", "territory"):
        alone = count_values(parts, lives, {"theme": ("theme3",)}, [field])
        assert alone == {field: counted[field]}


def test_what_goes_and_what_comes_is_counted_anew(index: Index) -> None:
    filled(
        index,
        *(
            a_document(str(n), facets={"theme": (f"t{n % 2}",)}, sequence=n)
            for n in range(1, 60)
        ),
    )
    assert ask(index).facets["theme"] == (("t1", 30), ("t0", 29))
    filled(index, a_document("1", facets={"theme": ("t0",)}, sequence=60))
    assert ask(index).facets["theme"] == (("t0", 30), ("t1", 29))


@pytest.mark.parametrize("theme", ["", "t0"])
def test_the_youngest_come_first_on_every_page(index: Index, theme: str) -> None:
    for start in (1, 41, 81):
        filled(
            index,
            *(
                a_document(str(n), facets={"theme": (f"t{n % 3}",)}, sequence=n)
                for n in range(start, start + 40)
            ),
        )
    filled(index, a_document("7", facets={"theme": ("t0",)}, sequence=121))
    order = [7, *(n for n in range(120, 0, -1) if n != 7)]
    kept = [str(n) for n in order if not theme or n == 7 or n % 3 == 0]
    filters = {"theme": (theme,)} if theme else {}
    found = [ids(ask(index, page=page, size=9, filters=filters)) for page in (1, 2, 5)]
    assert found == [kept[:9], kept[9:18], kept[36:45]]
