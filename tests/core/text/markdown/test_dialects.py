"""What people and other programs write beside the standard is understood."""

import time

import pytest
from hypothesis import given, strategies as st

from commons.core.text.markdown.dialects import (
    TEMPLATES,
    standard_markdown,
    without_code,
)

TIDIED = [
    ("##Titre\n###Autre", "## Titre\n### Autre"),
    ("#Planifier, c’est gagné !", "# Planifier, c’est gagné !"),
    ("• un\n•deux\n  ◦ trois", "- un\n- deux\n  - trois"),
    ("– un\n– deux\n", "- un\n- deux\n"),
    ("-- un\n-- deux", "- un\n- deux"),
    ("-Rendre\n-Prendre", "- Rendre\n- Prendre"),
    ("1.Un\n2.Deux", "1. Un\n2. Deux"),
    ("[TOC]\n\nTexte", "\n\nTexte"),
    ("# Titre {#ancre}\n{: .classe}\nA", "# Titre\n\nA"),
    ("{%youtube abc123 %}", "[youtube](https://www.youtube.com/watch?v=abc123)"),
    ("{{< vimeo 12345 >}}", "[vimeo](https://vimeo.com/12345)"),
    ('{{attach file="a b.jpg" desc="Vue"}}', "![Vue](<a b.jpg>)"),
    ('{{attach file="a.pdf" desc="Le guide"}}', "[Le guide](<a.pdf>)"),
    ('{{< figure src="a.png" alt="Vue" >}}', "![Vue](<a.png>)"),
    ("![[img/vue du parc.png|300]]", "![](<img/vue du parc.png>)"),
    ("![[Autre note]]", "[[Autre note]]"),
    ("[[Note#Partie]] et [[Note#Partie|ici]]", "[[Note|Note#Partie]] et [[Note|ici]]"),
    ("[[https://a.fr le site]]", "[le site](https://a.fr)"),
    (":::info Attention\ntexte\n:::", "**Attention**\ntexte\n"),
    ("> [!tip] Astuce\n> texte", "> **Astuce**\n> texte"),
    ("> [!warning]\n> texte", "> **Warning**\n> texte"),
    ("un ==mot== marqué", "un **mot** marqué"),
    ("======Titre======", "# Titre"),
    ("[a]( https://a.fr) [b](www.b.fr)", "[a](https://a.fr) [b](https://www.b.fr)"),
    ("[moi](mailto: a@b.fr) ou mailto:c@d.fr", "[moi](mailto:a@b.fr) ou <c@d.fr>"),
    ("![x]({{site.baseurl}}/media/a.jpg)", "![x](/media/a.jpg)"),
]  # fmt: skip

KEPT = [
    "#communs #tierslieux",
    "#communs",
    "- un\n- deux",
    "– Bonjour, dit-elle.\nIl sourit.",
    "1.5 fois, ou 3.14",
    "```\n##Titre\n• un\n```\n",
    "`{%youtube x%}` et `==a==`",
    "a == b et c == d",
    "| – | 1 |\n| — | 2 |",
    "---\n\ntexte",
    "-5 degrés\n-6 degrés",
]


@pytest.mark.parametrize(("text", "standard"), TIDIED)
def test_other_ways_to_write_are_understood(text: str, standard: str) -> None:
    assert standard_markdown(text) == (standard, ())


@pytest.mark.parametrize("text", KEPT)
def test_what_means_something_else_stays(text: str) -> None:
    assert standard_markdown(text) == (text, ())


def test_tags_of_templates_go_and_that_is_told() -> None:
    text = "{% include a.html %}Un {{ page.title }}{{< figure src='a' >}} texte."
    assert standard_markdown(text) == ("Un  texte.", (TEMPLATES,))


def test_code_is_hidden_and_nothing_moves() -> None:
    text = "a `b` c\n```\n# non\n```\n# oui"
    hidden = without_code(text)
    assert len(hidden) == len(text)
    assert [n for n, line in enumerate(hidden.split("\n")) if "#" in line] == [4]


@given(st.text(alphabet="-–•#=[]{}%!<>():`~ \n1.aÀ|:", max_size=60))
def test_no_text_stops_it(text: str) -> None:
    standard_markdown(text)


PIECES = ("- ", "-a\n", "[[", "{%", "{{", "==", "==a", ":::", "#", "```\n", "`a", "1.a\n",
          "– a\n", "mailto:", "![[a|", "> [!", "](", "{:", "mailto:a@b.", "• ", "\n", " ",
          "=")  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_hostile_texts_cost_little(piece: str) -> None:
    start = time.process_time()
    standard_markdown(piece * (50_000 // len(piece)))
    assert time.process_time() - start < 1
