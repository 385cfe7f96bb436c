"""A typed address becomes the one that a browser would open."""

import pytest
from hypothesis import given, strategies as st

from commons.core.kinds.values.web_addresses import LONGEST, clean_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://a.fr/b?c=d#e", "https://a.fr/b?c=d#e"),
        ("www.a.fr", "https://www.a.fr"),
        ("WWW.a.fr/É", "https://WWW.a.fr/%C3%89"),
        ("HTTPS://A.fr", "https://A.fr"),
        ("< https://a.fr >", "https://a.fr"),
        ("<URL:https://a.fr>", "https://a.fr"),
        ("<URL: https://a.fr >", "https://a.fr"),
        ("https:\\\\a.fr\\b\\c", "https://a.fr/b/c"),
        ("https://a.fr/coupé\n  e", "https://a.fr/coup%C3%A9e"),
        ("https://a.fr/\u200bb\u00ad", "https://a.fr/b"),
        ("https://école.fr", "https://xn--cole-9oa.fr"),
        ("https://moi@École.fr:8080/x", "https://moi@xn--cole-9oa.fr:8080/x"),
        ("https://日本。jp", "https://xn--wgv71a.jp"),
        ("https://a.fr/100% {x}|[1]", "https://a.fr/100%25%20%7Bx%7D%7C%5B1%5D"),
        ("https://a.fr/d%C3%A9j%c3%a0", "https://a.fr/d%C3%A9j%c3%a0"),
    ],
)
def test_an_address_is_cleaned_as_in_the_bar_of_a_browser(
    typed: str, address: str
) -> None:
    assert clean_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "un texte",
        "ftp://a.fr/é",
        "mailto:a@exemple.fr",
        "https://a b.fr/",
        "https://é|.fr/",
        "https://-é.fr/",
        "https://a.fr/\ud800",
    ],
)
def test_what_is_no_web_address_stays_as_typed(typed: str) -> None:
    assert clean_address(typed) == typed


def test_an_address_that_grows_too_long_stays_as_typed() -> None:
    fits = "https://a.fr/" + "é" * ((LONGEST - 13) // 6)
    assert clean_address(fits) == fits.replace("é", "%C3%A9")
    assert clean_address(f"{fits}éé") == f"{fits}éé"


@given(st.text(max_size=60))
def test_what_is_clean_stays_so(end: str) -> None:
    once = clean_address(f"https://a.fr/{end}")
    assert clean_address(once) == once
