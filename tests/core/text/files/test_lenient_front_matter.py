"""What other programs write at the head of a file is read, or named with its line."""

import pytest

from commons.core.text.files import lenient_front_matter
from commons.core.text.files.lenient_front_matter import QUOTED
from commons.errors import CommonsError

READ = [
    ("---\ntitle: Un\n---\nTexte", {"title": "Un"}, "Texte"),
    ("---\ntitle: Un\n---\n\nTexte\n", {"title": "Un"}, "Texte\n"),
    ("\n\n---  \ntitle: Un\n...\nTexte", {"title": "Un"}, "Texte"),
    ("+++\ntitle = 'Un'\ndate = 2024-01-02\n+++\nA", {"title": "Un", "date": "2024-01-02"}, "A"),
    ("+++\n[a]\nb = [1, 2]\n+++\n", {"a": {"b": [1, 2]}}, ""),
    ("Title: Un\nDate: 2010-12-03\n\nTexte", {"Title": "Un", "Date": "2010-12-03"}, "Texte"),
    ("---\n---\nTexte", {}, "Texte"),
    ("Texte seul", {}, "Texte seul"),
    ("---\n\nUn trait, puis un texte.\n\n---\n\nfin", {}, "---\n\nUn trait, puis un texte.\n\n---\n\nfin"),
    ("---\nUn trait seul", {}, "---\nUn trait seul"),
    ("Note: ceci n’est pas un en-tête.\n\nA", {}, "Note: ceci n’est pas un en-tête.\n\nA"),
    ("Title: un\nmais la phrase continue\n", {}, "Title: un\nmais la phrase continue\n"),
    ("", {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "meta", "body"), READ)
def test_heads_of_other_programs_are_read(
    text: str, meta: dict[str, object], body: str
) -> None:
    found = lenient_front_matter.read_lenient(text)
    assert (found.meta, found.body, found.notes) == (meta, body, ())


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("title: Débat : la suite: fin", "Débat : la suite: fin"),
        ("title: [À relire] Débat", "[À relire] Débat"),
        ("title: @mention", "@mention"),
        ("title: `code` et *marques*", "`code` et *marques*"),
    ],
)
def test_a_text_without_its_quotes_is_read_and_that_is_told(
    line: str, value: str
) -> None:
    found = lenient_front_matter.read_lenient(f"---\n{line}\ntags: [a, b]\n---\n")
    assert found.meta == {"title": value, "tags": ["a", "b"]}
    assert found.notes == (QUOTED,)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n---\ntitle: Un\n- faux\n---\n", 4),
        ("+++\na = 1\nb = = 2\n+++\n", 3),
        ("---\na:\n  b: &x 1\n  c: *x\n---\n", 3),
        ("---\n" + "".join(f"k{n}: 1\n" for n in range(120_000)) + "---\n", 9_999),
        ("---\na: " + "[" * 60 + "]" * 60 + "\n---\n", 2),
        ("+++\na = " + "[" * 5_000 + "]" * 5_000 + "\n+++\n", 1),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, line: int) -> None:
    with pytest.raises(CommonsError) as caught:
        lenient_front_matter.read_lenient(text)
    assert getattr(caught.value, "line", line) == pytest.approx(line, abs=2)
