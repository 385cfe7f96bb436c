"""Reads what people bring into Markdown from elsewhere: bullets, a little HTML.

The bullets of text processors make lists. Line breaks (<br>), <sub> and <sup> mean
what they say; comments are left out. Any other HTML is text. All of it is linear.
"""

import re
from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

from commons.core.text.markdown.dialects import cut_code

BULLETS = "•·▪‣◦●○■∙"
"""Signs that begin an item of a list in text processors."""

_BULLET = re.compile(rf"^([ \t>]*)[{BULLETS}][ \t\u00a0]+(?=\S)", re.MULTILINE)
_ANY_BULLET = re.compile(f"[{BULLETS}]")
_BREAK = re.compile(r"<br[ \t]{0,8}/?>", re.IGNORECASE)
SMALL = re.compile(r"<(su[bp])>([^<>\n]{1,100})</\1>", re.IGNORECASE)
"""High or low letters, with their tags."""
_SMALL_TAG = re.compile(r"</?su[bp]>", re.IGNORECASE)
_OPEN, _END = "<!--", "-->"
_NEVER_ENDS = "comments never end"
_LONGEST_INLINE = 5_000
"""Characters of a comment within a paragraph."""


def list_bullets(source: str) -> str:
    """Return a text whose lists have the bullets of Markdown; code stays as it is."""
    if not _ANY_BULLET.search(source):
        return source
    return "".join(
        _BULLET.sub(r"\1- ", piece) if prose else piece
        for prose, piece in cut_code(source)
    )


def drop_html(text: str) -> str:
    """Return a text without comments and the tags that are read, for plain words."""
    if "<" not in text:
        return text
    kept: list[str] = []
    at = 0
    while (begin := text.find(_OPEN, at)) >= 0:
        end = text.find(_END, begin + len(_OPEN))
        if end < 0:
            break
        kept.append(text[at:begin])
        at = end + len(_END)
    kept.append(text[at:])
    return _SMALL_TAG.sub("", _BREAK.sub(" ", "".join(kept)))


def read_html(engine: MarkdownIt) -> None:
    """Have an engine read the little HTML that people type."""
    engine.inline.ruler.before("autolink", "typed_html", _inline)
    engine.block.ruler.before(
        "fence",
        "comment",
        _block,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )


def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of markdown-it's rules
    """Read a line break, small letters or a comment at a <."""
    if state.src[state.pos] != "<":
        return False
    if found := _BREAK.match(state.src, state.pos, state.posMax):
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = found.end()
        return True
    if found := SMALL.match(state.src, state.pos, state.posMax):
        if not silent:
            tag = found[1].lower()
            state.push(f"{tag}_open", tag, 1)
            state.push("text", "", 0).content = found[2]
            state.push(f"{tag}_close", tag, -1)
        state.pos = found.end()
        return True
    return _pass_comment(state)


def _pass_comment(state: StateInline) -> bool:
    if not state.src.startswith(_OPEN, state.pos):
        return False
    last = min(state.posMax, state.pos + _LONGEST_INLINE)
    end = state.src.find(_END, state.pos + len(_OPEN), last)
    if end < 0:
        return False
    state.pos = end + len(_END)
    return True


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:  # noqa: FBT001 - the signature of markdown-it's rules
    """Pass over the lines of a comment that stands by itself, empty ones too."""
    begin = state.bMarks[first] + state.tShift[first]
    if not state.src.startswith(_OPEN, begin) or state.is_code_block(first):
        return False
    if state.env.get(_NEVER_ENDS):
        return False
    end = state.src.find(_END, begin + len(_OPEN))
    if end < 0:
        state.env[_NEVER_ENDS] = True
        return False
    line = bisect_left(state.eMarks, end + len(_END))
    if line >= last or state.src[end + len(_END) : state.eMarks[line]].strip():
        return False
    if not silent:
        state.line = line + 1
    return True
