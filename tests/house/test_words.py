"""Laws of the words: what was renamed to the field's word does not come back.

Each row is told to contributors in CONTRIBUTING.md, with the names that hold today.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "CONTRIBUTING.md"
HEADING = "### Words that may not come back"

IN_NO_NAME: dict[str, tuple[str, ...]] = {
    "accompany": ("sharing",),
    "apart": ("DraftFork", "forked_drafts"),
    "astray": ("wrong_names",),
    "beside": ("DraftFork", "ForkedDraft"),
    "burden": ("parse_budget",),
    "census": ("backup_counts",),
    "clash": ("MergeConflict", "TextConflict"),
    "companion": ("Collaborator",),
    "correspondence": ("FieldMapping",),
    "declare": ("backup_manifest",),
    "doubt": ("Inconsistency", "find_inconsistencies"),
    "enrol": ("sign_up",),
    "extent": ("SheetSize",),
    "gather": ("browse", "BrowseResult"),
    "intake": ("request_body",),
    "intent": ("NewRevision",),
    "journal": ("logging",),
    "manner": ("PublishMode",),
    "mint": ("new_id",),
    "rebase": ("expand_base",),
    "redline": ("html_diff", "mark_html_changes"),
    "ruler": ("RangeFacet",),
    "shelf": ("BlobStore", "PageCache", "categories", "WordsByLength"),
    "shelves": ("categories_of",),
    "skeleton": ("ImageHeader",),
    "snag": ("RowProblem",),
    "tally": ("RateWindow", "rate_counters"),
    "tallies": ("SharedCounters",),
    "teller": ("Instance",),
    "trace": ("Provenance",),
    "zipped": ("is_compressed",),
}
"""A word that stands in no name, in capitals or not -> the names that hold today."""

NO_WHOLE_NAME: dict[str, tuple[str, ...]] = {
    "Act": ("Permission",),
    "Asked": ("OaiRequest", "VersionFilter"),
    "Choice": ("Resolution", "FileChoice", "FacetChoice"),
    "Found": ("SearchResults", "FoundFile"),
    "Gone": ("Deletion",),
    "Kept": ("SavedDraft",),
    "MARKER": ("BASE_PLACEHOLDER",),
    "MAY": ("MINIMUM_ROLE",),
    "Parts": ("Components",),
    "RIGHTS": ("RouteRules",),
    "derived": ("id_from_name", "derived_literal"),
    "here": ("components",),
    "holds": ("holds_commons", "has_account"),
    "keep": ("save_draft", "sync_to_disk", "resubmission"),
    "may": ("has_permission",),
    "parts": ("components",),
    "said": ("localised",),
    "settled": ("resolve_onto",),
    "tell": ("show_progress",),
    "told": ("show_progress",),
    "whole": ("positive_int",),
}
"""A name that nothing has, spelt so, at the top of a module -> those of today."""

STANDING = {
    "commons.adapters.store.engine.tables.core_tables ShelfRow": "as the table in the database",
    "commons.adapters.store.engine.tables.core_tables CompanionRow": "as the table",
    "commons.adapters.store.engine.tables.core_tables TraceRow": "as the table",
    "commons.adapters.store.engine.tables.core_tables TallyRow": "as the table",
    "commons.adapters.store.migrations.versions.v0002_shelves v0002_shelves": "past",
    "commons.adapters.store.migrations.versions.v0007_apart v0007_apart": "past",
    "commons.core.kinds.rules.publishing_law RIGHTS": "those on a text, not to a page",
    "commons.feeds.oai.records RIGHTS": "the protocol's own word for licences",
}
"""What bears such a word still -> why; a name that is gone leaves this table."""


def top_names(source: str) -> Iterator[str]:
    """Give the functions, classes and constants at the top of a module."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named = [one.id for one in targets if isinstance(one, ast.Name)]
            yield from (name for name in named if name.isupper())


def public_names(module: str, source: str) -> Iterator[str]:
    """Give "module name" of a module and of what others may import from it."""
    yield f"{module} {module.rpartition('.')[2]}"
    for name in top_names(source):
        if not name.startswith("_"):
            yield f"{module} {name}"


def words_of(name: str) -> list[str]:
    """Give the words of a name, in small letters."""
    return [
        word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    ]


def is_former(name: str) -> bool:
    """Say whether a name bears a word that was given up.

    Constants are held to NO_WHOLE_NAME alone: they are known within a module.
    """
    if name in NO_WHOLE_NAME:
        return True
    return not (name.isupper() or IN_NO_NAME.keys().isdisjoint(words_of(name)))


def module_name(path: Path) -> str:
    inner = path.relative_to(ROOT).with_suffix("")
    return ".".join(part for part in inner.parts if part != "__init__")


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Give "module name" of every public name of the house."""
    found: set[str] = set()
    for path in (ROOT / "commons").rglob("*.py"):
        if "node_modules" not in path.parts:
            source = path.read_text(encoding="utf-8")
            found |= set(public_names(module_name(path), source))
    return found


@pytest.fixture(scope="module")
def glossary() -> dict[str, str]:
    """Give what the glossary says of each word that was given up, by the word."""
    section = GLOSSARY.read_text(encoding="utf-8").partition(HEADING)[2]
    rows = re.findall(
        r"^\| `(\w+)` \|(.+)\|$", section.partition("\n#")[0], re.MULTILINE
    )
    return dict(rows)


def test_no_former_word_comes_back_as_a_name(names: set[str]) -> None:
    former = {name for name in names if is_former(name.partition(" ")[2])}
    assert former - set(STANDING) == set()


def test_what_still_bears_a_former_word_is_there(names: set[str]) -> None:
    assert {name for name in STANDING if name not in names} == set()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("class Shelf: ...", "commons.new Shelf"),
        ("class DraftShelf: ...", "commons.new DraftShelf"),
        ("def rebase(block): ...", "commons.new rebase"),
        ("async def told(): ...", "commons.new told"),
        ("MAY: dict[str, int] = {}", "commons.new MAY"),
        ("MARKER = 'x'", "commons.new MARKER"),
    ],
)
def test_a_former_word_is_found_wherever_it_comes_back(source: str, name: str) -> None:
    found = public_names("commons.new", source)
    assert [one for one in found if is_former(one.partition(" ")[2])] == [name]


def test_a_module_of_a_former_word_is_found() -> None:
    (name,) = public_names("commons.web.shelf", "")
    assert is_former(name.partition(" ")[2])


@pytest.mark.parametrize(
    "source", ["def _told(): ...", "def tolerate(): ...", "def whole_page(): ..."]
)
def test_what_is_private_or_another_word_is_free(source: str) -> None:
    found = public_names("commons.new", source)
    assert [one for one in found if is_former(one.partition(" ")[2])] == []


@pytest.mark.parametrize("word", [*IN_NO_NAME, *NO_WHOLE_NAME])
def test_each_word_stands_in_the_glossary_with_the_names_of_today(
    word: str, names: set[str], glossary: dict[str, str]
) -> None:
    right = (IN_NO_NAME | NO_WHOLE_NAME)[word]
    known = {name.partition(" ")[2] for name in names}
    assert set(right) <= known
    assert [name for name in right if f"`{name}`" not in glossary[word]] == []


def test_the_glossary_promises_no_more_than_is_held(glossary: dict[str, str]) -> None:
    assert set(glossary) == {*IN_NO_NAME, *NO_WHOLE_NAME}
