"""What trials say together, by place and version, and the title that is proposed."""

from typing import Any

import pytest

from commons.adapters.store.log.projections.trials import (
    TrialsSomewhere,
    count_trials,
    latest_trials,
    trials_by_place,
    trials_for_author,
    versions_ever_tried,
)
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Revision
from commons.services.reuse.trials import (
    TriedPlace,
    find_related_trials,
    propose_title,
    subject_of,
    sum_up,
)
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import CAMILLE, Desk

BREST: Values = {"code": "commune:29019"}
DOUARNENEZ: Values = {"code": "commune:29046"}
NAMED: Values = {"name": "Pays de Brest"}


def a_trial(desk: Desk, tried: Revision, place: Values | None = None) -> Revision:
    """Publish a trial of a version, somewhere."""
    where: dict[str, Any] = {"territory": place} if place else {}
    address = f"/sheets/{tried.sheet}/v/{tried.number}"
    return desk.put_one(kind="trial", title="Essai", tried=address, **where)


def an_adaptation(desk: Desk, original: Revision) -> Revision:
    """Publish a sheet that was made from a version of another."""
    source = {
        "url": f"/sheets/{original.sheet}/v/{original.number}", "title": original.title,
        "author": "Camille", "licence": "CC-BY-SA-4.0",
        "changes": "On le fait dehors, sur une place.",
    }  # fmt: skip
    return desk.put_one(title=f"{original.title} d’ici", sources=[source])


def summary_of(parts: Components, sheet: str) -> Any:
    """Sum up the trials of a sheet, whose links count as many."""
    with parts.store.read() as work:
        found = sum_up(parts.places, trials_by_place(work, [sheet]).get(sheet, ()))
        assert count_trials(work, [sheet]).get(sheet, 0) == found.total
    return found


def test_they_are_counted_by_place_whichever_version_was_tried(
    parts: Components,
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur")
    other = desk.put_one(title="La table")
    for place in (BREST, BREST, DOUARNENEZ, NAMED, {"name": "pays de brest"}, None):
        a_trial(desk, first, place)
    a_trial(desk, other, BREST)
    second = desk.change(first)
    a_trial(desk, second, DOUARNENEZ)
    found = summary_of(parts, first.sheet)
    assert (found.total, found.version) == (7, 2)
    assert found.places == (
        TriedPlace(code="commune:29019", name="Brest", count=2),
        TriedPlace(code="commune:29046", name="Douarnenez", count=2),
        TriedPlace(code="", name=found.places[2].name, count=2),
    )
    assert found.places[2].name.lower() == "pays de brest"
    assert summary_of(parts, other.sheet).total == 1
    assert summary_of(parts, "0123456789ab").total == 0


def test_a_deleted_trial_and_one_that_tells_of_another_sheet_now_do_not_count(
    parts: Components,
) -> None:
    desk = Desk(parts)
    wall, table = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    gone, moved = a_trial(desk, wall, BREST), a_trial(desk, wall, DOUARNENEZ)
    desk.delete(gone)
    desk.change(moved, tried=f"/sheets/{table.sheet}/v/1", title="Essai")
    assert summary_of(parts, wall.sheet).total == 0
    assert summary_of(parts, table.sheet).total == 1
    with parts.store.read() as work:
        ever = versions_ever_tried(work, [gone.sheet, moved.sheet])
    assert sorted(ever) == sorted(f"/sheets/{s.sheet}/v/1" for s in (wall, table))


def test_what_is_tried_of_an_adaptation_counts_for_the_adaptation_alone(
    parts: Components,
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    made = an_adaptation(desk, wall)
    a_trial(desk, made, BREST)
    assert summary_of(parts, wall.sheet).total == 0
    assert summary_of(parts, made.sheet).total == 1


def test_trials_of_originals_and_of_adaptations_are_told_apart(
    parts: Components,
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    made, other = an_adaptation(desk, wall), an_adaptation(desk, wall)
    gone, third = an_adaptation(desk, wall), an_adaptation(desk, made)
    for tried in (wall, made, other, other, gone, third):
        a_trial(desk, tried, BREST)
    desk.delete(gone)

    def around(head: Revision) -> Any:
        with parts.store.read() as work:
            found = find_related_trials(work, head)
        return tuple(
            [(one.sheet.sheet, one.count) for one in some]
            for some in (found.originals, found.adaptations)
        )

    assert around(wall) == ([], [(other.sheet, 2), (made.sheet, 1)])
    assert around(made) == ([(wall.sheet, 1)], [(third.sheet, 1)])
    assert around(third) == ([(made.sheet, 1)], [])
    alone = desk.put_one(title="Seule")
    with parts.store.read() as work, asked_here() as asked:
        nothing = find_related_trials(work, alone)
    assert (nothing.originals, nothing.adaptations) == ((), ())
    assert len(asked.statements) == 1


def test_the_last_come_first_page_by_page_and_to_who_wrote_the_sheet(
    parts: Components,
) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    made = [a_trial(desk, wall, BREST) for _ in range(5)]
    with parts.store.read() as work:
        first = latest_trials(work, wall.sheet, limit=3)
        rest = latest_trials(work, wall.sheet, limit=3, offset=3)
        mine = trials_for_author(work, CAMILLE.id, limit=9)
        assert trials_for_author(work, "nobody000000", limit=9) == []
    assert [*first, *rest] == made[::-1]
    assert mine == made[::-1]


def proposed(parts: Components, tried: Revision, **values: Any) -> str:
    kind = parts.schema.kinds["trial"]
    given: Values = {"tried": f"/sheets/{tried.sheet}/v/1", "language": "fr", **values}
    with parts.store.read() as work:
        return str(propose_title(work, parts.places, kind, given).get("title", ""))


@pytest.mark.parametrize(
    ("values", "title"),
    [
        (
            {"territory": DOUARNENEZ, "date": "2026-11"},
            "Essai de « Le mur » à Douarnenez, novembre 2026",
        ),
        (
            {"territory": DOUARNENEZ, "date": "2026-11-27", "language": "en"},
            "Trial of “Le mur” in Douarnenez, November 2026",
        ),
        ({"territory": {"code": "commune:76351"}}, "Essai de « Le mur » au Havre"),
        (
            {"territory": NAMED, "date": "2026"},
            "Essai de « Le mur », Pays de Brest, 2026",
        ),
        ({"date": "hier"}, "Essai de « Le mur »"),
        ({}, "Essai de « Le mur »"),
        ({"title": "Le mien"}, "Le mien"),
    ],
)
def test_a_title_says_what_was_tried_where_and_when(
    parts: Components, values: dict[str, Any], title: str
) -> None:
    assert proposed(parts, Desk(parts).put_one(title="Le mur"), **values) == title


def test_a_long_title_is_cut_and_a_taken_one_is_told_apart(parts: Components) -> None:
    desk = Desk(parts)
    long = desk.put_one(title="Un très long titre " * 4)
    where: dict[str, Any] = {"territory": DOUARNENEZ, "date": "2026-11"}
    title = proposed(parts, long, **where)
    assert len(title) <= 90
    assert title.endswith("… » à Douarnenez, novembre 2026")
    desk.put_one(kind="trial", title=title, tried=f"/sheets/{long.sheet}/v/1")
    assert proposed(parts, long, **where) == f"{title} (2)"
    far = {"territory": {"name": "Un lieu " * 15}}
    assert len(proposed(parts, long, **far)) <= 90


def test_nothing_is_proposed_for_what_is_not_here(parts: Components) -> None:
    kind, method = parts.schema.kinds["trial"], parts.schema.kinds["method"]
    away: Values = {"tried": "https://ailleurs.fr/sheets/0123456789ab/v/1"}
    with parts.store.read() as work:
        assert propose_title(work, parts.places, kind, away) == away
        assert propose_title(work, parts.places, method, {}) == {}
        assert subject_of(work, kind, {"tried": "n’importe quoi"}) is None


def test_merged_communes_are_one_place(parts: Components) -> None:
    rows = [
        TrialsSomewhere(code="commune:29019", name="", count=1, version=1),
        TrialsSomewhere(code="commune:29019", name="", count=2, version=3),
        TrialsSomewhere(code="", name="", count=1, version=0),
    ]
    found = sum_up(parts.places, rows)
    assert (found.total, found.version, len(found.places)) == (4, 3, 1)
