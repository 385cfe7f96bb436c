"""Each element is written as Markdown once it is known what it holds."""

import pytest

from commons.core.text.html.elements import (
    ALONE,
    BLOCKS,
    ENDED,
    MOST_CELLS,
    Element,
    write_block_break,
)


def ended(tag: str, *pieces: str, **attributes: str) -> str:
    """Give what an element is written as that holds these pieces."""
    return ENDED[tag](Element(tag=tag, attributes=attributes, pieces=[*pieces]))


def alone(tag: str, *, in_one_line: bool = False, **attributes: str) -> str:
    return ALONE[tag](Element(tag=tag, attributes=attributes, in_one_line=in_one_line))


def a_list(tag: str, *items: str, **attributes: str) -> str:
    return ended(tag, *(ended("li", item) for item in items), **attributes)


def a_table(*rows: tuple[str, ...]) -> str:
    return ended(
        "table", *(ended("tr", *(ended("td", cell) for cell in row)) for row in rows)
    )


@pytest.mark.parametrize(
    ("tag", "text", "written"),
    [
        ("b", " mot ", " **mot** "),
        ("em", "un\n\ndeux", "*un*\n\n*deux*"),
        ("del", " ", " "),
        ("code", "a", "`a`"),
        ("code", "a`b", "a`b"),
        ("h3", " Un\n titre ", "\n\n### Un titre\n\n"),
        ("h3", " \n", ""),
        ("p", "un\n \n\ndeux ", "\n\nun\n\ndeux\n\n"),
        ("blockquote", "un\n\ndeux", "\n\n> un\n>\n> deux\n\n"),
        ("pre", "\n`a\n b`\n", "\n\n```\na\n b\n```\n\n"),
    ],
)
def test_words_get_the_marks_of_their_element(
    tag: str, text: str, written: str
) -> None:
    assert ended(tag, text) == written


@pytest.mark.parametrize(
    ("words", "address", "written"),
    [
        (" le  site ", "https://a.fr", " [le site](https://a.fr) "),
        ("le site", "https://a.fr/un (2)", "[le site](<https://a.fr/un (2)>)"),
        ("le site", "javascript:alert(1)", "le site"),
        ("le site", "https://[a", "le site"),
        ("le site", "", "le site"),
        ("", "https://a.fr", "<https://a.fr>"),
        ("", "/a", ""),
    ],
)
def test_a_link_leads_where_a_page_may_link(
    words: str, address: str, written: str
) -> None:
    assert ended("a", words, href=address) == written


def test_an_image_and_what_is_embedded_keep_their_words() -> None:
    assert alone("img", src="a.jpg", alt="Une [place]") == "![Une place](a.jpg)"
    assert alone("img", src="data:image/png;base64,x", alt="Une place") == "Une place"
    video = ended("iframe", src="//video.fr/1")
    assert video == "\n\n[video.fr](https://video.fr/1)\n\n"
    assert ended("iframe", src="javascript:x") == ""


def test_a_list_is_numbered_from_its_start_and_indents_its_items() -> None:
    assert a_list("ul", "un", " ", "deux\nlignes") == "\n\n- un\n- deux\n  lignes\n\n"
    assert a_list("ol", "un", "deux", start="9") == "\n\n9. un\n10. deux\n\n"
    assert a_list("ol", "un", start="-3") == "\n\n1. un\n\n"
    loose = a_list("ul", "un\n\nplus", "deux")
    assert Element(tag="li", pieces=[loose]).blocks() == "- un\n\n  plus\n\n- deux"


def test_a_table_has_a_head_and_as_many_cells_in_each_row() -> None:
    assert a_table(("a|b", "c"), ("d",)) == (
        "\n\n| a\\|b | c |\n| --- | --- |\n| d |  |\n\n"
    )
    assert a_table(("un|deux",), ("trois",)) == "\n\nun|deux\n\ntrois\n\n"
    assert ended("table", " rien ") == "\n\nrien\n\n"


@pytest.mark.parametrize(
    ("span", "cells"), [("3", 3), ("0", 1), ("x", 1), ("999999", MOST_CELLS)]
)
def test_a_wide_cell_takes_the_room_of_several_within_bounds(
    span: str, cells: int
) -> None:
    cell = ended("td", "a", colspan=span)
    lines = ended("table", ended("tr", cell), ended("tr", ended("td", "b"))).strip()
    assert lines.startswith("a\n" if cells == 1 else "| a |")
    assert cells == 1 or lines.split("\n")[1].count("---") == cells


def test_breaks_are_spaces_within_one_line() -> None:
    for tag, written in (("br", "  \n"), ("hr", "\n\n---\n\n"), ("div", "\n\n")):
        assert alone(tag) == written
        assert alone(tag, in_one_line=True) == " "
    assert write_block_break(Element(tag="p")) == "\n\n"
    assert BLOCKS - {"p"} <= ALONE.keys()
