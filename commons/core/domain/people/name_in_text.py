"""Finds a person's name in words that others wrote, in whichever letter case."""

import re

from commons.core.domain.language.characters import normal_form


def replace_name(text: str, name: str, by: str) -> str:
    """Return a text with another name wherever a name stands in it as words of its own.

    >>> replace_name("Vu avec LÉA ROUX, et Léa Rouxel.", "Léa Roux", "quelqu’un")
    'Vu avec quelqu’un, et Léa Rouxel.'
    """
    found, plain = _pattern(name), normal_form(text)
    if found is None or not found.search(plain):
        return text
    return found.sub(lambda _: by, plain)


def says(text: str, name: str) -> bool:
    """Return whether a name stands in a text as words of its own.

    >>> says("Léa Rouxel", "Léa"), says("Léandre", "Léa")
    (True, False)
    """
    found = _pattern(name)
    return found is not None and found.search(normal_form(text)) is not None


def _pattern(name: str) -> re.Pattern[str] | None:
    words = r"\s+".join(map(re.escape, normal_form(name).split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE) if words else None
