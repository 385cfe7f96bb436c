"""The laws of the templates: what one imports from another is there."""

from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FOLDER = Path(__file__).parents[2] / "commons" / "web" / "templates"
READER = Environment(autoescape=True)
TEMPLATES = sorted(path.relative_to(FOLDER) for path in FOLDER.rglob("*.html"))


@cache
def read_template(path: str) -> nodes.Template:
    return READER.parse((FOLDER / path).read_text(encoding="utf-8"))


@cache
def names_given(path: str) -> set[str]:
    """Return what a template gives to those that import it."""
    given: set[str] = set()
    for node in read_template(path).body:
        if isinstance(node, nodes.Macro):
            given.add(node.name)
        elif isinstance(node, nodes.Assign):
            given |= {name.name for name in node.find_all(nodes.Name)}
    return given


def names_taken(path: str) -> set[tuple[str, str]]:
    """Return what a template takes from others: pairs of a template and a name."""
    tree = read_template(path)
    taken = set()
    for imported in tree.find_all(nodes.FromImport):
        for name in imported.names:
            first = name[0] if isinstance(name, tuple) else name
            taken.add((_address(imported.template), first))
    whole = {one.target: _address(one.template) for one in tree.find_all(nodes.Import)}
    for read in tree.find_all(nodes.Getattr):
        if isinstance(read.node, nodes.Name) and read.node.name in whole:
            taken.add((whole[read.node.name], read.attr))
    return taken


def _address(template: nodes.Expr) -> str:
    assert isinstance(template, nodes.Const), "an import by a name known when read"
    return str(template.value)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_what_a_template_imports_is_there(path: Path) -> None:
    missing = [
        f"{name} of {other}"
        for other, name in sorted(names_taken(str(path)))
        if name not in names_given(other)
    ]
    assert missing == []


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_uses_what_it_imports(path: Path) -> None:
    tree = read_template(str(path))
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    imported = {one.target for one in tree.find_all(nodes.Import)}
    for one in tree.find_all(nodes.FromImport):
        imported |= {n[1] if isinstance(n, tuple) else n for n in one.names}
    assert imported - used == set()
