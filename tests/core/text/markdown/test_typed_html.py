"""Bullets and the little HTML that people bring into Markdown."""

import time
from html import escape

import pytest

from commons.core.text.markdown.rendering import (
    plain_words,
    render_line,
    render_markdown,
)


def page(source: str) -> str:
    return render_markdown(source, link=lambda _target: None)


def line(source: str) -> str:
    return render_line(source, link=lambda _target: None)


@pytest.mark.parametrize("sign", "•·▪‣◦●○■∙")
def test_the_bullets_of_text_processors_make_lists(sign: str) -> None:
    items = "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>"
    assert page(f"{sign} un\n{sign}\tdeux") == f"{items}\n"
    assert page(f"{sign}\u00a0un\n{sign} deux") == f"{items}\n"
    assert items in page(f"Avant\n{sign} un\n{sign} deux")
    assert "<blockquote>\n<ul>" in page(f"> {sign} un")
    assert page(f"3 {sign} 4") == f"<p>3 {sign} 4</p>\n"
    assert page(f"```\n{sign} un\n```") == f"<pre><code>{sign} un\n</code></pre>\n"


def test_a_list_within_a_list_may_have_another_bullet() -> None:
    html = page("- un\n  • deux\n  • trois")
    assert html.count("<ul>") == 2
    assert html.count("<li>") == 3


def test_line_breaks_and_small_letters_of_html_are_read() -> None:
    assert page("a<br>b<BR/>c<br />d").count("<br>") == 3
    assert page("H<sub>2</sub>O, 1<sup>er</sup>") == (
        "<p>H<sub>2</sub>O, 1<sup>er</sup></p>\n"
    )
    assert "<td>a<br>\nb</td>" in page("| x |\n|---|\n| a<br>b |")
    assert line("CO<sub>2</sub><br>net") == "CO<sub>2</sub><br>\nnet"
    for typed in ("`<br>`", "<sup>er", "</sub>", "<sup onclick=x>a</sup>", "<b>a</b>"):
        assert escape(typed.strip("`"), quote=False) in page(typed)
    assert "<script" not in page("<sub><script>x</script></sub>")


def test_comments_of_html_are_left_out() -> None:
    assert page("a <!-- b --> c") == "<p>a  c</p>\n"
    assert page("a\n\n<!-- b\n\nc -->\n\nd") == "<p>a</p>\n<p>d</p>\n"
    assert page("a\n<!-- b\nc -->\nd") == "<p>a</p>\n<p>d</p>\n"
    assert "secret" not in page("- a\n  <!-- secret\n  secret -->\n- b")
    assert "&lt;!-- a" in page("<!-- a\n\nb")  # it never ends: nothing is lost
    assert "b" in page("<!-- a\n\nb")
    assert "&lt;!-- a --&gt;" in page("`<!-- a -->`")
    assert plain_words("a <!-- b\nc --> d<br>H<sub>2</sub>O") == "a  d H2O"
    assert plain_words("a <!-- b") == "a <!-- b"


@pytest.mark.parametrize("sign", ["<!--", "<!--\n", "<sub>", "<br", "<!-- a\n\n", "• "])
def test_no_html_that_is_typed_takes_long(sign: str) -> None:
    text = sign * (200_000 // len(sign))
    begun = time.thread_time()
    page(text)
    plain_words(text)
    assert time.thread_time() - begun < 2
