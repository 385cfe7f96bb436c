"""A text is taken apart at its headings, labels, items and links, and loses nothing."""

import pytest
from hypothesis import given, strategies as st

from commons.core.text.markdown.sections import (
    LONGEST_TITLE,
    MOST_SECTIONS,
    bare_line,
    heading_of_all,
    join_sections,
    labelled_lines,
    links_in,
    list_items,
    read_steps,
    shorten_words,
    split_sections,
    title_from_text,
)

TEXT = """Avant.

# Le **titre** #
Un.

Deux
----
## 1. Trois :
```
# pas un titre
```
"""


def test_sections_are_all_of_a_text_in_order() -> None:
    parts = split_sections(TEXT)
    assert [(part.level, part.heading) for part in parts] == [
        (0, ""),
        (1, "Le titre"),
        (2, "Deux"),
        (2, "Trois"),
    ]
    assert parts[1].text == "\nUn.\n\n"
    assert parts[3].text == "\n```\n# pas un titre\n```\n"
    assert "".join(part.head + part.text for part in parts) == TEXT


@given(st.text(alphabet="# \n=-ab`", max_size=60))
def test_no_letter_is_lost_between_sections(text: str) -> None:
    parts = split_sections(text)
    assert "".join(part.head + part.text for part in parts) == text
    joined = join_sections(parts)
    assert "".join(joined.split()) == "".join(text.split())


def test_headings_past_the_most_stay_in_the_last_section() -> None:
    parts = split_sections("# a\n" * (MOST_SECTIONS + 5))
    assert len(parts) == MOST_SECTIONS + 1
    assert parts[-1].text.count("# a") == 5


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# Titre\nUn texte", 1),
        ("## Titre\n### Un\n### Deux", 1),
        ("![](a.jpg)\n## Titre\n### Un", 1),
        ("Un mot\n## Titre\n### Un", None),
        ("## Un\n## Deux", None),
        ("Un texte", None),
    ],
)
def test_one_heading_stands_over_all(text: str, place: int | None) -> None:
    assert heading_of_all(split_sections(text)) == place


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("2.1. **Durée** :", "Durée"),
        ("IV) [Le site](https://a.fr) ![x](a.jpg)", "Le site"),
        ("un_mot_entier *mis* en `valeur`", "un_mot_entier mis en valeur"),
        ("Une note[1](#note)", "Une note"),
        (r"5 \* 3 et a\_b", "5 * 3 et a_b"),
        (r"un \dossier", r"un \dossier"),
        ("Le CO<sub>2</sub>", "Le CO2"),
    ],
)
def test_a_bare_line_has_no_marks(line: str, bare: str) -> None:
    assert bare_line(line) == bare


def test_lines_that_name_a_value_are_found_where_they_stand() -> None:
    text = "* **Durée** : 1 h\nPublic : tous\n| Lieu | Brest |\nrien\n`a : b`"
    found = list(labelled_lines(text))
    assert [(one.label, one.value) for one in found] == [
        ("Durée", "1 h"),
        ("Public", "tous"),
        ("Lieu", "Brest"),
    ]
    assert text[found[1].start : found[1].end] == "Public : tous"


def test_items_of_a_list_are_put_together() -> None:
    assert list_items("Il faut :\n- un\n  stylo\n- du papier\n") == [
        "Il faut :",
        "un stylo",
        "du papier",
    ]
    assert list_items("un\nstylo\n\ndu papier") == ["un stylo", "du papier"]
    assert list_items(" \n") == []


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("### Un\nA\n#### b\n### Deux\nC", [("Un", "A\n\n#### b"), ("Deux", "C")]),
        ("**Un**\nA\n\n**2. Deux** :\nB", [("Un", "A"), ("Deux", "B")]),
        ("- **Un** : A\n- Deux. Puis B", [("Un", "A"), ("Deux", "Deux. Puis B")]),
        ("Un.\n\nDeux.", [("Un", "Un."), ("Deux", "Deux.")]),
        ("", []),
    ],
)
def test_steps_are_headings_bold_lines_items_or_paragraphs(
    text: str, steps: list[tuple[str, str]]
) -> None:
    assert read_steps(text) == steps


def test_a_title_is_the_first_words_that_say_something() -> None:
    assert title_from_text("1. Accueillir. Puis rire.")[0] == "Accueillir"
    assert title_from_text("---\n* Rire, ensemble") == (
        "Rire, ensemble",
        "---\n* Rire, ensemble",
    )
    assert title_from_text("") == ("", "")
    assert len(title_from_text("mot " * 200)[0]) <= LONGEST_TITLE


def test_words_are_cut_between_two_of_them() -> None:
    assert shorten_words("un deux", 7) == "un deux"
    assert shorten_words("un, deux trois", 10) == "un, deux…"
    assert shorten_words("un, deux", 6) == "un…"


def test_links_and_bare_addresses_are_found_in_order() -> None:
    text = (
        "[un](https://a.fr/(1) 'x') https://b.fr/d, ![i](<a b.jpg>) `[n](c)` <http://e>"
    )
    found = links_in(text)
    assert [(one.image, one.words, one.address) for one in found] == [
        (False, "un", "https://a.fr/(1)"),
        (False, "", "https://b.fr/d"),
        (True, "i", "a b.jpg"),
        (False, "", "http://e"),
    ]
    assert text[found[2].start : found[2].end] == "![i](<a b.jpg>)"
