"""How links between sheets are found and kept."""

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.text.markdown.links import (
    find_links,
    link_targets,
    map_texts,
    save_links,
)

ID = "0123456789ab"
OTHER = "zyxwvtsrqpnm"


def resolve(target: str) -> str | None:
    return {"Jardin partagé": ID, "jardin-partage": ID, ID: ID}.get(target)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("[[Jardin partagé]]", f"[[{ID}|Jardin partagé]]"),
        ("[[jardin-partage]]", f"[[{ID}|jardin-partage]]"),
        ("[[ Jardin partagé | le jardin ]]", f"[[{ID}|le jardin]]"),
        (f"[[{ID}|le jardin]]", f"[[{ID}|le jardin]]"),
        ("[[Inconnu]]", "[[Inconnu]]"),
        ("[[Inconnu|mots]]", "[[Inconnu|mots]]"),
        ("`[[Jardin partagé]]`", "`[[Jardin partagé]]`"),
        ("``a ` [[Jardin partagé]]``", "``a ` [[Jardin partagé]]``"),
        (
            "`a` [[Jardin partagé]] ``b`` `c` ``` [[Jardin partagé]] `d",
            f"`a` [[{ID}|Jardin partagé]] ``b`` `c` ``` [[{ID}|Jardin partagé]] `d",
        ),
        ("\\`[[Jardin partagé]]\\`", f"\\`[[{ID}|Jardin partagé]]\\`"),
        ("` [[Jardin partagé]]", f"` [[{ID}|Jardin partagé]]"),
        ("```\n[[Jardin partagé]]\n```", "```\n[[Jardin partagé]]\n```"),
        ("a\n\n    [[Jardin partagé]]", "a\n\n    [[Jardin partagé]]"),
        ("- a\n- [[Jardin partagé]]", f"- a\n- [[{ID}|Jardin partagé]]"),
        ("> [[Jardin partagé]]", f"> [[{ID}|Jardin partagé]]"),
        ("# [[Jardin partagé]]", f"# [[{ID}|Jardin partagé]]"),
        (
            "a[^1]\n\n[^1]: [[Jardin partagé]]",
            f"a[^1]\n\n[^1]: [[{ID}|Jardin partagé]]",
        ),
        ("|a|\n|-|\n|[[Jardin partagé]]|", f"|a|\n|-|\n|[[{ID}|Jardin partagé]]|"),
        ("[[a\nb]] [[]] [[|x]] [ [x]]", "[[a\nb]] [[]] [[|x]] [ [x]]"),
    ],
)
def test_a_link_is_kept_by_identifier(typed, kept):
    assert save_links(typed, resolve) == kept


def test_saving_twice_changes_nothing():
    once = save_links("[[Jardin partagé]], `[[x]]`, [[Jardin partagé|là]]", resolve)
    assert save_links(once, resolve) == once


def test_each_target_is_asked_for_once():
    asked: list[str] = []

    def noted(target: str) -> str | None:
        asked.append(target)
        return resolve(target)

    save_links("[[Inconnu]] [[Jardin partagé]] " * 50 + "[[Inconnu|mots]]", noted)
    assert sorted(asked) == ["Inconnu", "Jardin partagé"]


def test_links_are_found_with_their_words():
    text = f"un [[Jardin]] et [[{ID}|le nôtre]]"
    links = find_links(text)
    assert [(link.target, link.words) for link in links] == [
        *(("Jardin", "Jardin"), (ID, "le nôtre"))
    ]
    assert text[links[0].start : links[0].end] == "[[Jardin]]"


def test_targets_are_gathered_at_any_depth():
    values: Values = {
        "body": f"[[{ID}|a]] [[Titre]]",
        "steps": [{"text": f"[[{OTHER}|b]]", "title": "c"}, {"n": 3, "ok": True}],
    }
    assert link_targets(values) == {ID, OTHER, "Titre"}


def test_texts_are_mapped_at_any_depth_and_the_rest_kept():
    values: Values = {"a": "x", "b": [{"c": "y", "d": 2}, "z"], "e": True}
    assert map_texts(values, str.upper) == {
        "a": "X",
        "b": [{"c": "Y", "d": 2}, "Z"],
        "e": True,
    }
