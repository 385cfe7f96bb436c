"""The two judges of our pages, axe-core and vnu: where they are, what they find."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

MODULES = Path(__file__).parents[1] / "node_modules"
AXE = MODULES / "axe-core" / "axe.min.js"
VNU = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "RGAAv4", "best-practice"]

_ASK = """only => {
  for (const one of document.querySelectorAll("body *"))
    if (getComputedStyle(one).position === "sticky") one.style.position = "static";
  return axe.run(document, {
    runOnly: only, resultTypes: ["violations"],
  }).then(told => told.violations.flatMap(rule => rule.nodes.map(
    node => `${rule.id}: ${node.target.join(" ")}\\n  ${node.failureSummary}`)));
}"""
"""A bar that sticks covers half a control wherever one scrolls: it is put in its place."""
_RULES = {"type": "tag", "values": TAGS}
_ON_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules of those tags that a scheme of colours can change the outcome of."""


def lacking(reason: str) -> None:
    """Skip for want of something, but fail on a CI machine."""
    (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(reason)


def axe_source() -> str:
    """Give the program of axe-core, to run in a page."""
    if not AXE.exists():
        lacking("axe-core is missing: `make test` brings it where npm is")
    return AXE.read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Give what axe-core finds wrong in a page that knows its program."""
    return [str(one) for one in page.evaluate(_ASK, _RULES)]


def axe_on_colours(page: Page) -> list[str]:
    """Give what axe-core finds wrong in a page's colours."""
    return [str(one) for one in page.evaluate(_ASK, _ON_COLOURS)]


def vnu(folder: Path) -> list[str]:
    """Give what the Nu HTML checker finds wrong in the files of a folder."""
    java = shutil.which("java")
    if java is None:
        lacking("Java is missing: vnu needs `java` (17 or later) in the PATH")
        return []
    if not VNU.exists():
        lacking("vnu is missing: `make test` brings it where npm is")
    words = [
        java,
        *("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m"),  # it soon ends
        "-Dfile.encoding=UTF-8",
        "-jar",
        str(VNU),
        "--format",
        "json",
        "--stdout",
    ]
    done = subprocess.run(  # a judge of ours
        [*words, "--exit-zero-always", "--skip-non-html", str(folder)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return [
        f"{Path(told['url']).name}:{told.get('lastLine')}: {told['message']}\n"
        f"  {told.get('extract', '')}"
        for told in json.loads(done.stdout)["messages"]
        if told["type"] == "error"
    ]
