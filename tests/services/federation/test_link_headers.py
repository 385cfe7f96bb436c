"""A Link header is read as RFC 8288 writes it, in a time that grows as its length."""

import time

import pytest

from commons.services.federation.link_headers import linked_in_header

INBOX = "http://www.w3.org/ns/ldp#inbox"


@pytest.mark.parametrize(
    ("header", "relation", "found"),
    [
        ('</in>; rel="http://www.w3.org/ns/ldp#inbox"', INBOX, ["/in"]),
        ("</in>;rel=http://www.w3.org/ns/ldp#inbox", INBOX, ["/in"]),
        ('</in>; REL="HTTP://www.w3.org/ns/LDP#inbox"', INBOX, ["/in"]),
        ('</a>; rel="Canonical"', "canonical", ["/a"]),
        ('</a>; type="text/html"; rel="self canonical"', "canonical", ["/a"]),
        ('</a>; rel=next; rel="canonical"', "canonical", []),
        ('</a>; rel="next", </b>; rel="canonical"', "canonical", ["/b"]),
        ('</a>; title="; rel=canonical"; rel="next"', "canonical", []),
        ('</a>; title="a \\" b"; rel=canonical', "canonical", ["/a"]),
        ("</a>; rel=canonical, </b>; rel=CANONICAL", "canonical", ["/a", "/b"]),
        ('</a>; rel="canonicals"', "canonical", []),
        ("</a>", "canonical", []),
        ("", "canonical", []),
    ],
)
def test_what_a_header_links_to_is_known_by_its_relation(
    header: str, relation: str, found: list[str]
) -> None:
    assert linked_in_header(header, relation) == found


@pytest.mark.parametrize(
    "unit", ["<a>; ", "<", "<a>", ';a="', "<a>;a=\\", "<a>; rel=a; ", " ", '<a>;a="\\']
)
def test_a_header_without_end_takes_no_time(unit: str) -> None:
    begun = time.thread_time()
    linked_in_header(unit * (1_000_000 // len(unit)), "canonical")
    assert time.thread_time() - begun < 0.3
