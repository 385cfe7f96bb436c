"""How Markdown becomes HTML that is safe and fits in a page.

CommonMark with tables, strikethrough, footnotes, task lists and [[links]]; of
images, those that the page vouches for: the others become links.
Raw HTML is shown as text, but for what typed_html reads; what is made is cleaned once more before it leaves.
A text that asks for too much work (parse_budget) is shown as it was typed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cache
from html import escape
from typing import Any, TypeAlias

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from commons.core.domain.addresses import iri
from commons.core.domain.addresses.misleading_urls import is_misleading
from commons.core.text.markdown.bare_urls import read_addresses
from commons.core.text.markdown.engine import compile_engine
from commons.core.text.markdown.links import PATTERN, link_pattern
from commons.core.text.markdown.parse_budget import too_heavy
from commons.core.text.markdown.task_lists import read_tasks
from commons.core.text.markdown.typed_html import drop_html, list_bullets, read_html

Resolve: TypeAlias = Callable[[str], str | None]
Images: TypeAlias = Mapping[str, Mapping[str, str]]
Env: TypeAlias = MutableMapping[str, Any]

MOST_REPEATED = 5_000_000
"""Characters that definitions ([a]: address "title") may add by being used.

Each use repeats the address and the title: of 200 000 characters a text could
make gigabytes.
"""

_EXTERNAL = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|mailto:", re.IGNORECASE)
_FILES = "/media/"
_REL = "noopener nofollow ugc"
_LAST_LEVEL = 6
NO_IMAGES: Images = {}
_BAR = "\ufdd0"
"""Stands for the bar of a link while tables are cut at their bars."""
_LINK = link_pattern(f"|{_BAR}")

_INLINE_TAGS = {"a", "br", "code", "em", "img", "s", "span", "strong", "sub", "sup"}
_BLOCK_TAGS = {
    *{f"h{level}" for level in range(1, _LAST_LEVEL + 1)},
    *{"blockquote", "div", "hr", "input", "label", "li", "ol", "p", "pre", "section"},
    *{"table", "tbody", "td", "th", "thead", "tr", "ul"},
}
_ATTRIBUTES = {
    **{f"h{level}": {"id"} for level in range(1, _LAST_LEVEL + 1)},
    "a": {"href", "title", "class", "id", "rel"},
    "code": {"class"},
    "div": {"class", "tabindex"},
    "hr": {"class"},
    "img": {
        *{"src", "srcset", "sizes", "alt", "title"},
        *{"width", "height", "loading", "decoding"},
    },
    "input": {"type", "checked", "disabled", "class"},
    "li": {"class", "id"},
    "ol": {"class", "start"},
    "section": {"class"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    "ul": {"class"},
}


def render_markdown(
    source: str,
    *,
    link: Resolve,
    images: Images = NO_IMAGES,
    heading_shift: int = 1,
    prefix: str = "s",
) -> str:
    """Give the HTML of a Markdown text.

    `link` gives the address of a link's target, None when there is none: its
    words are then marked "missing-link". Headings go down by `heading_shift`.
    Identifiers start with `prefix`, which tells the texts of a page apart.
    `images` maps the names of files of ours to the attributes of their images;
    their "alt" stands in where the text gives none.
    """
    env = {**_env(link, heading_shift, prefix), "images": images}
    tokens = _parsed(source, env)
    if tokens is None:
        return as_typed(source)
    html = str(_PAGE.renderer.render(tokens, _PAGE.options, env)).replace(_BAR, "|")
    return _PAGE_CLEANER.clean(html)


def render_line(source: str, *, link: Resolve, images: Images = NO_IMAGES) -> str:
    """Give the HTML of a line of Markdown, without any block around it."""
    line = " ".join(source.split())
    if _WORDS_ALONE.fullmatch(line):
        return line
    if too_heavy(line):
        return line_as_typed(line)
    env = {"link": cache(link), "images": images}
    return _LINE_CLEANER.clean(_LINE.renderInline(line, env))


_WORDS_ALONE = re.compile(r"(?:[^\W_]|[ ,;()’–«»]){1,400}")
"""A line without any sign that means something in Markdown or in HTML."""


def as_typed(source: str) -> str:
    """Give a Markdown text as it was typed, as HTML."""
    return f'<pre class="plain">\n{_typed(source)}</pre>\n'


def line_as_typed(source: str) -> str:
    """Give a line of Markdown as it was typed, as HTML without any block around it."""
    return f'<span class="plain">{_typed(" ".join(source.split()))}</span>'


def plain_words(source: str) -> str:
    """Give the words of a Markdown text without its marks, for search and mail.

    Linear and approximate: what is in code keeps its marks no better.
    """
    escaped = "\\" in source
    if escaped:
        source = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), source)
    text = PATTERN.sub(lambda found: (found[2] or found[1]).strip(), drop_html(source))
    for mark, put in _MARKS:
        text = mark.sub(put, text)
    return text.translate(_SHOWN) if escaped else text


_HIDDEN = 0xE000
"""Where signs that mean themselves wait among the private characters."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHOWN = {_HIDDEN + sign: sign for sign in range(0x21, 0x7F)}

_MARKS = tuple(
    (re.compile(mark, re.MULTILINE), put)
    for mark, put in (
        (r"\[\^[^\]\s]{1,40}\]:?", ""),
        (r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}(?:\s\"[^\"]{0,200}\")?\)", r"\1"),
        (r"^(?:[ \t]{0,8}(?:#{1,6}|>|[-*+]|\d{1,9}[.)])(?=[ \t]))+[ \t]{1,8}", ""),
        (r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$|^[ \t|:-]+$", ""),
        (r"\[[ xX]\][ \t]", ""),
        (r"\*\*|__|~~|`+|(?<=\S)\*|\*(?=\S)", ""),
        (r"[ \t]{0,8}\|[ \t]{0,8}", " "),
    )
)


def _env(link: Resolve, shift: int, prefix: str) -> Env:
    """Give what the rules of a page need; each target is looked up once."""
    known = cache(link)
    return {"link": known, "shift": shift, "prefix": prefix, "docId": prefix}


def _parsed(source: str, env: Env) -> list[Token] | None:
    """Give the tokens of a whole text, None for one that asks for too much."""
    if too_heavy(source):
        return None
    tokens = _PAGE.parse(_hide_bars(list_bullets(source)), env)
    return None if _SWOLLEN in env else tokens


def _typed(source: str) -> str:
    """Give a text as it was typed, in HTML."""
    return escape(source.replace("\0", "\ufffd"))


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    """Return what lets only those tags and attributes through that we make ourselves."""
    return nh3.Cleaner(
        tags=tags,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


_LINE_CLEANER = _cleaner(_INLINE_TAGS)
_PAGE_CLEANER = _cleaner(_INLINE_TAGS | _BLOCK_TAGS)


def _hide_bars(source: str) -> str:
    """Hide the bar of [[id|words]] from tables."""
    plain = source.replace(_BAR, "|")
    if "[[" not in plain:
        return plain
    return PATTERN.sub(lambda found: found[0].replace("|", _BAR, 1), plain)


def _wiki_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of markdown-it's rules
    """Read [[target|words]]."""
    if not state.src.startswith("[[", state.pos):
        return False
    found = _LINK.match(state.src, state.pos, state.posMax)
    if found is None or not found[1].strip():
        return False
    if not silent:
        _push_link(state, found[1].strip(), (found[2] or found[1]).strip())
    state.pos = found.end()
    return True


def _push_link(state: StateInline, target: str, words: str) -> None:
    """Add a link's tokens; within another link, its words alone."""
    address = state.env["link"](target)
    tag, attributes = ("a", {"href": address}) if address else ("span", _MISSING)
    nested = state.linkLevel > 0
    if not nested:
        opening = state.push("link_open", tag, 1)
        opening.attrs = dict(attributes)
    state.push("text", "", 0).content = words
    if not nested:
        state.push("link_close", tag, -1)


_MISSING = {"class": "missing-link"}


_SWOLLEN = "swollen"


def _bound(state: StateCore) -> None:
    """Leave a text whose definitions, used wherever they may be, add too much."""
    longest = max(
        (
            len(str(found["href"])) + len(str(found["title"]))
            for found in state.env.get("references", {}).values()
        ),
        default=0,
    )
    if longest * state.src.count("[") > MOST_REPEATED:
        state.env[_SWOLLEN] = True
        state.tokens.clear()


def _finish(state: StateCore) -> None:
    """Set what depends on the page: headings, links, images, tables."""
    taken: dict[str, int] = {}
    followers = [*state.tokens[1:], None]
    for token, after in zip(state.tokens, followers, strict=False):
        if token.type == "heading_open" and after is not None:
            token.attrSet("id", _identifier(_words(after), state.env, taken))
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1:]) + state.env["shift"]
            token.tag = f"h{min(level, _LAST_LEVEL)}"
        elif token.type in {"th_open", "td_open"}:
            _dress_cell(token)
        if token.children:
            images = state.env.get("images", NO_IMAGES)
            token.children = list(_dress(token.children, images))


def _identifier(words: str, env: Env, taken: dict[str, int]) -> str:
    """Give a heading an identifier of its own.

    `taken` holds the last number tried for each, so that a thousand headings
    of one name ask a thousand times, not half a million.
    """
    wanted = f"{env['prefix']}-{iri.slugify(words)}"
    name, count = wanted, taken.get(wanted, 1)
    while name in taken:
        count += 1
        name = f"{wanted}-{count}"
    taken[name] = 1
    taken[wanted] = count
    return name


def _dress_cell(token: Token) -> None:
    """Put a class where markdown-it writes a style."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = f"align-{style.rpartition(':')[2]}"
    if token.tag == "th":
        token.attrs["scope"] = "col"


def _dress(children: list[Token], images: Images) -> Iterator[Token]:
    """Mark the links that lead out; keep known images, make links of others."""
    within = 0
    for token in children:
        if token.type in {"link_open", "link_close"}:
            within += token.nesting
            if _EXTERNAL.match(str(token.attrGet("href") or "")):
                token.attrSet("rel", _REL)
        if token.type != "image":
            yield token
            continue
        address = str(token.attrGet("src") or "")
        known = images.get(address.removeprefix(_FILES))
        if known is not None and address.startswith(_FILES):
            yield _known_image(token, known)
        else:
            yield from _image_link(token, address, nested=within > 0)


def _known_image(token: Token, known: Mapping[str, str]) -> Token:
    """Dress an image that the page vouches for."""
    for name, value in known.items():
        if name != "alt":
            token.attrSet(name, value)
    if not token.content:
        token.children = [Token("text", "", 0, content=known.get("alt", ""))]
    token.attrSet("loading", "lazy")
    token.attrSet("decoding", "async")
    return token


def _image_link(token: Token, address: str, *, nested: bool) -> Iterator[Token]:
    """Give a link in the place of an image that is not ours."""
    words = Token("text", "", 0, content=token.content or address)
    if nested or not address:
        yield words
        return
    attributes: dict[str, str | int | float] = {"href": address, "rel": _REL}
    yield Token("link_open", "a", 1, attrs=attributes)
    yield words
    yield Token("link_close", "a", -1)


_CONTENT = {"softbreak": " ", "hardbreak": " ", "footnote_ref": "", "html_inline": ""}


def _words(inline: Token) -> str:
    """Give the words of a heading without their marks."""
    kept = (_CONTENT.get(child.type, child.content) for child in inline.children or ())
    return " ".join("".join(kept).split())


def _open_table(*_: object) -> str:
    return '<div class="table" tabindex="0"><table>\n'


def _close_table(*_: object) -> str:
    return "</table></div>\n"


def _engine() -> MarkdownIt:
    """Make what lines and pages share."""
    engine = MarkdownIt("commonmark", {"html": False})
    engine.enable("strikethrough")
    safe = engine.validateLink
    engine.validateLink = lambda url: safe(url) and not is_misleading(url)  # type: ignore[method-assign]  # the library's own way
    read_addresses(engine)
    engine.inline.ruler.before("link", "wiki_link", _wiki_link)
    read_html(engine)
    return engine


def _page() -> MarkdownIt:
    """Make the engine of whole texts."""
    engine = _engine().enable("table")
    engine.use(footnote_plugin)
    read_tasks(engine)
    engine.core.ruler.after("block", "bound", _bound)
    engine.core.ruler.push("finish", _finish)
    engine.add_render_rule("table_open", _open_table)
    engine.add_render_rule("table_close", _close_table)
    return engine


def _line() -> MarkdownIt:
    """Make the engine of single lines."""
    engine = _engine()
    engine.core.ruler.push("finish", _finish)
    return engine


_PAGE = compile_engine(_page())
_LINE = compile_engine(_line())
