"""Comunica queries a sheet and a version at their own addresses."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import CLIENTS, Live
from tests.feeds.makers import created, deleted, updated

pytestmark = pytest.mark.clients

TEXT = "http://purl.org/dc/terms/description"
TEXTS = f"SELECT ?text WHERE {{ ?sheet <{TEXT}> ?text }}"
WITHIN = f"SELECT ?text WHERE {{ GRAPH ?version {{ ?sheet <{TEXT}> ?text }} }}"
ACTIVITY = (
    "SELECT ?act WHERE { ?version a ?act ; <http://purl.org/dc/terms/issued> ?t }"
)


def run(node: Path, asked: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Give {"rows"} or {"failed"} for each (source, query), all in one process."""
    assert (node.parent / "@comunica/query-sparql").is_dir()
    script = CLIENTS.with_name("comunica.cjs")
    done = subprocess.run(
        [str(shutil.which("node")), str(script), json.dumps(asked)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def test_it_finds_what_a_sheet_says_at_its_own_address(live: Live, node: Path) -> None:
    first = updated(live.parts, created(live.parts), body="Le café des voisins")
    updated(live.parts, first, body="Le café de la place")
    gone = deleted(live.parts, created(live.parts))
    sheet = f"{live.address}/sheets/{first.sheet}"
    asked = [
        *((sheet, query) for query in (TEXTS, WITHIN)),
        *((f"{sheet}/v/2", query) for query in (TEXTS, WITHIN, ACTIVITY)),
        *((f"{sheet}.nq", query) for query in (TEXTS, WITHIN)),
        *((f"{sheet}.trig", query) for query in (TEXTS, WITHIN)),
        (f"{sheet}.ttl", TEXTS),
        (f"{live.address}/sheets/{gone.sheet}/v/2", ACTIVITY),
        (f"{live.address}/sheets/0123456789ab", TEXTS),
    ]
    *found, dead, failed = run(node, asked)
    texts = [[row.get("text") for row in one["rows"]] for one in found]
    now, before = ["Le café de la place"], ["Le café des voisins"]
    assert texts[:4] == [now, [], before, []]
    assert texts[5:10] == [[], now, [], now, now]
    acts = "https://www.w3.org/ns/activitystreams#"
    assert {"act": f"{acts}Update"} in found[4]["rows"]
    assert "410" in dead["failed"]  # it reads no further; what is there says why
    assert "404" in failed["failed"]
    assert "html" not in failed["failed"].lower()
