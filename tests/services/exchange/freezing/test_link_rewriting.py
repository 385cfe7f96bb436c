"""Pages among files: links that lead somewhere stay, what asks a program goes."""

import pytest

from commons.services.exchange.freezing.link_rewriting import PageRewriter
from commons.services.exchange.freezing.port import FrozenAddress

BASE = "http://commons.example"
PLACES = {
    "/a": "/a",
    "/a?page=2": "/a/page-2",
    "/s": "/s",
    "/f": "/f.atom",
    "/i/640": "/i/640.webp",
    "/x.js": "/x.js",
}


def locate(address: str) -> FrozenAddress | None:
    at = PLACES.get(address) or PLACES.get(
        address.partition("?")[0] * (address[1] == "s")
    )
    query = "?" + address.partition("?")[2] if "?" in address and at == "/s" else ""
    if at is None:
        return None
    return FrozenAddress(path=at, ask=address, shown=at + query, any_query=at == "/s")


def page(text: str) -> str:
    return PageRewriter(BASE, locate).page(text, "/a")[0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/a#b">A</a>', '<a href="/a#b">A</a>'),
        ('<a href="?page=2">2</a>', '<a href="/a/page-2">2</a>'),
        ('<a class="x" href="/s?q=a&amp;b=c">S</a>', '<a class="x" href="/s?q=a&amp;b=c">S</a>'),
        (f'<a href="{BASE}/a">A</a>', f'<a href="{BASE}/a">A</a>'),
        ('<a href="https://ailleurs.example/edit">A</a>', '<a href="https://ailleurs.example/edit">A</a>'),
        ('<a href="#b" title="a > b">A</a>', '<a href="#b" title="a > b">A</a>'),
        ('Voir <a href="/edit">la page</a>.', "Voir la page."),
        ('<a class="button" href="/edit">Modifier</a>', ""),
        ('<ul><li><a href="/edit">Modifier</a> · <a href="/b">B</a></li></ul>', ""),
        ('<section class="c"><h2>H</h2><p><a href="/b">B</a></p></section>', ""),
        ('<p>Ou <a href="/b">B</a></p>', "<p>Ou B</p>"),
        ('<form method="post" action="/s"><button>B</button></form>', ""),
        ('<form action="/a"><input name="q"></form>', ""),
        (
            '<form action="/s"><input name="q"><button>B</button></form><button>C</button>',
            '<form action="/s/"><input name="q"><button>B</button></form>',
        ),
        ('<script type="module" src="/x.js"></script>', ""),
        ('<script data-frozen src="/x.js"></script>', '<script data-frozen src="/x.js"></script>'),
        ('<script type="application/ld+json">{"url": "/edit"}</script>',) * 2,
        ('<link rel="search" href="/edit">', ""),
        ('<img srcset="/i/640 640w, /i/9 9w" src="/i/640">', '<img srcset="/i/640.webp 640w" src="/i/640.webp">'),
        ("<details><summary>Filtrer</summary> <form></form></details>", ""),
    ],
)  # fmt: skip
def test_a_page_leads_to_what_is_there_alone(before: str, after: str) -> None:
    assert page(before) == after


def test_a_feed_names_the_addresses_of_the_copy() -> None:
    text = f'<link href="{BASE}/f"/><link href="{BASE}/oai"/><id>{BASE}/f</id>'
    told, found = PageRewriter(BASE, locate).feed(text)
    assert (
        told
        == f'<link href="{BASE}/f.atom"/><link href="{BASE}/oai"/><id>{BASE}/f</id>'
    )
    assert [at.path for at in found] == ["/f.atom"]
