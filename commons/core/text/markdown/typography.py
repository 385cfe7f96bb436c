"""Puts the no-break spaces that French asks for, when a text is shown.

Authors' words are kept as typed; only what is displayed changes. The rules are
those of the Lexique des règles typographiques en usage à l'Imprimerie nationale.
"""

import re

_WIDE, _NARROW = "\u00a0", "\u202f"
_RULES = (
    (re.compile(r"(?<=\S) +(?=[:»])"), _WIDE),
    (re.compile(r"« +(?=\S)"), f"«{_WIDE}"),
    (re.compile(r"(?<=\S) +(?=[?!;])"), _NARROW),
    (re.compile(r"(?<=\d) +(?=(?:h|min|€|%)(?!\w))"), _WIDE),
)
_ASKS = re.compile(r" (?=[:»?!;]|h|min|€|%)|« ")
"""What a text that a rule changes has in it."""
_TAG = re.compile(r"(<[^>]*>)")


def typeset_text(text: str) -> str:
    """Give a plain French text with its no-break spaces."""
    if not _ASKS.search(text):
        return text
    for pattern, spaced in _RULES:
        text = pattern.sub(spaced, text)
    return text


def typeset_html(html: str) -> str:
    """Do the same between the tags of clean HTML, but not within code."""
    pieces = _TAG.split(html)
    depth = 0
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            pieces[place] = piece if depth else typeset_text(piece)
        elif piece.startswith(("<code", "<pre")):
            depth += 1
        elif piece.startswith(("</code", "</pre")):
            depth -= 1
    return "".join(pieces)
