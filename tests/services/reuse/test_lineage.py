"""The lineage of a sheet is a tree: nearest first, bounded, and no circle runs for ever."""

from typing import Any

import pytest

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.services.reuse.lineage import (
    MOST_GENERATIONS,
    MOST_NODES,
    Lineage,
    LineageBranch,
    find_lineage,
)
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import Desk

SITE = "https://commun.example"


def named(original: Revision, **more: Any) -> dict[str, Any]:
    """Give the row of sources that names a version."""
    address = iri.version_iri(original.sheet, original.number, SITE)
    said = {
        "title": original.title,
        "author": "Camille",
        "changes": "Tout y est court.",
    }
    return {"url": address, "licence": original.licence, **said, **more}


def made(desk: Desk, title: str, *originals: Revision, **more: Any) -> Revision:
    rows = [named(one) for one in originals]
    return desk.put_one(title=title, **({"sources": rows} if rows else {}), **more)


def lineage_of(parts: Components, head: Revision) -> Lineage:
    with parts.store.read() as work:
        return find_lineage(work, head)


def titles(branch: LineageBranch) -> Any:
    """Give a tree as a title and the trees under it."""
    node = branch.node
    title = node.head.title if node.head else node.credit["title"]
    return [title, *map(titles, branch.branches)]


def test_a_sheet_alone_is_its_own_tree(desk: Desk, parts: Components) -> None:
    alone = made(desk, "Seule")
    found = lineage_of(parts, alone)
    assert [titles(tree) for tree in found.trees] == [["Seule"]]
    assert found.left_out == 0


def test_each_stands_under_the_nearest_it_was_made_from(
    desk: Desk, parts: Components
) -> None:
    first = made(desk, "A")
    second = made(desk, "B", first)
    third = made(desk, "C", second, first)  # names its source's source too
    fourth = made(desk, "D", first)
    whole = ["A", ["B", ["C"]], ["D"]]
    found = lineage_of(parts, first)
    (tree,) = found.trees
    assert sorted(map(str, titles(tree))) == sorted(map(str, whole))
    assert [node.generation for node in found.nodes if node.key == third.sheet] == [2]
    assert [titles(one) for one in lineage_of(parts, third).trees] == [
        ["A", ["B", ["C"]]]
    ]
    assert [titles(one) for one in lineage_of(parts, fourth).trees] == [["A", ["D"]]]
    (how,) = next(
        node.parents for node in found.nodes if node.key == third.sheet
    ).values()
    assert (how.version, how.changes) == (1, "Tout y est court.")


def test_of_several_sources_the_first_holds_it_and_all_are_told(
    desk: Desk, parts: Components
) -> None:
    one, two = made(desk, "Une"), made(desk, "Deux")
    both = made(desk, "Les deux", one, two)
    found = lineage_of(parts, both)
    assert [titles(tree) for tree in found.trees] in (
        [["Une", ["Les deux"]], ["Deux"]],
        [["Deux"], ["Une", ["Les deux"]]],
    )
    own = next(node for node in found.nodes if node.key == both.sheet)
    assert set(own.parents) == {one.sheet, two.sheet}


def test_a_sheet_of_another_site_is_a_leaf(desk: Desk, parts: Components) -> None:
    address = f"https://ailleurs.example/sheets/{iri.new_id()}/v/3"
    row = {**named(made(desk, "Ailleurs")), "url": address}
    here = desk.put_one(title="Ici", sources=[row])
    found = lineage_of(parts, here)
    assert [titles(tree) for tree in found.trees] == [["Ailleurs", ["Ici"]]]
    (elsewhere,) = (node for node in found.nodes if node.head is None)
    assert elsewhere.credit["url"] == address


def test_circles_end(desk: Desk, parts: Components) -> None:
    one = made(desk, "Une")
    two = made(desk, "Deux", one)
    one = desk.change(one, title="Une", sources=[named(two)])
    itself = desk.put_one(title="Soi")
    itself = desk.change(itself, title="Soi", sources=[named(itself)])
    for head in (one, two, itself):
        found = lineage_of(parts, head)
        assert head.sheet in {node.key for node in found.nodes}
    assert len(lineage_of(parts, one).nodes) == 2
    assert [titles(tree) for tree in lineage_of(parts, itself).trees] == [["Soi"]]


def test_what_is_deleted_stays_as_an_ancestor_and_is_no_adaptation(
    desk: Desk, parts: Components
) -> None:
    first = made(desk, "A")
    second = made(desk, "B", first)
    third = made(desk, "C", second)
    desk.delete(second)
    assert [titles(one) for one in lineage_of(parts, third).trees] == [
        ["A", ["B", ["C"]]]
    ]
    assert [titles(one) for one in lineage_of(parts, first).trees] == [["A"]]


@pytest.mark.parametrize("count", [MOST_NODES + 40])
def test_a_family_that_is_too_large_is_cut_and_counted(
    desk: Desk, parts: Components, count: int
) -> None:
    first = made(desk, "A")
    for number in range(count):
        made(desk, f"Adaptation {number}", first)
    with asked_here() as asked:
        found = lineage_of(parts, first)
    assert len(found.nodes) == MOST_NODES
    assert found.left_out == count + 1 - MOST_NODES
    assert len(asked.statements) < 10


def test_a_long_line_is_walked_so_far_and_no_farther(
    desk: Desk, parts: Components
) -> None:
    line = [made(desk, "0")]
    for number in range(1, MOST_GENERATIONS + 4):
        line.append(made(desk, str(number), line[-1]))
    found = lineage_of(parts, line[0])
    assert len(found.nodes) == MOST_GENERATIONS + 1
    back = lineage_of(parts, line[-1])
    assert len(back.nodes) <= MOST_GENERATIONS + 2
