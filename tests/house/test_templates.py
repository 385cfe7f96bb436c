"""The laws of the templates: what they import, and what pages may call their values."""

import ast
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

FOLDER = Path(__file__).parents[2] / "commons" / "web" / "templates"
READER = Environment(autoescape=True)
WEB = FOLDER.parent
OF_EVERY_PAGE = {"account", "notices", "read_only", "registration_open", "frozen_day"}
"""What the frame of a page reads; its language alone is another on paper."""
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


def test_no_page_takes_a_name_that_its_frame_reads() -> None:
    taken = [
        f"{path.relative_to(WEB)}:{call.lineno}: {word.arg}"
        for path in sorted(WEB.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "render_template"
        for word in call.keywords
        if word.arg in OF_EVERY_PAGE
    ]
    assert taken == []


def test_what_the_frame_of_a_page_reads_is_given_to_every_page() -> None:
    app = ast.parse((WEB.parent / "app.py").read_text(encoding="utf-8"))
    given = next(
        one
        for one in ast.walk(app)
        if isinstance(one, ast.FunctionDef) and one.name == "_context"
    )
    words = {one.value for one in ast.walk(given) if isinstance(one, ast.Constant)}
    assert words >= OF_EVERY_PAGE
