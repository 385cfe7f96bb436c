"""French spacing is put where it belongs, and nowhere else."""

import pytest

from commons.core.text.markdown.typography import typeset_html, typeset_text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Débat : forces", "Débat\u00a0: forces"),
        ("« oui »", "«\u00a0oui\u00a0»"),
        ("Pourquoi ? Ah !", "Pourquoi\u202f? Ah\u202f!"),
        ("1 h 30, 20 min", "1\u00a0h 30, 20\u00a0min"),
        ("10 €, 5 %", "10\u00a0€, 5\u00a0%"),
        ("https://exemple.fr : là", "https://exemple.fr\u00a0: là"),
        (" : au début", " : au début"),
        ("3 hommes", "3 hommes"),
    ],
)
def test_spaces_do_not_break_where_french_forbids(typed: str, shown: str) -> None:
    assert typeset_text(typed) == shown


def test_tags_and_code_are_left_alone() -> None:
    html = '<a title="a : b">c : d</a> <code>e : f</code> g : h'
    told = '<a title="a : b">c\u00a0: d</a> <code>e : f</code> g\u00a0: h'
    assert typeset_html(html) == told
