"""Makes a page that stands among files alone: no form, and no link that leads nowhere.

The pages are ours, so their form is known: tags are closed, attributes stand in double
quotes, and neither links nor forms are nested (HTML, 4.5.1 and 4.10.3).
"""

import re
from collections.abc import Callable
from functools import partial
from html import escape, unescape
from urllib.parse import urljoin

from commons.services.exchange.freezing.port import FrozenAddress

Locate = Callable[[str], FrozenAddress | None]
"""Returns where the copy has what a path answers, None for nowhere."""

KEPT_SCRIPT = "data-frozen"
"""The attribute of a script that a copy keeps."""

_ATTRIBUTES = r'((?:\s+[^\s"\'=<>/]+(?:="[^"]*")?)*)\s*/?>'
_FORM = re.compile(rf"<form\b{_ATTRIBUTES}(.*?)</form>", re.DOTALL)
_SCRIPT = re.compile(rf"<script\b{_ATTRIBUTES}(.*?)</script>", re.DOTALL)
_LINK = re.compile(rf"<a\b{_ATTRIBUTES}(.*?)</a>", re.DOTALL)
_BUTTON = re.compile(rf"<button\b{_ATTRIBUTES}.*?</button>", re.DOTALL)
_SHOWN = re.compile(rf"<(link|img|source|use|image){_ATTRIBUTES}")
_SOURCE = re.compile(r'(\s(?:href|src|srcset))="([^"]*)"')
_HREF = re.compile(r'(\shref)="([^"]*)"')
_ACTION = re.compile(r'\saction="([^"]*)"')
_CLASS = re.compile(r'\sclass="([^"]*)"')
_ABSOLUTE = re.compile(r'((?:href|src)=")(https?://[^"]*)(")')
_OWN_PATH = re.compile(r"/(?!/)")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")

_OPEN, _CLOSE = "\ue001", "\ue002"
"""Stand around what is left of a link that leads nowhere (private use)."""
_DEAD = f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}"
_DEAD_LINK = re.compile(_DEAD)
_BLOCK = re.compile(
    rf"<(li|p|dd)(?:\s[^>]*)?>((?:(?!</?(?:li|p|dd|ul|ol|div)\b).)*?{_DEAD}"
    rf"(?:(?!</?(?:li|p|dd|ul|ol|div)\b).)*)</\1>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")
_SAYS = re.compile(r"[^\W_]")
_EMPTY = re.compile(
    r"<(ul|ol|li|p|nav|div|section|dd|menu)(?:\s(?:class|aria-label|aria-labelledby)"
    r'="[^"]*")*>\s*(?:<h[2-6][^>]*>[^<]*</h[2-6]>\s*)?</\1>'
    r"|<details[^>]*>\s*<summary[^>]*>[^<]*</summary>\s*</details>"
)
"""Boxes with nothing in them, or a heading alone; those that a script fills have an id."""
_KEPT = "\ue003{}\ue003"
_KEPT_AT = re.compile("\ue003([0-9]+)\ue003")
_DEEPEST = 4
_BUTTONS = frozenset({"button", "bell", "chip--action"})


class PageRewriter:
    """Rewrites pages and feeds of the site for the copy, and tells what they lead to."""

    def __init__(self, base: str, locate: Locate) -> None:
        self._base = base
        self._locate = locate

    def page(self, text: str, here: str) -> tuple[str, list[FrozenAddress]]:
        """Return a page as the copy has it, and what it leads to.

        `here` is the address that the site has it at.
        """
        found: list[FrozenAddress] = []
        lead = partial(self._led, here, found)
        kept: list[str] = []
        asks = partial(self._led, here, found, asking=True)
        text = _SCRIPT.sub(partial(_keep_script, lead), text)
        text = _FORM.sub(partial(_keep_form, asks, kept), text)
        text = _BUTTON.sub("", text)
        text = _LINK.sub(partial(_keep_link, lead), text)
        text = _SHOWN.sub(partial(_keep_shown, lead), text)
        text = _without_dead(text)
        text = _KEPT_AT.sub(lambda at: kept[int(at[1])], text)
        return text, found

    def feed(self, text: str) -> tuple[str, list[FrozenAddress]]:
        """Return a feed whose addresses lead into the copy, and what it leads to."""
        found: list[FrozenAddress] = []

        def lead(match: re.Match[str]) -> str:
            led = self._led("/", found, match[2])
            return f"{match[1]}{led or match[2]}{match[3]}"

        return _ABSOLUTE.sub(lead, text), found

    def named(
        self, text: str, pattern: re.Pattern[str], here: str
    ) -> list[FrozenAddress]:
        """Return where the copy has the addresses of ours that a text names.

        The first group of `pattern` is a path, from the base or from `here`.
        """
        named = dict.fromkeys(unescape(match[1]) for match in pattern.finditer(text))
        return [at for path in named if (at := self._locate(urljoin(here, path)))]

    def _led(
        self,
        here: str,
        found: list[FrozenAddress],
        written: str,
        *,
        asking: bool = False,
    ) -> str | None:
        """Return an address as the copy writes it, escaped; None where it leads nowhere.

        What leads to another site, or within the page, stays as it is. `asking`: a form
        puts a query behind it.
        """
        target = unescape(written).strip()
        if target.startswith(f"{self._base}/") or target == self._base:
            before, path = self._base, target[len(self._base) :] or "/"
        elif target.startswith("#") or _SCHEME.match(target) or target[:2] == "//":
            return written
        else:
            before, path = "", urljoin(here, target)
        address, sign, fragment = path.partition("#")
        at = self._locate(address) if _OWN_PATH.match(address) else None
        if at is None or (asking and not at.any_query):
            return None
        found.append(at)
        shown = f"{at.path}/" if asking else at.shown
        return escape(f"{before}{shown}{sign}{fragment}")


_Lead = Callable[[str], str | None]


def _keep_script(lead: _Lead, match: re.Match[str]) -> str:
    """Keep data, and the one script of the copy."""
    source = _SOURCE.search(match[1])
    if source is None:
        return match[0]
    kept = KEPT_SCRIPT in match[1] and lead(source[2])
    return match[0] if kept else ""


def _keep_form(lead: _Lead, kept: list[str], match: re.Match[str]) -> str:
    """Keep a form that asks what a script of the copy answers."""
    action = _ACTION.search(match[1])
    if 'method="post"' in match[1] or action is None:
        return ""
    led = lead(action[1])
    if led is None:
        return ""

    def keep(button: re.Match[str]) -> str:
        kept.append(button[0])
        return _KEPT.format(len(kept) - 1)

    told = match[0].replace(action[0], f' action="{led}"', 1)
    return _BUTTON.sub(keep, told)


def _keep_link(lead: _Lead, match: re.Match[str]) -> str:
    href = _HREF.search(match[1])
    if href is None:
        return match[0]
    led = lead(href[2])
    if led is not None:
        attributes = match[1].replace(href[0], f'{href[1]}="{led}"', 1)
        return f"<a{attributes}>{match[2]}</a>"
    classes = _CLASS.search(match[1])
    acts = classes and not _BUTTONS.isdisjoint(classes[1].split())
    return f"{_OPEN}{_CLOSE}" if acts else f"{_OPEN}{match[2]}{_CLOSE}"


def _keep_shown(lead: _Lead, match: re.Match[str]) -> str:
    """Keep what a page shows or names that is there; of several sizes, those that are."""
    told = match[0]
    for source in _SOURCE.finditer(match[0]):
        many = source[1].strip() == "srcset"
        written = [one.strip() for one in source[2].split(",")] if many else [source[2]]
        parts = (one.partition(" ") for one in written)
        led = [f"{at}{gap}{size}" for one, gap, size in parts if (at := lead(one))]
        if not led:
            return ""
        told = told.replace(source[0], f'{source[1]}="{", ".join(led)}"', 1)
    return told


def _without_dead(text: str) -> str:
    """Return a page without blocks in which nothing but dead links stood."""
    text = _BLOCK.sub(_keep_block, text)
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    for _ in range(_DEEPEST):
        text, count = _EMPTY.subn("", text)
        if not count:
            break
    return text


def _keep_block(match: re.Match[str]) -> str:
    """Keep a block that says something beside what led nowhere."""
    left = _TAG.sub("", _DEAD_LINK.sub("", match[0]))
    return match[0] if _SAYS.search(left) else ""
