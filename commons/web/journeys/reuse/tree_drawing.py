"""Lays a lineage out as a drawing: generations from left to right, a line each.

The list beside it says the same in words; positions are in units of the drawing.
"""

from dataclasses import dataclass
from textwrap import wrap

from flask_babel import gettext

from commons.services.reuse.lineage import Lineage, LineageBranch, LineageNode
from commons.web.display.sheet.value_labels import place_of

WIDTH, HEIGHT = 190, 62
"""The box of a sheet."""

APART, BELOW = 50, 16
"""How far generations are from one another, and boxes of one."""

MARGIN = 2
LONGEST_LINE, LONGEST_PLACE = 21, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBox:
    """A sheet in the drawing: where its box begins, and its lines of words.

    `title` is one line or two, `below` one or none.
    """

    node: LineageNode
    x: float
    y: float
    title: tuple[str, ...]
    below: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeDrawing:
    """The drawing: its size, its boxes, and its curves as paths of SVG."""

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    curves: tuple[str, ...]


def draw_tree(lineage: Lineage, sheet: str) -> TreeDrawing:
    """Return the drawing of a lineage; `sheet` is the one whose page it is on."""
    rows: dict[str, float] = {}
    for tree in lineage.trees:
        _place(tree, rows)
    boxes = tuple(
        DrawnBox(
            node=node,
            x=MARGIN + node.generation * (WIDTH + APART),
            y=MARGIN + rows[node.key] * (HEIGHT + BELOW),
            title=_title_lines(title_of(node)),
            below=_cut(node_place(node) or credit_of(node), LONGEST_PLACE),
            own=node.key == sheet,
        )
        for node in lineage.nodes
    )
    where = {box.node.key: box for box in boxes}
    curves = tuple(
        _curve(where[parent], box)
        for box in boxes
        for parent in box.node.parents
        if parent in where
    )
    return TreeDrawing(
        width=max(box.x for box in boxes) + WIDTH + MARGIN,
        height=max(box.y for box in boxes) + HEIGHT + MARGIN,
        boxes=boxes,
        curves=curves,
    )


def title_of(node: LineageNode) -> str:
    """Return the title of a sheet of a lineage; its address for want of one."""
    if node.head:
        return node.head.title or gettext("Fiche supprimée")
    return str(node.credit.get("title") or node.key)


def node_place(node: LineageNode) -> str:
    """Return the place that a sheet of a lineage is for, "" for none."""
    return place_of(node.head) if node.head else ""


def credit_of(node: LineageNode) -> str:
    """Return who is credited of a sheet elsewhere, "" for one that is here."""
    return "" if node.head else str(node.credit.get("author", ""))


def _place(branch: LineageBranch, rows: dict[str, float]) -> None:
    """Give each node its row: leaves one after the other, others amid theirs."""
    for one in branch.branches:
        _place(one, rows)
    under = [rows[one.node.key] for one in branch.branches]
    taken = [int(row) for row in rows.values()]
    rows[branch.node.key] = (
        (min(under) + max(under)) / 2 if under else max(taken, default=-1) + 1
    )


def _curve(start: DrawnBox, end: DrawnBox) -> str:
    begin, stop = start.x + WIDTH, end.x
    first, last = start.y + HEIGHT / 2, end.y + HEIGHT / 2
    middle = (begin + stop) / 2
    return f"M{begin:g} {first:g}C{middle:g} {first:g} {middle:g} {last:g} {stop:g} {last:g}"


def _title_lines(title: str) -> tuple[str, ...]:
    lines = wrap(
        title, LONGEST_LINE, max_lines=2, placeholder="…", break_on_hyphens=False
    )
    return tuple(lines)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
