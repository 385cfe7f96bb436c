"""What a page says of itself is read in a time that grows as the page does."""

import codecs
import time

import pytest

from commons.services.federation.page_metadata import decode_page

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
