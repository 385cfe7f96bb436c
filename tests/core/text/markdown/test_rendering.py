"""What Markdown becomes, and what never gets through."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from commons.core.text.markdown.rendering import (
    plain_words,
    render_line,
    render_markdown,
)

ID = "0123456789ab"


def link(target: str) -> str | None:
    return f"/sheets/{target}" if target == ID else None


def page(source: str) -> str:
    return render_markdown(source, link=link)


class Reader(HTMLParser):
    """Gathers tags, attributes and identifiers."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_a_known_link_leads_to_its_sheet():
    assert f'<a href="/sheets/{ID}">le jardin</a>' in page(f"Voir [[{ID}|le jardin]].")


def test_an_unknown_link_is_words_marked_as_missing():
    assert '<span class="missing-link">Jardin</span>' in page("Voir [[Jardin]].")


def test_a_link_works_in_a_table():
    html = page(f"| a | b |\n|---|---|\n| [[{ID}|le jardin]] | `[[x|y]]` |")
    assert f'<td><a href="/sheets/{ID}">le jardin</a></td>' in html
    assert "<code>[[x|y]]</code>" in html


def test_a_link_in_code_is_code():
    assert "<code>[[Jardin]]</code>" in page("Écrire `[[Jardin]]`.")


def test_headings_go_down_and_have_identifiers_of_their_own():
    html = page("# Déroulé\n\n## Déroulé\n\n###### Fin")
    assert '<h2 id="s-deroule">Déroulé</h2>' in html
    assert '<h3 id="s-deroule-2">Déroulé</h3>' in html
    assert '<h6 id="s-fin">Fin</h6>' in html


def test_links_out_of_the_commons_say_so():
    rel = 'rel="noopener nofollow ugc"'
    for source in ("[x](https://a.org)", "https://a.org", "[x](//a.org)"):
        assert rel in page(source)
    assert rel not in page("[x](/search)")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("Voir https://a.org.", "https://a.org"),
        ("(https://a.org/x)", "https://a.org/x"),
        ("« https://a.org/x » puis", "https://a.org/x"),
        ("«https://a.org/x»", "https://a.org/x"),
        ("**https://a.org/x**", "https://a.org/x"),
        ("_https://a.org/x_", "https://a.org/x"),
        ("https://a.org/x, puis", "https://a.org/x"),
        ("https://a.org/x : oui", "https://a.org/x"),
        ("https://a.org/x_(y)", "https://a.org/x_(y)"),
        ("https://a.org/_x_/*y*/z", "https://a.org/_x_/*y*/z"),
        ("https://a.org/x(y", "https://a.org/x"),
        ("https://a.org:8000/x?y=1&z=2#t", "https://a.org:8000/x?y=1&amp;z=2#t"),
        ("HTTP://a.org/l'eau", "HTTP://a.org/l'eau"),
        ("https://é.fr/é", "https://xn--9ca.fr/%C3%A9"),
        ("- https://a.org/x", "https://a.org/x"),
        ("|a|\n|-|\n|https://a.org/x|", "https://a.org/x"),
    ],
)
def test_a_bare_address_is_a_link_without_what_stands_around_it(typed, address):
    assert f'<a href="{address}" rel=' in page(typed)


@pytest.mark.parametrize(
    "typed",
    ["xhttp://a.org", "http://", "https:// a", "http:a.org", "`https://a.org`"],
)
def test_what_is_no_whole_address_stays_words(typed):
    assert "<a" not in page(typed)


def test_an_address_longer_than_any_browser_takes_stays_words():
    assert "<a" in page("https://a.org/" + "x" * 1_900)
    assert "<a" not in page("https://a.org/" + "x" * 2_000)


def test_an_address_within_a_link_is_its_words():
    html = page("[https://a.org/x](https://b.org)")
    assert html.count("<a ") == 1
    assert 'href="https://b.org"' in html


def test_images_that_the_page_vouches_for_are_shown_and_others_become_links():
    name = f"{7:064x}.png"
    known = {name: {"src": f"/media/{name}", "width": "9", "height": "7", "alt": "Su"}}

    def shown(source: str) -> str:
        return render_markdown(source, link=lambda _: None, images=known)

    html = shown(f"![Plan](/media/{name})")
    assert f'<img src="/media/{name}" alt="Plan" width="9" height="7"' in html
    assert 'loading="lazy"' in html
    assert 'alt="Su"' in shown(f"![](/media/{name})")
    for other in (
        f"https://a.org/media/{name}",
        f"/media/{8:064x}.png",
        "/media/../secret",
        name,
        f"//a.org/media/{name}",
    ):
        html = shown(f"![Plan]({other})")
        assert "<img" not in html
        assert ">Plan</a>" in html


def test_tables_have_scopes_and_no_inline_style():
    html = page("| a | b |\n|:--|--:|\n| 1 | 2 |")
    assert '<th class="align-left" scope="col">a</th>' in html
    assert '<td class="align-right">2</td>' in html
    assert "style=" not in html


def test_task_lists_have_labels():
    html = page("- [x] prévenir la mairie")
    assert re.search(r'<label><input [^>]*checked="checked"[^>]*> prévenir', html)


def test_each_list_of_tasks_says_so():
    html = page("- [x] a\n  1. [ ] b\n  2. c\n- d\n\n---\n\n- e\n- [f] g\n- [ ]")
    assert html.count('class="contains-task-list"') == 2
    assert html.count('class="task-list-item"') == 2
    assert html.count("<input ") == 2
    assert html.count("checked=") == 1


def test_headings_that_bear_a_number_already_keep_names_apart():
    html = page("# a\n\n# a 2\n\n# a\n\n# a\n\n# a 2")
    assert re.findall(r'id="([^"]+)"', html) == [
        *("s-a", "s-a-2", "s-a-3", "s-a-4", "s-a-2-2")
    ]


def test_two_texts_of_a_page_do_not_share_footnotes():
    first, second = (
        render_markdown("a[^1]\n\n[^1]: b", link=link, prefix=prefix)
        for prefix in ("s", "t")
    )
    assert 'id="fn-s-1"' in first
    assert 'id="fn-t-1"' in second


def test_a_line_has_no_block_around_it():
    assert render_line("un **gras**\n[[Jardin]]", link=link) == (
        'un <strong>gras</strong> <span class="missing-link">Jardin</span>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '[x](/a "on\\"onclick=alert(1)")',
        "[[x|<img src=x onerror=alert(1)>]]",
        '[[x"onclick="alert(1)]]',
        "```html onclick=alert(1)\n<b>\n```",
        "<style>*{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
        "# <svg onload=alert(1)>",
    ],
)
def test_nothing_that_runs_gets_through(source):
    for html in (page(source), render_line(source, link=link)):
        for tag, attributes in Reader(html).seen:
            assert tag not in {"script", "style", "svg", "iframe", "object"}
            assert not any(name.startswith("on") for name in attributes)
            assert "style" not in attributes
            address = (attributes.get("href") or attributes.get("src") or "").lower()
            assert not address.startswith(("javascript:", "data:"))


@given(st.text(alphabet="[]()!<>*_`#|-:\\ \n\"'=abé/[^1]javascript", max_size=200))
def test_any_text_gives_clean_html_without_twin_identifiers(source):
    seen = Reader(page(source)).seen
    named = [attributes["id"] for _, attributes in seen if "id" in attributes]
    assert len(named) == len(set(named))
    for tag, attributes in seen:
        assert tag not in {"script", "style"}
        assert not any(name.startswith("on") for name in attributes)


def test_plain_text_keeps_the_words_alone():
    source = f"# Titre\n\n- voir [[{ID}|le jardin]] et **[ici](https://a.org)**[^1]"
    assert plain_words(source) == "Titre\n\nvoir le jardin et ici"


def test_a_sign_that_means_itself_stays_in_plain_words():
    source = r"5 \* 3, a\_b et **C:\dossier** \[ici\]"
    assert plain_words(source) == r"5 * 3, a_b et C:\dossier [ici]"


@pytest.mark.parametrize(
    "piece", ["\\*", "[", "- ", "|", "*", "`", " ", "[a](", "\n>", "[[a"]
)
def test_plain_text_is_linear(piece):
    started = time.process_time()
    plain_words(piece * 50_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Trente à quarante personnes, dehors",
            "une salle (petite)",
            "l’été – l’hiver",
        ),
        *(
            "« à voix haute »",
            "2024",
            "élus ; habitants",
            "snake_case",
            "a*b*",
            "x < y",
        ),
        *("1 000 €", "a & b", "https://a.example", "a  b", "[[fiche]]", "日本語"),
    ],
)
def test_words_alone_are_what_the_engine_makes_of_them(line: str) -> None:
    through_it = render_line(f"{line} *mot*", link=lambda _: None)
    assert f"{render_line(line, link=lambda _: None)} <em>mot</em>" == through_it
