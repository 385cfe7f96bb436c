"""The browser modules keep what their own tests, run by Node, say of them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.clients

ROOT = Path(__file__).parents[2]
ASSETS = ROOT / "commons" / "web" / "assets"
TESTS = ROOT / "tests" / "browser_modules"
IN_A_PAGE = {"map/live_markers"}
"""What imports Leaflet, which asks for a window: tests/browser/finding/test_map.py tries it."""


@pytest.fixture(scope="session")
def node() -> str:
    """Give Node; without it or what modules import these tests are skipped.

    They fail on a CI machine.
    """
    found = shutil.which("node")
    if found is None or not (ASSETS / "node_modules" / "@github").is_dir():
        lack = "Node or its packages are missing: the browser modules need `make setup`"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)
    return found


def _names(folder: Path, ending: str) -> set[str]:
    """Give the files of a folder and those below, without how their names end."""
    files = folder.rglob(f"*{ending}")
    return {str(path.relative_to(folder)).removesuffix(ending) for path in files}


def test_every_browser_module_has_tests():
    editing = _names(ASSETS / "editing", ".js")
    others = {
        f"{room}/{name}"
        for room in ("search", "widgets", "map")
        for name in _names(ASSETS / room, ".js")
    }
    modules = (editing | others | {"build/licences"}) - IN_A_PAGE
    tested = _names(TESTS, ".test.mjs")
    assert modules
    assert tested == modules


def test_the_browser_modules_pass_their_tests(node: str):
    tests = sorted(str(path) for path in TESTS.rglob("*.test.mjs"))
    ran = subprocess.run(
        [node, "--test", "--test-reporter=tap", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if ran.returncode:
        pytest.fail(f"{ran.stdout}\n{ran.stderr}", pytrace=False)
    passed = re.search(r"^# pass (\d+)$", ran.stdout, re.MULTILINE)
    assert passed is not None
    assert int(passed[1]) > len(tests)
