"""Task lists: items that start with [ ] or [x] get a box, checked or not.

As GitHub does (github.github.com/gfm, 5.3); the boxes cannot be ticked.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MARK = re.compile(r"\[([ xX])\](?=\s)")
_OPENINGS = {"bullet_list_open", "ordered_list_open"}
_CLOSINGS = {"bullet_list_close", "ordered_list_close"}
_START = ["list_item_open", "paragraph_open", "inline"]
_BOX = (
    '<label><input class="task-list-item-checkbox" {}disabled="disabled" '
    'type="checkbox">'
)


def read_tasks(engine: MarkdownIt) -> None:
    """Put a box before each task that an engine meets."""
    engine.core.ruler.after("inline", "tasks", _tasks)


def _tasks(state: StateCore) -> None:
    """Go through the text once, with the lists that are open at each place."""
    lists: list[Token] = []
    tokens = state.tokens
    for at, token in enumerate(tokens):
        if token.type in _OPENINGS:
            lists.append(token)
        elif token.type in _CLOSINGS:
            lists.pop()
        elif lists and _starts_item(tokens, at) and _box(token):
            tokens[at - 2].attrSet("class", "task-list-item")
            lists[-1].attrSet("class", "contains-task-list")


def _starts_item(tokens: list[Token], at: int) -> bool:
    return [token.type for token in tokens[max(at - 2, 0) : at + 1]] == _START


def _box(item: Token) -> bool:
    """Put the box of an item in the place of its mark, if it has one."""
    mark = _MARK.match(item.content)
    words = item.children[0] if item.children else None
    if not (mark and words and words.content.startswith(mark[0])):
        return False
    words.content = words.content[len(mark[0]) :]
    item.content = item.content[len(mark[0]) :]
    box = _BOX.format("" if mark[1] == " " else 'checked="checked" ')
    opening = Token("html_inline", "", 0, content=box)
    closing = Token("html_inline", "", 0, content="</label>")
    item.children = [opening, *(item.children or ()), closing]
    return True
