"""What a reader sees of a change in the page itself."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from commons.core.text.compare.html_diff import Labels, mark_html_changes
from commons.core.text.markdown.rendering import render_markdown

LABELS = Labels(
    added="[+]",
    removed="[-]",
    moved_here="[here]",
    moved_away="[away]",
    image_added="image +",
    image_removed="image -",
)


IMAGES = {"a.jpg": {"width": "2"}, "b.jpg": {"width": "2"}}


def page(text: str) -> str:
    return render_markdown(text, link=lambda _: None, images=IMAGES)


def marked(old: str, new: str) -> str:
    return mark_html_changes(page(old), page(new), LABELS).replace("\n", "")


def bare(html: str) -> str:
    return html.replace('<span class="unseen">[+] </span>', "").replace(
        '<span class="unseen">[-] </span>', ""
    )


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Un chat dort.", "Un chien dort.", "<p>Un <del>chat</del><ins>chien</ins> dort.</p>"),
        ("Un.", "Un.\n\nDeux.", '<p>Un.</p><ins class="block"><p>Deux.</p></ins>'),
        ("- un\n- deux", "- un", "<ul><li>un</li><li data-gone><del>deux</del></li></ul>"),
        ("Un **chat** dort.", "Un **chat** court.", "<p>Un <strong>chat</strong> <del>dort</del><ins>court</ins>.</p>"),
        ("Un <chat>", "Un <chien>", "<p>Un &lt;<del>chat</del><ins>chien</ins>&gt;</p>"),
    ],
)  # fmt: skip
def test_a_change_is_marked_where_it_stands(old: str, new: str, shown: str) -> None:
    assert bare(marked(old, new)) == shown


def test_what_is_the_same_is_left_as_it_is() -> None:
    html = page("# A\n\n- b\n\n| a |\n|---|\n| b |\n\n![c](/media/c)")
    assert mark_html_changes(html, html, LABELS) == html


def test_a_cell_that_changed_stays_in_its_row() -> None:
    table = "| a | b |\n|---|---|\n| un | {} |"
    found = bare(marked(table.format("deux ou trois"), table.format("deux ou cinq")))
    assert "<td>deux ou <del>trois</del><ins>cinq</ins></td>" in found


def test_an_image_that_went_or_came_is_said_by_its_words() -> None:
    found = marked("![Un banc](/media/a.jpg)", "![Deux bancs](/media/b.jpg)")
    assert "image - Un banc" in found
    assert "image + Deux bancs" in found
    assert found.count("<img") == 2


def test_ears_are_told_before_each_mark() -> None:
    found = marked("Un chat.", "Un chien.")
    assert '<del><span class="unseen">[-] </span>chat</del>' in found
    assert '<ins><span class="unseen">[+] </span>chien</ins>' in found


def test_what_is_gone_has_no_name_that_could_stand_twice() -> None:
    found = marked("# Un titre\n\n# Autre chose", "# Un titre\n\nFin")
    assert found.count('id="') == 1


def test_what_moved_is_told_from_what_is_new() -> None:
    found = marked("- un\n- deux\n- trois", "- deux\n- trois\n- un")
    assert found.count("[away]") == found.count("[here]") == 1
    assert "[+]" not in found
    assert "[-]" not in found
    titles = marked("# Un\n\nmot\n\n# Deux", "# Deux\n\n# Un\n\nmot")
    assert titles.count("[here]") == 1


class Reading(HTMLParser):
    """Reads a marked page as somebody did before and does now; sees that it nests."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.old: list[str] = []
        self.new: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"img", "br", "hr", "input"}:
            self._open.append((tag, dict(attrs).get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not {look for _, look in self._open} & {"unseen", "told"}:
            tags = {tag for tag, _ in self._open}
            words = re.findall(r"\w+|[^\w\s]", data)
            self.old += [] if "ins" in tags else words
            self.new += [] if "del" in tags else words


WORDS = ("un ", "deux ", "**fort** ", "\n\n", "\n- item", "# titre\n", "> cite\n", "[a](/b) ",
         "![i](/media/i) ", "| a | b |\n|---|---|\n| c | d |\n", "1. pas\n", "`code` ", "fin.")  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map("".join)


@given(TEXTS, TEXTS)
def test_marks_nest_and_both_pages_can_be_read(old: str, new: str) -> None:
    found = Reading(mark_html_changes(page(old), page(new), LABELS))
    assert found.old == Reading(page(old)).old
    assert found.new == Reading(page(new)).new


def test_two_long_pages_are_compared_in_bounded_time() -> None:
    old = "\n\n".join(f"Un paragraphe de mots {n} et {n * 7}." for n in range(3_000))
    for new in (old.replace("mots", "lettres"), old[::-1], "a b " * 30_000):
        pages = page(old), page(new)
        started = time.process_time()
        assert mark_html_changes(*pages, LABELS)
        assert time.process_time() - started < 4
