"""Texts made to keep the parser busy: none does, and none is lost."""

import gc
import time
from collections.abc import Callable, Iterator
from html import unescape

import pytest

from commons.core.text.markdown import (
    links,
    parse_budget,
    rendering,
)

LENGTH = 200_000
MOST_SECONDS = 5.0
QUADRATIC = 6.0
"""Four times the text may take six times as long; a square would take sixteen."""
NOISE_SECONDS = 0.05

UNITS = (
    *("#", "# a\n", "# a b\n", "a\n=\n", "---\n", "a\n", "a  \n", "a\\\n", "a\r\n"),
    *(">", "> ", ">\n", "> a\n", "> > a\n\n", "- ", "-\n", "* a\n", "+ a\n- b\n"),
    *("1. ", "1. a\n", "- a\n\n", "- a\n  - b\n", "> - ", "- > 1. ", "* * "),
    *("- [ ] a\n", "- [x] *a*\n\n", "[ ] ", "[x]"),
    *("*", "*a ", "**a", "a*", "*a_", "_a ", "**x**", "***a** b* ", "~~", "~~a~~"),
    *("`", "`a", "`a``", "```\n", "~~~\n", "    a\n", "\\", "\\a", "&", "&amp;"),
    *("<", "<a ", "<!--", "<http://a>", "<a@b.c>", "http://", "http://a."),
    *("https://a/(", "https://a.org ", "a/http://a/", "https://", "a:", "://"),
    *("[", "[a](", "[a](b)", '[a](b "c") ', "](", "[a][", "[a]: b\n", "[a]:", "[x](<"),
    *("![", "![a](", "![a](b)", "[![a](b)](c) ", "[[", "[[a", "[[a|", "[[a|b]]"),
    *("[^", "[^a]", "^[", "^[a", "^[a]", "[^a]: x\n", "[^a]: x\n\n", "[^a]: "),
    *("|", "|a", "|a|b\n", "a|b\n-|-\n", "|-|\n", "a|b\n-|-\n1|2\n\n", ":-:|\n"),
    *(" ", "\t", "\n", " \n", "x", "Mot, ", "é", "e\u0301", "\u0301", "\u200b"),
    *("😀", "👩‍👩‍👧", "\u202e", "\0", "\ufdd0", '"', "(", "{"),
)


def repeated(unit: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def nested(opening: str, closing: str) -> Callable[[int], str]:
    def bomb(length: int) -> str:
        times = length // len(opening + closing)
        return opening * times + closing * times

    return bomb


def deeper(indent: str, mark: str) -> Callable[[int], str]:
    """Each line stands deeper than the one before, and again from the start."""

    def bomb(length: int) -> str:
        turn = "".join(f"{indent * depth}{mark}a\n" for depth in range(60))
        return repeated(turn)(length)

    return bomb


def wide_tables(length: int) -> str:
    """Rows of one cell under a head of a thousand."""
    head = "|".join("a" * 1000) + "\n" + "|".join("-" * 1000) + "\n"
    return repeated(head + "a\n" * 65 + "\n")(length)


def long_definition(length: int) -> str:
    return f"[a]: /{'x' * (length // 2)}\n\n" + "[a]" * (length // 6)


def long_title(length: int) -> str:
    return f'[a]: b "{"x" * (length // 2)}"\n\n' + "[a] " * (length // 8)


def growing_ticks(length: int) -> str:
    times = int((2 * length) ** 0.5)
    return "".join("`" * run + "a" for run in range(1, times))[:length]


def many_names(length: int) -> str:
    lines = (f"[{at}]: b\n[^{at}]: c [{at}] [^{at}]\n\n" for at in range(length // 40))
    return "".join(lines)[:length]


PAIRS = (
    *(("[", "]"), ("[a](", ")"), ("![", "]"), ("![a", "](b)"), ("[[", "]]")),
    *(("^[", "]"), ("*a", "b*"), ("**a", "b**"), ("*a **b", "c** d*")),
    *(("~~a", "b~~"), ("_a ", " b_"), ("*a_", "_b*"), ("> ", "a\n"), ("- ", "a\n")),
    *(("https://a/", "("), ("https://a/(", ")"), ("<", ">"), ("[^a]: ", "b\n")),
)
BOMBS = {
    **{repr(unit): repeated(unit) for unit in UNITS},
    **{f"{a!r} then {b!r}": nested(a, b) for a, b in PAIRS},
    "deeper lists": deeper("  ", "- "),
    "deeper quotes": deeper("> ", ""),
    "deeper numbers": deeper("   ", "1. "),
    **{
        bomb.__name__: bomb
        for bomb in (
            *(wide_tables, long_definition, long_title, growing_ticks, many_names),
        )
    },
}


def shown(text: str) -> None:
    rendering.render_markdown(text, link=lambda target: f"/{target}")


def kept(text: str) -> None:
    links.save_links(f"[[a]]\n\n{text}", lambda _: "0123456789ab")


def on_a_line(text: str) -> None:
    rendering.render_line(text, link=lambda _: None)


USES = (shown, kept, rendering.plain_words, parse_budget.too_heavy)


@pytest.fixture(autouse=True)
def _no_collection() -> Iterator[None]:
    """Keep the collector of garbage, which comes when it likes, out of the time."""
    gc.disable()
    yield
    gc.enable()


def seconds(use: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    use(text)
    return time.process_time() - started


def grows_as_its_text(use: Callable[[str], object], bomb: Callable[[int], str]) -> bool:
    small = seconds(use, bomb(LENGTH // 50))
    large = seconds(use, bomb(4 * LENGTH // 50))
    return large < small * QUADRATIC + NOISE_SECONDS


@pytest.mark.thorough
@pytest.mark.parametrize("name", BOMBS)
def test_no_text_keeps_a_processor_busy(name):
    text = BOMBS[name](LENGTH)
    assert sum(seconds(use, text) for use in USES) < MOST_SECONDS


@pytest.mark.parametrize(
    "unit",
    [
        *("[", "![", "[^", "[[a", "[a](b) ", "**a", "a*", "_a ", "`a``", "<", "&"),
        *("http://a.", "https://a/(", "://", " ", "😀", "# a\n"),
    ],
)
def test_no_line_keeps_a_processor_busy(unit):
    assert seconds(on_a_line, repeated(unit)(LENGTH)) < MOST_SECONDS


@pytest.mark.parametrize("name", BOMBS)
def test_the_time_grows_as_the_text_does(name):
    for use in (shown, kept):
        assert any(grows_as_its_text(use, BOMBS[name]) for _ in range(3))


def test_a_text_too_heavy_is_shown_as_it_was_typed():
    text = "\n<b>&amp;\n" + "[[a|b]] `c`\n" * 20_000
    html = rendering.render_markdown(text, link=lambda _: "/x")
    assert html.startswith('<pre class="plain">\n\n&lt;b&gt;&amp;amp;')
    words = html.removeprefix('<pre class="plain">\n').removesuffix("</pre>\n")
    assert unescape(words) == text


def test_a_line_too_heavy_is_shown_as_it_was_typed():
    html = rendering.render_line("<b> **a" * 30_000, link=lambda _: None)
    words = html.removeprefix('<span class="plain">').removesuffix("</span>")
    assert "<" not in words
    assert unescape(words) == "<b> **a" * 30_000


def test_a_text_too_heavy_holds_no_links():
    text = "# a\n\n" + "[[a|b]]" * 25_000
    assert links.find_links(text) == []
    assert links.save_links(text, lambda _: "0123456789ab") == text


@pytest.mark.parametrize("bomb", [long_definition, long_title])
def test_a_definition_cannot_fill_the_memory(bomb):
    html = rendering.render_markdown(bomb(LENGTH), link=lambda _: None)
    assert len(html) < 3 * rendering.MOST_REPEATED
    assert html.startswith('<pre class="plain">')


def test_a_long_definition_that_is_used_a_few_times_is_a_link():
    text = f"[a]: https://a.org/{'x' * 1_900}\n\n" + "[a] " * 50
    assert rendering.render_markdown(text, link=lambda _: None).count("<a ") == 50


def test_the_cells_left_out_of_a_table_count():
    text = "a|b|c\n-|-|-\n" + "d\n" * 10
    assert parse_budget.count_cells(text) >= 3 * 11
    assert parse_budget.count_cells(text + "\nd\n" * 10) == parse_budget.count_cells(
        text
    )
    assert parse_budget.too_heavy(wide_tables(LENGTH // 10))


def test_a_long_text_with_some_of_each_is_rendered():
    section = (
        "## Déroulé\n\nUn **mot** et *un autre*, voir [[0123456789ab|le jardin]], "
        "[un site](https://a.org/x), https://b.org/y et une note[^1].\n\n"
        "- [ ] prévenir la mairie\n- [x] réserver la salle ; prévoir l’eau\n\n"
        "| quoi | qui |\n|---|---|\n| la salle | Anne |\n\n"
        + "Une phrase tout à fait ordinaire, comme on en écrit beaucoup. " * 6
        + "\n\n"
    )
    text = (section * (LENGTH // len(section))) + "[^1]: la note\n"
    html = rendering.render_markdown(text, link=lambda target: f"/{target}")
    assert html.count("<h3 ") == LENGTH // len(section)
    assert html.count('href="/0123456789ab"') == LENGTH // len(section)
