"""The laws of the set-up: what is locked, what is told, how large a thing may grow."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "commons").rglob("*.py"))
MODULES = [path for path in MODULES if "node_modules" not in path.parts]
LOCKED = re.compile(r"[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")
NODE_FOLDERS = ["commons/web/assets", "tests/browser", "tests/clients"]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["", "tests/clients/udata/", "tests/clients/ckan/"])
def test_the_lock_holds_names_versions_and_hashes_only(folder: str):
    strange = [
        line
        for line in read(f"{folder}requirements.lock").splitlines()
        if not LOCKED.fullmatch(line) and not HASH.fullmatch(line)
    ]
    assert strange == []


def test_every_dependency_is_locked():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *chain.from_iterable(extras)]
    wanted = {re.match(r"[\w.-]+", one)[0] for one in asked}  # type: ignore[index]  # each begins with its name
    locked = set(re.findall(r"^([\w.-]+)==", read("requirements.lock"), re.MULTILINE))
    assert len(wanted) > 20
    assert wanted - locked == set()


@pytest.mark.parametrize("folder", NODE_FOLDERS)
def test_a_browser_lock_holds_no_address(folder: str):
    packages = json.loads(read(f"{folder}/package-lock.json"))["packages"]
    for name, package in packages.items():
        assert "resolved" not in package, name
        assert not name or "integrity" in package, name


@pytest.mark.parametrize("folder", NODE_FOLDERS)
def test_what_browsers_need_is_asked_for_by_exact_version(folder: str):
    wanted = json.loads(read(f"{folder}/package.json"))["devDependencies"]
    assert [v for v in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []


def test_the_readme_names_every_setting():
    told = set(re.findall(r"`COMMONS_([A-Z_]+)`", read("README.md")))
    read_by_code = set(re.findall(r'read\(\s*"([A-Z_]+)"', read("commons/settings.py")))
    assert told == read_by_code


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_opens_with_the_two_commands(command: str):
    assert command in read("README.md")[:1000]


def test_every_target_of_the_makefile_says_what_it_does():
    phony = re.search(r"^\.PHONY: (.+)$", read("Makefile"), re.MULTILINE)
    assert phony is not None
    for target in phony[1].split():
        assert re.search(rf"^{target}:.* ## \S", read("Makefile"), re.MULTILINE), target


def test_the_machine_that_lands_changes_runs_every_check_and_every_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert {"make check", "make test"} <= set(script.read_text().splitlines())


def test_every_module_stays_small():
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 400, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno < 50, f"{path}: {node.name}"


def test_no_room_has_a_vague_name():
    assert [path for path in MODULES if path.stem in VAGUE] == []


def test_no_exception_from_the_rules_goes_without_its_code_and_reason():
    reason = r" +(#|--?) \w"
    bare = re.compile(
        rf"#\s*(noqa(?!: [A-Z]+\d+{reason})|type: ignore(?!\[[a-z-]+\]{reason}))"
    )
    found = [path for path in MODULES if bare.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_wheel_carries_all_that_it_needs_to_run(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    subprocess.run([*build, str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        manifest = archive.read("commons/web/static/dist/manifest.json")
    assets = {
        f"commons/web/static/dist/{name}" for name in json.loads(manifest).values()
    }
    assert len(assets) >= 3
    static = [name for name in names if name.startswith("commons/web/static/")]
    assert [
        one for one in static if not one.startswith("commons/web/static/dist/")
    ] == []
    for folder in ("content", "schemas"):
        shipped = {
            f"commons/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*.*")
            if path.is_file()
        }
        assert shipped
        assert shipped <= names
    assert "commons/web/translations/en/LC_MESSAGES/messages.mo" in names
    templates = (ROOT / "commons/web/templates").rglob("*.html")
    assets |= {path.relative_to(ROOT).as_posix() for path in templates}
    assert assets <= names
    assert not [name for name in names if name.startswith("commons/web/assets/")]
