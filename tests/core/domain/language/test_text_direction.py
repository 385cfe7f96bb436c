"""Languages begin at the side where their readers do."""

import re

import pytest
from babel import Locale, localedata

from commons.core.domain.language.text_direction import is_from_right


@pytest.mark.parametrize(
    "tag",
    [
        "ar",
        "he",
        "fa",
        "ur",
        "yi",
        "ps",
        "ckb",
        "ug",
        "dv",
        "syr",
        "ar-MA",
        "arz",
        "az-Arab",
        "AR",
        "pa-PK",
        "ks",
    ],
)
def test_what_is_written_from_the_right(tag: str) -> None:
    assert is_from_right(tag)


@pytest.mark.parametrize(
    "tag", ["", "fr", "en-GB", "br", "ar-Latn", "az", "tr", "zh", "pa", "xx", "x-1"]
)
def test_what_is_written_from_the_left(tag: str) -> None:
    assert not is_from_right(tag)


_SCRIPT = re.compile("_[A-Z][a-z]{3}$")
"""What languages that are written in several scripts end with."""


def test_it_is_what_the_locales_of_babel_say() -> None:
    differ = [
        name
        for name in localedata.locale_identifiers()
        if _SCRIPT.search(name)
        if (Locale.parse(name).text_direction == "rtl")
        != is_from_right(name.replace("_", "-"))
    ]
    assert differ == []
