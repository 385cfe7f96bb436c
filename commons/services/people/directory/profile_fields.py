"""Reads what is typed of a person or an organisation: words, a place, addresses."""

import re
from collections.abc import Sequence

from commons.core.domain.language.characters import clean_line, clean_text, is_blank
from commons.core.domain.people.profile import (
    LONGEST_LINK,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_LINES,
    MOST_LINKS,
)
from commons.core.kinds.values.type_checks import is_url
from commons.core.kinds.values.web_addresses import clean_address

FAULTS = {
    "long": "C’est trop long : 500 caractères au plus.",
    "lines": "C’est trop long : 20 lignes au plus.",
    "place": "Ce lieu n’est pas dans les listes officielles : écrivez le nom d’une"
    " commune, d’un département ou d’une région.",
    "many_links": "C’est trop de liens : 3 au plus.",
    "link": "Un lien commence par https:// et tient sur une ligne.",
    "no_name": "Donnez le nom de l’organisation.",
    "long_name": "Ce nom est trop long : 120 caractères au plus.",
}
"""What is wrong with what was typed, in French, to translate."""

_HTTPS = re.compile(r"https://[^\s/?#@\\]+\.[^\s/?#@\\]")


def read_words(typed: str) -> str:
    """Return somebody's few words as they are kept, "" where a reader sees none."""
    words = clean_text(typed)
    return "" if is_blank(words) else words


def read_links(typed: str) -> tuple[str, ...]:
    """Return the addresses of some lines, each once, as a browser would open them."""
    lines = (clean_line(line) for line in typed.splitlines())
    return tuple(dict.fromkeys(clean_address(line) for line in lines if line))


def words_faults(words: str) -> dict[str, str]:
    """Return what is wrong with somebody's few words."""
    if len(words) > LONGEST_WORDS:
        return {"words": FAULTS["long"]}
    if words.count("\n") >= MOST_LINES:
        return {"words": FAULTS["lines"]}
    return {}


def place_faults(typed: str, code: str) -> dict[str, str]:
    """Return what is wrong with a place that was read as a code, "" for none."""
    return {"territory": FAULTS["place"]} if typed.strip() and not code else {}


def link_faults(control: str, links: Sequence[str]) -> dict[str, str]:
    """Return what is wrong with the addresses of a control."""
    if len(links) > MOST_LINKS:
        return {control: FAULTS["many_links"]}
    return {} if all(map(_is_link, links)) else {control: FAULTS["link"]}


def name_faults(control: str, name: str) -> dict[str, str]:
    """Return what is wrong with the name of an organisation."""
    if is_blank(name):
        return {control: FAULTS["no_name"]}
    return {control: FAULTS["long_name"]} if len(name) > LONGEST_NAME else {}


def _is_link(link: str) -> bool:
    """Return whether an address is of the web, in safety, and not too long."""
    return len(link) <= LONGEST_LINK and _HTTPS.match(link) is not None and is_url(link)
