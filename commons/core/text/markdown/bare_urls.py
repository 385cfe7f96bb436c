"""Bare addresses in prose, https://…: where one starts and where it ends.

An address ends before a space, a bracket that has no partner within it and
the punctuation of the sentence around it.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

LONGEST_ADDRESS = 2_000
"""What is longer stays words: no browser's address bar would take it."""

_SCHEME = re.compile(r"(?:^|[^a-z0-9+])(https?)$", re.IGNORECASE)
_LONGEST_BEFORE = len("?https")
_SIGN = r"[^\s<>\"`()\[\]{}]"
_REST = re.compile(
    r"://(?:[\w.%:+~-]*+@)?[^\W_](?:[\w.-]*\w)?(?::\d{1,5})?"
    rf"(?:[/?#](?:{_SIGN}++|\({_SIGN}*+\)|\[{_SIGN}*+\]|\{{{_SIGN}*+\}})*+)?"
)
_AROUND = ".,;:!?'’”»…*_~"


def read_addresses(engine: MarkdownIt) -> None:
    """Make links of the bare addresses that an engine meets."""
    engine.inline.ruler.after("text", "address", _address)


def _address(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of markdown-it's rules
    """Read an address from its colon on; its scheme is in what is pending.

    Looks no further than the longest address: linear, whatever follows.
    """
    if silent or state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_BEFORE:])
    if scheme is None:
        return False
    limit = state.pos + LONGEST_ADDRESS
    rest = _REST.match(state.src, state.pos, min(state.posMax, limit + 1))
    if rest is None or rest.end() > limit:
        return False
    kept = rest[0].rstrip(_AROUND)
    target = state.md.normalizeLink(scheme[1] + kept)
    if not state.md.validateLink(target):
        return False
    state.pending = state.pending[: -len(scheme[1])]
    state.push("link_open", "a", 1).attrs = {"href": target}
    words = state.md.normalizeLinkText(scheme[1] + kept)
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos += len(kept)
    return True
