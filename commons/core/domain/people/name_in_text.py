"""Finds a person's name in words that others wrote, in whichever letter case."""

import re

from commons.core.domain.language.characters import normal_form


def replace_name(text: str, name: str, by: str) -> str:
    """Return a text with another name wherever a name stands in it as words of its own.

    >>> replace_name("Vu avec LÉA ROUX, et Léa Rouxel.", "Léa Roux", "quelqu’un")
    'Vu avec quelqu’un, et Léa Rouxel.'
    """
    words = r"\s+".join(map(re.escape, normal_form(name).split()))
    if not words:
        return text
    found = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    plain = normal_form(text)
    return found.sub(lambda _: by, plain) if found.search(plain) else text
