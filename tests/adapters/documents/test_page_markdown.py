"""The HTML of a document becomes Markdown, in which signs mean themselves."""

import pytest

from commons.adapters.documents.page_markdown import page_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>5 * 3 et a_b_c #1</p>", "5 \\* 3 et a\\_b\\_c #1"),
        ("<h1>Un</h1><p>a</p>", "# Un\n\na"),
        ("<h1>Un</h1><h2>Deux</h2><h1>Trois</h1>", "## Un\n\n### Deux\n\n## Trois"),
        ('<h1 class="title">T</h1><h1>Un</h1>', "# T\n\n# Un"),
        ("<ul><li><p>a</p></li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<p>a<a id="x"></a></p>', "a"),
        ('<p><a href="https://a.fr">ici</a></p>', "[ici](https://a.fr)"),
        ('<p><img src="a.png" alt="b"></p>', "![b](a.png)"),
        ("<script>alert(1)</script><p>a</p>", "a"),
        ("<p>CO<sub>2</sub>, 1<sup>er</sup></p>", "CO<sub>2</sub>, 1<sup>er</sup>"),
        ("<p>a<sup><a href='#n'>[1]</a></sup></p>", r"a[\[1\]](#n)"),
        ("<p>a<sup> </sup>b</p>", "a b"),
    ],
)
def test_elements_become_marks(html: str, markdown: str) -> None:
    assert page_markdown(html) == markdown
