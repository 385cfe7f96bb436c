"""What a page says of itself is read in a time that grows as the page does."""

import codecs
import time

import pytest

from commons.services.federation.page_metadata import (
    decode_page,
    linked_addresses,
    page_language,
)

NOT_OF_PAGES = (
    "punycode",
    "idna",
    "unicode_escape",
    "utf-7",
    "rot13",
    "hex",
    "nonsense",
)


@pytest.mark.parametrize("name", NOT_OF_PAGES)
def test_a_charset_that_no_page_is_in_is_read_as_utf_8(name: str) -> None:
    body = "<p>été \\u0041 +AGE-</p>".encode()
    told = decode_page(body, f"text/html; charset={name}")
    assert told == body.decode()


def test_a_charset_costs_no_more_than_reading() -> None:
    body = b"a-" + b"b9" * 150_000
    begun = time.thread_time()
    decode_page(body, "text/html; charset=Punycode")
    assert time.thread_time() - begun < 0.5


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("utf-8", "utf-8"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("iso-8859-15", "iso8859-15"),
        ("utf-16", "utf-16"),
        ("utf-16le", "utf-16-le"),
        ("GB2312", "gb2312"),
    ],
)
def test_charsets_of_pages_are_read(label: str, codec: str) -> None:
    text = "Été" if codec != "gb2312" else "公社"
    body = codecs.encode(text, codec)
    assert decode_page(body, f"text/html; charset={label}") == text
    assert decode_page(body, f'text/html; charset="{label}"') == text


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ('<html class="a" lang="fr-FR">', "fr"),
        ("<HTML LANG=EN>", "en"),
        ("<html data-lang='de' lang='es'>", "es"),
        ("<html class='lang=de'>", ""),
        ("<html>", ""),
        ("<htmlx lang=fr>", ""),
    ],
)
def test_the_language_of_a_page_is_that_of_its_element(tag: str, language: str) -> None:
    assert page_language(f"<!doctype html>\n{tag}<body>") == language


@pytest.mark.parametrize(
    ("tag", "address"),
    [
        ('<link rel="license" href="/a?b&amp;c">', "/a?b&c"),
        ("<a href=/a rel=license>", "/a"),
        ("<A HREF='/a' REL='nofollow license noopener'>", "/a"),
        ('<a title="a < b" rel="license"\n href="/a">', "/a"),
        ('<a rel="licenses" href="/a">', None),
        ('<a REL="LICENSE" href="/a">', "/a"),
        ('<abbr rel="license" href="/a">', None),
        ('<a rel="license">', None),
        (f'<a rel="license" href="&#{"1" * 5_000};">', None),
    ],
)
def test_a_link_is_known_by_its_relation(tag: str, address: str | None) -> None:
    found = linked_addresses(f"<p>{tag}la licence</a>", "license")
    assert found == ([] if address is None else [address])


HOSTILE = (
    "<a rel=license ",
    "<html lang=",
    "<html " + "lang" * 40,
    "<link rel='license license license license' " + "x" * 400 + ">",
    "<a " + "rel " * 50 + ">",
    "<a " + "= " * 50 + ">",
    "<a a=\"b='c=" + '"' + " >",
    "<",
    "<a>",
    " ",
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_what_a_page_links_to_is_read_in_a_time_that_grows_as_the_page(
    unit: str,
) -> None:
    page = (unit * 200_000)[:200_000]
    begun = time.thread_time()
    linked_addresses(page, "license")
    page_language(page)
    assert time.thread_time() - begun < 0.3
