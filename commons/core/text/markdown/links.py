"""Links between sheets, `[[…]]`: where they stand, and how they are kept.

An author types [[Title]], [[slug]] or [[Title|words]]; saved text holds
[[id|words]], which no renaming breaks. What stands in code is not a link, nor
anything in a text that is too heavy to be rendered (parse_budget): `most` says what
a text may cost, among those of its sheet.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value, Values
from commons.core.text.markdown.engine import compile_engine
from commons.core.text.markdown.parse_budget import BUDGET, most_each, too_heavy


def link_pattern(bars: str) -> re.Pattern[str]:
    """Give the form of a link: target, then words when they are not the target.

    `bars` are the signs that part them; a table may escape the bar.
    """
    words = rf"[^\[\]\\\n{bars}]{{1,300}}"
    return re.compile(rf"\[\[({words})(?:\\?[{bars}]({words}))?\]\]")


PATTERN = link_pattern("|")

_BLOCKS = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
compile_engine(_BLOCKS.disable(["inline", "text_join", "footnote_tail"]))
_OPEN = "[["
_TICKS = re.compile(r"\\.|`+", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link as it stands in a text, from `start` to `end`."""

    target: str
    words: str
    start: int
    end: int


def budget_each(values: Values, budget: int = BUDGET) -> int:
    """Give the most that each text of a sheet may cost."""
    return most_each(texts_of(values), budget)


def find_links(text: str, most: int = BUDGET) -> list[Link]:
    """Give the links of a Markdown text, in order, code left out."""
    if _OPEN not in text or too_heavy(text, most):
        return []
    return [
        Link(
            target=found[1].strip(),
            words=(found[2] or found[1]).strip(),
            start=found.start(),
            end=found.end(),
        )
        for start, end in _prose(text)
        for found in PATTERN.finditer(text, start, end)
        if found[1].strip()
    ]


def save_links(
    text: str, resolve: Callable[[str], str | None], most: int = BUDGET
) -> str:
    """Give the text with [[id|words]] for each target that `resolve` knows.

    `resolve` takes a title, a slug or an identifier; it is asked once for
    each target. Other links stay as typed.
    """
    found = find_links(text, most)
    if not found:
        return text
    pieces: list[str] = []
    end = 0
    known = cache(resolve)
    for link in found:
        identifier = known(link.target)
        if identifier is None:
            continue
        pieces += [text[end : link.start], f"[[{identifier}|{link.words}]]"]
        end = link.end
    return "".join(pieces) + text[end:]


def readable_links(text: str) -> str:
    """Give a saved text as people read it: [[words]] for [[id|words]]."""
    return PATTERN.sub(
        lambda found: (
            f"[[{found[2]}]]" if iri.is_id(found[1]) and found[2] else found[0]
        ),
        text,
    )


def link_targets(values: Values) -> set[str]:
    """Give what the texts of the values link to: identifiers, or names as typed."""
    texts = texts_of(values)
    linking = [text for text in texts if _OPEN in text]
    most = most_each(texts) if linking else BUDGET
    return {link.target for text in linking for link in find_links(text, most)}


def map_saved(values: Values, resolve: Callable[[str], str | None]) -> Values:
    """Give the values with the links of each text as `save_links` writes them."""
    texts = texts_of(values)
    if not any(_OPEN in text for text in texts):
        return values
    most = most_each(texts)
    return map_texts(values, lambda text: save_links(text, resolve, most))


def map_texts(values: Values, function: Callable[[str], str]) -> dict[str, Value]:
    """Give the values with `function` applied to each text, at any depth."""
    return {key: _map(value, function) for key, value in values.items()}


def _map(value: Value, function: Callable[[str], str]) -> Value:
    if isinstance(value, str):
        return function(value)
    if isinstance(value, Mapping):
        return map_texts(value, function)
    if isinstance(value, list):
        return [_map(item, function) for item in value]
    return value


def texts_of(value: Value | Values) -> list[str]:
    """Give every text within a value, at any depth, in order."""
    texts: list[str] = []
    waiting: list[Value | Values] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            texts.append(one)
        elif isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, Mapping):
            waiting.extend(reversed([*one.values()]))
    return texts


@lru_cache(maxsize=16)
def _prose(text: str) -> tuple[tuple[int, int], ...]:
    """Give the stretches of the text that are not code, in order.

    Kept for a moment: a save asks twice, for the links to write and those written.
    """
    starts = [0]
    starts += [found.end() for found in re.finditer(r"\n", text)]
    starts.append(len(text))
    blocks = {
        (token.map[0], token.map[1])
        for token in _BLOCKS.parse(text)
        if token.type == "inline" and token.map
    }
    return tuple(
        span
        for first, last in sorted(blocks)
        for span in _outside_ticks(
            text, starts[first], starts[min(last, len(starts) - 1)]
        )
    )


def _outside_ticks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the stretches of a block that are outside code spans (CommonMark 6.1)."""
    runs = [
        found for found in _TICKS.finditer(text, start, end) if found[0].startswith("`")
    ]
    last = {len(run[0]): at for at, run in enumerate(runs)}
    at = 0
    while at < len(runs):
        opening = runs[at]
        length = len(opening[0])
        at += 1
        if last[length] < at:
            continue
        while len(runs[at][0]) != length:
            at += 1
        yield start, opening.start()
        start = runs[at].end()
        at += 1
    yield start, end
