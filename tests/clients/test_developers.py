"""The worked examples of /developers run as they stand on the page."""

import re
import subprocess
import sys
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from werkzeug.test import Client

from commons.app import create_app
from commons.core.domain.addresses import iri
from commons.feeds.catalogue import dump_releases
from commons.web.journeys.harvest.guide import EXAMPLES
from tests.clients.conftest import CLIENTS, Live
from tests.feeds.conftest import BREST, Desk
from tests.feeds.makers import created, updated, written

pytestmark = [pytest.mark.clients, pytest.mark.usefixtures("small")]

SOURCE = {
    "author": "Camille",
    "licence": "CC-BY-SA-4.0",
    "changes": "Tout y est plus court.",
}
_EXAMPLE = re.compile(
    r'<h3 id="example-([a-z_]+)">.*?<pre [^>]*data-language="([a-z]+)">'
    r"<code>(.*?)</code></pre>",
    re.DOTALL,
)


def page(live: Live, language: str = "fr") -> str:
    reader = Client(create_app(live.parts))
    answer = reader.get("/developers", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def examples(live: Live) -> Mapping[str, tuple[str, str]]:
    """Give (language, text) of each example of the page, by its key."""
    return {
        key: (language, unescape(text))
        for key, language, text in _EXAMPLE.findall(page(live))
    }


def run(language: str, text: str, folder: Path) -> str:
    argv = {"shell": ["sh", "-eu", "-c", text], "python": [sys.executable, "-c", text]}
    done = subprocess.run(
        argv[language],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_example_runs_as_it_stands(
    live: Live, node: Path, tmp_path: Path
) -> None:
    written(live.parts, 13)
    first = created(live.parts, "Le café des voisins")
    settings = live.parts.settings
    dump_releases.publish_release(
        live.parts.store, settings.dumps_dir, settings.base_url
    )
    folder = tmp_path / "harvester"
    folder.mkdir()
    (folder / "node_modules").symlink_to(CLIENTS)
    found = examples(live)
    assert list(found) == [row.key for row in EXAMPLES]
    said = {key: run(*example, folder) for key, example in found.items()}
    assert "Le café des voisins" in said["rdflib"]
    assert f"{live.address}/feeds/ldes" in said["rdflib"]
    assert len(said["harvester"].splitlines()) == 14
    assert said["dumps"].count("OK") == 2
    assert said["hash"].startswith("ok ")
    assert "Le café des voisins" in said["oai"]
    assert "Le café des voisins" in said["atom"]
    updated(live.parts, first, body="Une phrase de plus")
    again = {key: run(*found[key], folder) for key in ("sheet", "harvester", "dumps")}
    assert again["harvester"].split()[1:] == [
        f"{live.address}/sheets/{first.sheet}/v/2"
    ]
    assert (folder / "changes.nq").read_text(encoding="utf-8").count("isVersionOf") == 1
    assert "Une phrase de plus" in (folder / "fiche.ttl").read_text(encoding="utf-8")


def test_the_page_speaks_both_languages_and_shows_the_way(live: Live) -> None:
    written(live.parts, 1)
    assert "Ce qui ne changera pas" in page(live)
    assert "What will not change" in page(live, "en")
    for address in ("/feeds/ldes", "/dumps/", "/catalog", "/.well-known/void", "/ns"):
        assert f'href="{address}"' in page(live)


def test_the_query_of_lineage_finds_what_was_made_over_generations(
    live: Live, tmp_path: Path
) -> None:
    """From the sheet that the page names, the newest: B and C are made from it."""
    desk = Desk(live.parts)
    heads = [desk.put_one(title="La méthode de départ")]
    text = examples(live)["lineage"][1]
    assert f"/sheets/{heads[0].sheet}" in text
    row: dict[str, str] = {}
    places = {"Pour Brest": {"territory": BREST}, "Pour ici": {}}
    for title, where in places.items():
        before = heads[-1]
        address = iri.version_iri(before.sheet, before.number, live.address)
        row = {**SOURCE, "url": address, "title": before.title}
        heads.append(desk.put_one(title=title, sources=[row], **where))
    desk.change(heads[2], title="Pour ici", body="Une phrase de plus.", sources=[row])
    settings = live.parts.settings
    dump_releases.publish_release(
        live.parts.store, settings.dumps_dir, settings.base_url
    )
    said = run("python", text, tmp_path).splitlines()
    brest, here = said
    assert brest.startswith(f"{live.address}/sheets/{heads[1].sheet}/v/1 Pour Brest")
    assert "territories/commune:29019" in brest
    assert here.startswith(f"{live.address}/sheets/{heads[2].sheet}/v/2 ")
