"""The type of a language: a tag of BCP 47, chosen and read by its name."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from commons.core.domain.language.folding import fold_words
from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Field, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.plain import PLAIN
from commons.core.kinds.types.text import check_length
from commons.core.kinds.values.scalars import scalar_text

OFFERED = ("fr", "en", "br", "oc", "eu", "co", "ca", "de", "es", "it", "pt", "ar")
"""Tags of the languages that the form offers; a sheet may have another one."""

_TAG = re.compile(r"[a-z]{2}")
_READ_IN = ("en", "fr")
"""The languages in which a name is read; where both know it, the last says which."""


def language_name(tag: str, language: str) -> str:
    """Return the name of a language (BCP 47) in another; the tag if unknown."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name(language)
    except (UnknownLocaleError, ValueError):
        return tag
    return name or tag


def _parse(_schema: Schema, _field: Field, value: Value) -> Value | None:
    text = scalar_text(value)
    if _TAG.fullmatch(text):  # as our forms and exports write it
        return text
    named = _tags().get(fold_words(text), text)
    head, *rest = named.replace("_", "-").split("-")
    cased = [part.upper() if len(part) == 2 else part for part in rest]
    return "-".join([head.lower(), *cased])


@lru_cache(maxsize=1)
def _tags() -> dict[bytes, str]:
    """Map the name of a language, in French and English, to its BCP 47 tag."""
    return {
        fold_words(str(name)): tag
        for language in _READ_IN
        for tag, name in Locale(language).languages.items()
        if "_" not in tag
    }


def _say(value: Value, language: str) -> str:
    return language_name(str(value), language)


def _choices(
    _schema: Schema, _field: Field, typed: Sequence[str], language: str
) -> Iterator[tuple[str, Words, Words]]:
    for tag in dict.fromkeys((*OFFERED, *filter(None, typed))):
        yield tag, {language: language_name(tag, language)}, {}


LANGUAGE = replace(
    PLAIN,
    key="language",
    stated_by=("dash:editor kc:LanguageEditor",),
    rule=Rule.NOT_TEXT,
    has_length=True,
    controls=("choice", "ticks"),
    sample={"fr": "français", "en": "English"},
    parse=_parse,
    limit=check_length,
    in_words=_say,
    choices=_choices,
)
