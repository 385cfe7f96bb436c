"""Understands the Markdown that people and other programs write beside the standard.

Headings and items without their space, typographic bullets, embeds of Obsidian,
boxes and players of HedgeDoc, attributes of kramdown, tags of Jekyll and Hugo,
marks of YesWiki. One row each in RULES; code stays as typed; linear in the text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TEMPLATES = "balises de gabarit laissées de côté ({% … %}, {{ … }})"

_CODE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*(?:\n|\Z)(?:[^\n]*\n)*?(?: {0,3}\1[`~]*[ \t]*$|(?=\Z))"
    r"|(?<!`)`[^`\n]+`(?!`)",
    re.MULTILINE,
)
_HIDDEN = "\ufdd2"
_FIRST_SIGN = re.compile(r"^([ \t]*)(?:--|[-–—·])[ \t\u00a0]*", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d{1,2}[.)])", re.MULTILINE)
_PLAYERS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "peertube": "",
}
_SIZE = re.compile(r"\d{1,4}(?:x\d{1,4})?")
_IMAGE = re.compile(r"\.(?:jpe?g|png|webp|gif|svg|avif|bmp|tiff?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """What is written in another way: its form, and what to put in its place."""

    form: re.Pattern[str]
    put: str | Callable[[re.Match[str]], str]


def standard_markdown(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text as standard Markdown, and what of it says nothing here."""
    if not text:
        return text, ()
    told = False
    pieces: list[str] = []
    for prose, piece in cut_code(text):
        made, count = _TEMPLATE.subn("", _ruled(piece)) if prose else (piece, 0)
        told = told or count > 0
        pieces.append(made)
    return "".join(pieces), (TEMPLATES,) if told else ()


def without_code(text: str) -> str:
    """Return a text of the same length in which no sign of its code is left."""
    return _CODE.sub(lambda found: re.sub(r"[^\n]", _HIDDEN, found[0]), text)


def cut_code(text: str) -> Iterator[tuple[bool, str]]:
    """Cut a text into pieces of prose (True) and code (False)."""
    end = 0
    for found in _CODE.finditer(text):
        yield True, text[end : found.start()]
        yield False, found[0]
        end = found.end()
    yield True, text[end:]


def _ruled(text: str) -> str:
    for row in RULES:
        text = row.form.sub(row.put, text)
    return text


def _title(found: re.Match[str]) -> str:
    """Give a heading its space; a line of #words alone is one of keywords."""
    words = found[0].split()
    if len(words) < 2 or all(word.startswith("#") for word in words):
        return found[0]
    return f"# {found[0].lstrip()[1:]}"


def _items(found: re.Match[str]) -> str:
    return _FIRST_SIGN.sub(r"\1- ", found[0])


def _numbers(found: re.Match[str]) -> str:
    return _NUMBER.sub(r"\1 ", found[0])


def _player(found: re.Match[str]) -> str:
    name, said = found[1].lower(), found[2].strip().strip("\"'").split(" ")[0]
    address = said if "://" in said else f"{_PLAYERS[name]}{said}"
    return f"[{name}]({address})" if "://" in address else found[0]


def _embed(found: re.Match[str]) -> str:
    target, words = found[1].strip(), (found[2] or "").strip()
    if not _IMAGE.search(target):
        return f"[[{target}|{words}]]" if words else f"[[{target}]]"
    return f"![{'' if _SIZE.fullmatch(words) else words}](<{target}>)"


def _attached(found: re.Match[str]) -> str:
    said = dict(re.findall(r'(\w{1,20})="([^"]{0,500})"', found[1]))
    words = next((said[key] for key in ("desc", "alt", "caption") if said.get(key)), "")
    file = said.get("file") or said.get("src", "")
    mark = "!" if _IMAGE.search(file) else ""
    return f"{mark}[{words or file}](<{file}>)" if file else found[0]


def _anchored(found: re.Match[str]) -> str:
    words = found[3] or f"{found[1]}#{found[2]}"
    return f"[[{found[1]}|{words}]]"


def _boxed(found: re.Match[str]) -> str:
    return f"**{words}**" if (words := found[1].strip()) else ""


def _callout(found: re.Match[str]) -> str:
    return f"> **{found[2].strip() or found[1].capitalize()}**"


def _equals(found: re.Match[str]) -> str:
    return f"{'#' * max(7 - len(found[1]), 1)} {found[2].strip()}"


def _rows(
    *pairs: tuple[str, str | Callable[[re.Match[str]], str]],
) -> tuple[RuleRow, ...]:
    return tuple(
        RuleRow(form=re.compile(form, re.MULTILINE), put=put) for form, put in pairs
    )


_SPACED = r"(?:(?<![ \t])[ \t]++)?"
_LINE = r"[^\n]*(?:\n|\Z)"

RULES = _rows(
    (r"^ {0,3}(#{2,6})(?=[^\s#])", r"\1 "),
    (r"^#(?=[^\W\d_]|[«\"*\d])[^\n]*$", _title),
    (r"^([ \t]*)[•◦▪‣●○∙▫■□►▶➢➤✓✔❖][ \t\u00a0]*(?=\S)", r"\1- "),
    (rf"(?:^[ \t]*(?:--|[–—·])[ \t\u00a0]+\S{_LINE}){{2,}}", _items),
    (rf"(?:^[ \t]*-(?=[^\W\d_]|[«\"]){_LINE}){{2,}}", _items),
    (rf"(?:^[ \t]*\d{{1,2}}[.)](?=[^\W\d_]|[«\"*]){_LINE}){{2,}}", _numbers),
    (r"^[ \t]*(?:@?\[\[?_?TOC_?\]?\]|\$\{toc\})[ \t]*$", ""),
    (_SPACED + r"\{:[^{}\n]{0,200}\}", ""),
    (_SPACED + r"\{#[\w-]{1,80}\}[ \t]*$", ""),
    (r"\{% ?(youtube|vimeo|peertube) ([^%\n]{1,200})%\}", _player),
    (r"\{\{[<%] ?(youtube|vimeo) ([^%>\n]{1,200})[%>]\}\}", _player),
    (r"\{\{attach ([^{}\n]{1,1000})\}\}", _attached),
    (r"\{\{[<%] ?(?:figure|img|image) ([^<>{}\n]{1,1000})[>%]\}\}", _attached),
    (
        r"!\[\[([^\[\]|#\n]{1,300})(?:#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{0,300}))?\]\]",
        _embed,
    ),
    (
        r"\[\[([^\[\]|#\n]{1,200})#([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,200}))?\]\]",
        _anchored,
    ),
    (r"\[\[(https?://[^\s\[\]|]{1,1000})[ |]([^\[\]\n]{1,300})\]\]", r"[\2](\1)"),
    (r"^:::+[ \t]*\w*[ \t]*([^\n]*)$", _boxed),
    (r"^> ?\[!(\w{1,20})\][+-]?[ \t]*([^\n]*)$", _callout),
    (r"(?<!=)==(?=[^\s=])([^=\n]{1,300})(?<=\S)==(?!=)", r"**\1**"),
    (r"^(={2,6})([^=\n]{1,200})\1[ \t]*$", _equals),
    (r"\]\([ \t]{1,9}(?=\S)", r"]("),
    (r"\]\((?=www\.)", r"](https://"),
    (r"\]\(mailto:[ \t]{1,9}", r"](mailto:"),
    (r"(?<![<(\w:])mailto:([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})", r"<\1>"),
    (r"\{\{ ?site\.(?:baseurl|url) ?\}\}", ""),
)
"""Each way to write that is understood, in the order in which they are looked for."""

_TEMPLATE = re.compile(
    r"\{%-?[^%\n]{0,500}-?%\}|\{\{[<%][^<>%\n]{0,500}[%>]\}\}"
    r"|\{\{-? ?(?:site|page|include|include\.\w+|content)\b[^{}\n]{0,200}\}\}"
)
