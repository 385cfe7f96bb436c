"""Laws of the contributor's desk: its pages name only what is there."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
OPERATION = sorted((ROOT / "docs" / "operation").glob("*.md"))
PAGES = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PARTS = ["## Context", "## Decision", "## Consequences", "## When to think again"]
FLOORS = ("commons", "tests", "schemas", "content", "deploy", "docs")
PLACE = re.compile(rf"`((?:{'|'.join(FLOORS)})/[\w./-]*\w/?)`")
TEST = re.compile(r"`(test_\w+)`")
MODULE = re.compile(r"test_\w+\.py")
DEFINED = re.compile(r"^def (test_\w+)\(", re.MULTILINE)
INSTALLED = {".venv", "node_modules"}


@pytest.mark.parametrize(
    "page", [*PAGES, *DECISIONS, *OPERATION], ids=lambda page: page.name
)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = PLACE.findall(page.read_text(encoding="utf-8"))
    real = [name for name in named if "NAME" not in name]  # who adds one names it
    assert [name for name in real if not (ROOT / name).exists()] == []


@cache
def known_tests() -> frozenset[str]:
    """Return the names of the tests of the house, without those of what it installs."""
    found: set[str] = set()
    for folder, folders, names in os.walk(ROOT / "tests"):
        folders[:] = [name for name in folders if name not in INSTALLED]
        for path in (Path(folder, name) for name in names if MODULE.fullmatch(name)):
            found.update(DEFINED.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


@pytest.mark.parametrize(
    "page", [*PAGES, *DECISIONS, *OPERATION], ids=lambda page: page.name
)
def test_every_test_that_a_page_names_is_there(page: Path) -> None:
    named = TEST.findall(page.read_text(encoding="utf-8"))
    assert [name for name in named if name not in known_tests()] == []


def test_the_pages_name_many_files() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert len(set(PLACE.findall(text))) > 50


def test_decisions_are_numbered_from_one_without_a_gap() -> None:
    numbers = [int(page.name[:3]) for page in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_has_its_parts_in_order_on_one_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:3]}. ")
    assert re.findall(r"^## .+$", text, re.MULTILINE) == PARTS
    assert len(text.splitlines()) <= 60


def _chapters() -> list[str]:
    return [str(page.relative_to(ROOT)) for page in OPERATION]


def test_the_readme_leads_to_each_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (*(page.name for page in PAGES), "docs/decisions", *_chapters()):
        assert f"({name})" in readme
