"""The drawing of a lineage: a column a generation, a row a leaf, nothing over another."""

from itertools import pairwise

from commons.core.domain.sheet import Revision
from commons.services.reuse.lineage import (
    Ancestry,
    Lineage,
    LineageBranch,
    LineageNode,
)
from commons.web.journeys.reuse.tree_drawing import HEIGHT, LONGEST_LINE, draw_tree


def node(key: str, generation: int, *parents: str) -> LineageNode:
    """Give a sheet of another site, which needs no head."""
    head: Revision | None = None
    return LineageNode(
        key=key,
        head=head,
        credit={"title": f"Titre {key}", "author": "Mona"},
        parents=dict.fromkeys(parents, Ancestry(version=1, changes="")),
        generation=generation,
    )


def lineage(*trees: LineageBranch) -> Lineage:
    nodes: list[LineageNode] = []

    def walk(branch: LineageBranch) -> None:
        nodes.append(branch.node)
        for one in branch.branches:
            walk(one)

    for tree in trees:
        walk(tree)
    return Lineage(trees=trees, nodes=tuple(nodes), left_out=0)


def branch(one: LineageNode, *under: LineageBranch) -> LineageBranch:
    return LineageBranch(node=one, branches=under)


def test_generations_are_columns_and_no_box_covers_another() -> None:
    tree = branch(
        node("a", 0),
        branch(node("b", 1, "a"), branch(node("d", 2, "b")), branch(node("e", 2, "b"))),
        branch(node("c", 1, "a")),
    )
    drawing = draw_tree(lineage(tree, branch(node("f", 0))), "b")
    where = {box.node.key: (box.x, box.y) for box in drawing.boxes}
    assert where["b"][0] == where["c"][0] > where["a"][0]
    assert where["d"][0] == where["e"][0] > where["b"][0]
    assert len(set(where.values())) == 6
    for x in {x for x, _ in where.values()}:
        rows = sorted(y for at, y in where.values() if at == x)
        assert all(b - a >= HEIGHT for a, b in pairwise(rows))
    assert len(drawing.curves) == 4
    assert [box.node.key for box in drawing.boxes if box.own] == ["b"]
    assert max(box.y for box in drawing.boxes) + HEIGHT <= drawing.height


def test_words_are_cut_to_their_box() -> None:
    long = node("x" * 90, 0)
    (box,) = draw_tree(lineage(branch(long)), "").boxes
    assert len(box.title) == 2
    assert max(map(len, box.title)) <= LONGEST_LINE
    assert box.title[-1].endswith("…")
    assert box.below == "Mona"
