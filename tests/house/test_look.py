"""The laws of the look: contrast, weight, and nothing from elsewhere."""

import gzip
import json
import re
from pathlib import Path

import pytest

from commons.core.domain.pictures.cover import HUES
from commons.wiring.assembly import load_schema

WEB = Path(__file__).parents[2] / "commons" / "web"
DIST = WEB / "static" / "dist"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
NAMED_PICTOGRAMS = set(
    json.loads((WEB / "assets/build/pictograms.json").read_text(encoding="utf-8"))
)
GROUNDS = ("paper", "surface", "sunken")
KINDS = tuple(load_schema()[0].kinds)
TEXTS = [(text, ground, 4.5) for text in ("ink", "ink-soft") for ground in GROUNDS]
TEXTS += [(text, ground, 4.5) for text in ("accent", "bad") for ground in GROUNDS]
TEXTS += [(kind, "surface", 4.5) for kind in KINDS]
TEXTS += [(kind, "paper", 4.5) for kind in KINDS]
TEXTS += [(tone, f"{tone}-ground", 4.5) for tone in ("good", "warn", "bad", "info")]
TEXTS += [("ink", f"{tone}-ground", 4.5) for tone in ("good", "warn", "bad", "info")]
TEXTS += [("accent-strong", "accent-ground", 4.5), ("accent", "accent-ground", 4.5)]
TEXTS += [("ink", "accent-ground", 4.5), ("ink", "mark", 4.5)]
TEXTS += [("on-accent", "accent", 4.5), ("on-accent", "accent-strong", 4.5)]
EDGES = [(hue, ground, 3.0) for hue in HUES for ground in ("surface", "sunken")]
EDGES += [(edge, ground, 3.0) for edge in ("edge", "focus") for ground in GROUNDS]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = (
        (WEB / "assets/styles/tokens.css").read_text(encoding="utf-8").split("@media")
    )
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", dark))
    return found


def luminance(colour: str) -> float:
    """Give the relative luminance (WCAG 2.2, "relative luminance")."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), TEXTS + EDGES)
def test_text_and_edges_stand_out(scheme: str, text: str, ground: str, least: float):
    colours = tokens(scheme)
    pair = sorted((luminance(colours[text]), luminance(colours[ground])))
    assert (pair[1] + 0.05) / (pair[0] + 0.05) >= least


def test_covers_have_the_same_hues_everywhere():
    colours = tokens("light")
    assert {hue: colours[hue] for hue in HUES} == dict(HUES)
    covers = (WEB / "assets/styles/covers.css").read_text(encoding="utf-8")
    assert set(re.findall(r"\.hue--([a-z]+) \{", covers)) == set(HUES)


def test_the_sprite_holds_the_pictograms_that_are_used_and_no_other():
    schemas = (WEB.parents[1] / "schemas").glob("*.ttl")
    shapes = "".join(path.read_text(encoding="utf-8") for path in schemas)
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    used = set(re.findall(r'kc:pictogram "([a-z-]+)"', shapes))
    used |= set(re.findall(r'icon\("([a-z-]+)"\)', pages))
    assert used == NAMED_PICTOGRAMS
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    sprite = (DIST / files["pictograms.svg"]).read_text(encoding="utf-8")
    assert set(re.findall(r'<symbol id="([a-z-]+)"', sprite)) == NAMED_PICTOGRAMS
    lines = json.loads((DIST / files["pictograms.json"]).read_text(encoding="utf-8"))
    assert set(lines) == NAMED_PICTOGRAMS
    for name, drawn in lines.items():
        numbers = [value for line in drawn for point in line for value in point]
        assert all(0 <= value <= 24 for value in numbers), name


def test_dark_repeats_every_colour_of_light():
    light, dark = (
        (WEB / "assets/styles/tokens.css").read_text(encoding="utf-8").split("@media")
    )
    names = [set(re.findall(r"--([a-z-]+): #", part)) for part in (light, dark)]
    assert names[0] == names[1]


def test_the_bundle_stays_within_its_budget():
    files = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    size = {
        name: len(gzip.compress((DIST / file).read_bytes()))
        for name, file in files.items()
    }
    assert size["site.css"] <= 20_000
    assert size["site.js"] <= 20_000


NAMED_SITES = ("http://www.w3.org/2000/svg", 'href="https://leafletjs.com"')
"""What names a site and asks nothing of it: a namespace, and a link that Leaflet would
show if the map had its default credit."""


def test_the_bundle_asks_nothing_of_other_sites():
    for path in DIST.iterdir():
        content = path.read_bytes()
        plain = gzip.decompress(content) if path.suffix == ".gz" else content
        text = plain.decode()
        for named in NAMED_SITES:
            text = text.replace(named, "")
        assert not re.search(r"https?://|url\((?!data:|#)|@import", text), path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_style_no_script_and_no_handler(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in tag or 'type="application/ld+json"' in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_class_of_a_template_is_known_to_the_look(path: Path):
    sheets = "".join(
        sheet.read_text(encoding="utf-8")
        for folder in (WEB / "assets", WEB / "assets/styles")
        for sheet in folder.glob("*.css")
    )
    known = set(re.findall(r"\.([a-z][a-z_-]*)", sheets))
    text = path.read_text(encoding="utf-8")
    used = " ".join(re.findall(r'class="([^"{}]*)"', text)).split()
    assert set(used) - known == set()
