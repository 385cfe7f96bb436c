"""Which way a language is written: from the right in Arabic or Hebrew letters."""

from collections.abc import Mapping
from functools import lru_cache

from babel.core import get_global

FROM_RIGHT = frozenset(
    {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa", "Yezi"}
)
"""The scripts (ISO 15924) that are written from right to left."""


@lru_cache(maxsize=256)
def is_from_right(tag: str) -> bool:
    """Say whether text in a language (BCP 47) begins at the right.

    The script of a tag decides, "az-Arab"; else the one that the language is most
    often written in (CLDR, likely subtags).
    """
    language, *rest = tag.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return (script.title() or _likely_script(language.lower(), rest)) in FROM_RIGHT


def _likely_script(language: str, rest: list[str]) -> str:
    likely: Mapping[str, str] = get_global("likely_subtags")
    regions = [f"{language}_{part.upper()}" for part in rest if len(part) == 2]
    found = next((likely[name] for name in [*regions, language] if name in likely), "")
    parts = found.split("_")
    return parts[1] if len(parts) > 1 else ""
