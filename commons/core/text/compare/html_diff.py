"""Marks in a piece of our HTML what changed since an older one, with ins and del.

Both must be HTML that we made: well-formed, cleaned. What is the same is left
as it is; a mark never crosses an element, nor stands where HTML allows none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from itertools import groupby

from commons.core.text.compare.alignment import align_units

MOST_PAIRS = 400
ALIKE = 0.3

_VOID = frozenset({"br", "hr", "img", "input", "wbr", "source"})
_BLOCKS = frozenset(
    {
        *("p", "ul", "ol", "dl", "table", "blockquote", "pre", "div", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "figure", "aside", "details"),
    }
)
_FRAMES = frozenset({"ul", "ol", "dl", "table", "thead", "tbody", "tr"})
"""Elements that hold only others: a mark goes inside those."""

_NAMES = frozenset({"id", "aria-labelledby", "aria-describedby", "for", "tabindex"})
"""Attributes that what is gone may not have again."""

_PART = re.compile(r"\s+|\w+|[^\w\s]")
_LETTERS = re.compile(r"\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What is said before a mark (of what moved, to eyes as well) and of an image."""

    added: str
    removed: str
    moved_here: str
    moved_away: str
    image_added: str
    image_removed: str


@dataclass(frozen=True, kw_only=True)
class Element:
    """An element of the tree; a text is a str that holds one word, sign or space."""

    tag: str
    attributes: tuple[tuple[str, str], ...]
    children: "list[Element | str]"

    @cached_property
    def html(self) -> str:
        """The element as HTML."""
        return _opening(self) + _inner(self.children) + _closing(self)

    @cached_property
    def same(self) -> str:
        """What the element says, whatever it is named: equal for what only moved."""
        within = "".join(
            child.same if isinstance(child, Element) else child
            for child in self.children
        )
        return f"{self.form}{within}</>"

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in it, and each image."""
        found = Counter[str]()
        for child in self.children:
            if isinstance(child, Element):
                found.update(child.words)
            elif _LETTERS.match(child):
                found[child] += 1
        return found

    @cached_property
    def form(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What two elements share that are the same one, changed within."""
        kept = (pair for pair in self.attributes if pair[0] not in _NAMES)
        return self.tag, tuple(kept)


Node = Element | str
Run = tuple[str, Node, Node]
"""A sign ("=", "~" changed within, "+", "-", ">" and "<" moved) and the node, as it was
and as it is; of what came or went, twice the same."""

_MOVED = {"+": ">", "-": "<"}
_MOVES = frozenset(_MOVED.values())
_COME = frozenset("+>")


def mark_html_changes(old: str, new: str, labels: Labels) -> str:
    """Give the newer HTML with what was put in and what was taken out."""
    marking = _Marking(labels)
    return "".join(marking.children("div", _parsed(old), _parsed(new)))


class _Marking:
    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._said = {
            "+": labels.added,
            "-": labels.removed,
            ">": labels.moved_here,
            "<": labels.moved_away,
        }

    def children(
        self, parent: str, old: Sequence[Node], new: Sequence[Node]
    ) -> Iterator[str]:
        """Mark what stands within two elements of one form."""
        keys = [[_key(node) for node in nodes] for nodes in (old, new)]
        runs: list[Run] = []
        done = (0, 0)
        for place, at in [*align_units(*keys), (len(old), len(new))]:
            runs += _gap(old[done[0] : place], new[done[1] : at])
            runs += [("=", node, node) for node in new[at : at + 1]]
            done = (place + 1, at + 1)
        signed = _whole(_moved(runs))
        for sign, group in groupby(signed, key=lambda run: run[0]):
            nodes = list(group)
            if sign == "=":
                yield _inner([node for _, _, node in nodes])
            elif sign == "~":
                yield from (self._element(a, b) for _, a, b in nodes)
            else:
                yield self._mark(parent, sign, [node for _, node, _ in nodes])

    def _element(self, old: Node, new: Node) -> str:
        if isinstance(old, str) or isinstance(new, str):
            return _inner([new])
        within = self.children(new.tag, old.children, new.children)
        return _opening(new) + "".join(within) + _closing(new)

    def _mark(self, parent: str, sign: str, nodes: list[Node]) -> str:
        """Mark nodes that came (+) or went (-), where a mark may stand."""
        if parent in _FRAMES:
            return "".join(
                self._framed(sign, node) for node in nodes if isinstance(node, Element)
            )
        html = "".join(self._plain(sign, node) for node in nodes)
        if not html.strip():
            return html if sign in _COME else ""
        tag = "ins" if sign in _COME else "del"
        blocks = any(isinstance(n, Element) and n.tag in _BLOCKS for n in nodes)
        look = ' class="block"' if blocks else ""
        return f"<{tag}{look}>{self._label(sign)}{html}</{tag}>"

    def _label(self, sign: str) -> str:
        look = "told" if sign in _MOVES else "unseen"
        return f'<span class="{look}">{escape(self._said[sign])} </span>'

    def _framed(self, sign: str, element: Element) -> str:
        """Mark what an item, a row or a cell holds."""
        bare = element if sign in _COME else _nameless(element)
        within = self._mark(element.tag, sign, element.children)
        opening = _opening(bare)
        if sign not in _COME:
            opening = f"{opening[:-1]} data-gone>"
        return opening + within + _closing(element)

    def _plain(self, sign: str, node: Node) -> str:
        """Give what is marked as it is, images with their words."""
        if isinstance(node, str):
            return escape(node, quote=False)
        bare = node if sign in _COME else _nameless(node)
        if node.tag == "img":
            words = (
                self._labels.image_added
                if sign in _COME
                else self._labels.image_removed
            )
            alt = dict(node.attributes).get("alt", "")
            told = f"{words} {alt}".strip()
            return f'<span class="told">{escape(told)}</span> {_opening(bare)}'
        within = "".join(self._plain(sign, child) for child in node.children)
        return _opening(bare) + within + _closing(node)


def _gap(old: Sequence[Node], new: Sequence[Node]) -> Iterator[Run]:
    """Pair the elements that go on, changed within; the others went and came."""
    done = (0, 0)
    for place, at in [*_pairs(old, new), (len(old), len(new))]:
        yield from (("-", node, node) for node in old[done[0] : place])
        yield from (("+", node, node) for node in new[done[1] : at])
        if place < len(old):
            yield ("~", old[place], new[at])
        done = (place + 1, at + 1)


def _pairs(old: Sequence[Node], new: Sequence[Node]) -> list[tuple[int, int]]:
    """Pair elements of one form that share words, in order, the first that fits."""
    before = [(n, e) for n, e in enumerate(old) if isinstance(e, Element)]
    after = [(n, e) for n, e in enumerate(new) if isinstance(e, Element)]
    if len(before) * len(after) > MOST_PAIRS:
        return []
    found: list[tuple[int, int]] = []
    first = 0
    for place, element in before:
        fits = (n for n in range(first, len(after)) if _goes_on(element, after[n][1]))
        if (fit := next(fits, None)) is not None:
            found.append((place, after[fit][0]))
            first = fit + 1
    return found


def _goes_on(old: Element, new: Element) -> bool:
    if old.form != new.form or old.tag in _VOID:
        return False
    total = old.words.total() + new.words.total()
    shared = 2 * (old.words & new.words).total()
    return shared >= ALIKE * total


def _whole(runs: list[Run]) -> Iterator[Run]:
    """Let no lone sign or space stand between two changes: it changes with them."""
    groups = [
        (same, list(group))
        for same, group in groupby(runs, key=lambda run: run[0] in "=~")
    ]
    gone: list[Run] = []
    come: list[Run] = []
    for number, (same, group) in enumerate(groups):
        between = 0 < number < len(groups) - 1
        if same and not (between and not any(map(_says, group))):
            yield from gone
            yield from come
            gone, come = [], []
            yield from group
        elif same:
            gone += [("-", node, node) for _, node, _ in group]
            come += [("+", node, node) for _, _, node in group]
        else:
            gone += [run for run in group if run[0] not in _COME]
            come += [run for run in group if run[0] in _COME]
    yield from gone
    yield from come


def _says(run: Run) -> bool:
    """Say whether a run is worth standing between two changes."""
    return isinstance(run[1], Element) or _LETTERS.match(run[1]) is not None


def _moved(runs: list[Run]) -> list[Run]:
    """Tell the elements that stand elsewhere, the same, from those that are new."""
    there = {
        sign: Counter(
            node.same for s, node, _ in runs if s == sign and isinstance(node, Element)
        )
        for sign in "+-"
    }
    both = there["+"] & there["-"]
    return [
        (_MOVED[sign], node, twin)
        if sign in _MOVED and isinstance(node, Element) and node.same in both
        else (sign, node, twin)
        for sign, node, twin in runs
    ]


def _key(node: Node) -> str:
    return node if isinstance(node, str) else f"<{node.same}"


def _nameless(element: Element) -> Element:
    kept = tuple(pair for pair in element.attributes if pair[0] not in _NAMES)
    return Element(tag=element.tag, attributes=kept, children=element.children)


def _opening(element: Element) -> str:
    told = "".join(
        f' {name}="{escape(value)}"' if value else f" {name}"
        for name, value in element.attributes
    )
    return f"<{element.tag}{told}>"


def _closing(element: Element) -> str:
    return "" if element.tag in _VOID else f"</{element.tag}>"


def _inner(nodes: Sequence[Node]) -> str:
    return "".join(
        escape(node, quote=False) if isinstance(node, str) else node.html
        for node in nodes
    )


def _parsed(html: str) -> list[Node]:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser.root.children


class _Parser(HTMLParser):
    """Makes the tree of a piece of well-formed HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element(tag="div", attributes=(), children=[])
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = tuple((name, value or "") for name, value in attrs)
        element = Element(tag=tag, attributes=told, children=[])
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self._open) > 1 and self._open[-1].tag == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.extend(_PART.findall(data))
