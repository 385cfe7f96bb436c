"""HTML within Markdown becomes Markdown, whatever it is; the rest stays as typed."""

import time

import pytest
from hypothesis import given, strategies as st

from commons.core.text.html.to_markdown import from_html

MADE = [
    ("une<br>deux", "une  \ndeux"),
    ("une<br/>\ndeux", "une  \ndeux"),
    ("<p>Un.</p><p>Deux.</p>", "Un.\n\nDeux."),
    ("un <strong>mot </strong>fort", "un **mot** fort"),
    ("<b>a</b> <i>b</i> <em>c</em> <del>d</del>", "**a** *b* *c* ~~d~~"),
    ("<STRONG>A</STRONG>", "**A**"),
    ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
    ("<ol>\n <li>un\n <li>deux\n</ol>", "1. un\n2. deux"),
    ("<ul><li>un<ul><li>dedans</li></ul></li></ul>", "- un\n\n  - dedans"),
    ("Texte<h2>Titre</h2>suite", "Texte\n\n## Titre\n\nsuite"),
    ('<a href="https://a.fr/?b=1&amp;c=2">mots</a>', "[mots](https://a.fr/?b=1&c=2)"),
    ("<a href='mailto:a@b.fr'>écrire</a>", "[écrire](mailto:a@b.fr)"),
    ('<a name="ici"></a>Là', "Là"),
    ('<a href="javascript:alert(1)">non</a>', "non"),
    ('<img src="../img/a.jpg" alt="Une photo">', "![Une photo](../img/a.jpg)"),
    ('<img src="a b.jpg">', "![](<a b.jpg>)"),
    (
        '<iframe width="5" src="//video.example/x" title="Le film"></iframe>',
        "[Le film](https://video.example/x)",
    ),
    (
        '<video controls src="https://v.example/a.mp4">Pas vu</video>',
        "[v.example](https://v.example/a.mp4)",
    ),
    (
        "<table><thead><tr><th>A</th><th>B</th></tr></thead><tr><td>1</td><td>2<br>3",
        "| A | B |\n| --- | --- |\n| 1 | 2 3 |",
    ),
    (
        "<table><tr><td colspan=2>A|B</td></tr><tr><td>1<td>2</table>",
        "| A\\|B |  |\n| --- | --- |\n| 1 | 2 |",
    ),
    ("| a | b<br>c |", "| a | b c |"),
    ("# Un <br> titre", "# Un   titre"),
    ("<blockquote>dit<br>elle</blockquote>", "> dit\n> elle"),
    ("<pre><code>if a < b:\n    x</code></pre>", "```\nif a < b:\n    x\n```"),
    ("a<script>alert(1)</script>b<style>p{}</style>", "ab"),
    ("a<!-- <b>caché</b> -->b", "ab"),
    ("caf&eacute; &laquo;&nbsp;oui&nbsp;&raquo;", "café «\u00a0oui\u00a0»"),
    ("<div>\n    Retrait\n</div>\n\nsuite", "Retrait\n\nsuite"),
    ('<section class="x" markdown="1">\n\n## Exemple\n\n- un\n</section>', "## Exemple\n\n- un"),
    ("<b>pas fini", "**pas fini**"),
    ("</b>pas commencé", "pas commencé"),
    ("<span style='color:red'>rouge</span>", "rouge"),
    ("<b>CO<sub>2</sub></b>", "**CO<sub>2</sub>**"),
    ("<sup><a href='#n1'>1</a></sup>", "[1](#n1)"),
]  # fmt: skip

KEPT = [
    "un < deux et trois > deux",
    "<votre nom> ou <nom@exemple.fr> ou <https://exemple.fr/a>",
    "du code : `<br>` et ``<b>`</b>``",
    "```html\n<p>exemple</p>\n```\n",
    "~~~\n<br>\n~~~",
    "R&D, AT&T, a&b; & seul",
    "a\n\n\n\nb  \nc",
    "1 <3 2",
    "CO<sub>2</sub>, le 1<sup>er</sup>",
]


@pytest.mark.parametrize(("html", "markdown"), MADE)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert from_html(html) == markdown


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_html_stays_as_typed(text: str) -> None:
    assert from_html(text) == text


@given(st.text(alphabet="<>/abripulotdh =\"'&;`~\n-! |", max_size=60))
def test_no_text_stops_it(text: str) -> None:
    from_html(text)


@pytest.mark.parametrize(
    "piece",
    [
        *("<b>", "</b>", "<a href='", "<!--", "<script>", "`", "```\n", "<ul><li>"),
        *("<table><tr><td>", "<p", "<x y", '<a b="', "&amp", "<br>", "<td>", "~~~\n"),
        *("<b></i>", "<blockquote>", "``` `` `", "<h1>", "<p>", "<li>", "| <br>", "<i"),
    ],
)
def test_hostile_html_costs_little(piece: str) -> None:
    start = time.process_time()
    from_html(piece * (50_000 // len(piece)))
    assert time.process_time() - start < 1
