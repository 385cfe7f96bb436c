"""Data portals harvest the catalogue: udata (data.gouv.fr) and CKAN, over three dumps."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha512
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from commons.feeds.catalogue import dump_releases
from tests.clients.conftest import Live
from tests.feeds.makers import created

pytestmark = pytest.mark.clients

PORTALS = {"udata": "/catalog", "ckan": "/catalog.ttl"}
"""Which address each is given: udata asks with HEAD what is there."""


@contextmanager
def harvester(name: str, catalogue: str) -> Iterator[subprocess.Popen[str]]:
    """Start a portal's harvester in its own environment; without one, skip."""
    folder = Path(__file__).with_name(name)
    python = folder / ".venv/bin/python"
    if not (folder / ".venv/.installed").exists():
        pytest.skip(f"{name} could not be installed: `make setup` says why")
    with subprocess.Popen(
        [str(python), str(folder / "harvest.py"), catalogue],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


def harvested(running: subprocess.Popen[str]) -> dict[str, Any]:
    """Have it harvest once; give what it keeps."""
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write("\n")
    running.stdin.flush()
    told: dict[str, Any] = json.loads(running.stdout.readline())
    return told


def published(live: Live) -> None:
    """Publish one more sheet, and new dumps."""
    created(live.parts)
    settings = live.parts.settings
    dump_releases.publish_release(
        live.parts.store, settings.dumps_dir, settings.base_url
    )


def content(address: str) -> bytes:
    with urlopen(address, timeout=30) as answer:  # noqa: S310  # our own server
        assert answer.status == 200
        body: bytes = answer.read()
    return body


@pytest.mark.parametrize("name", PORTALS)
def test_a_portal_keeps_one_dataset_of_five_resources_over_three_dumps(
    live: Live, name: str
) -> None:
    sheets = f"{live.address}/catalog#sheets"
    with harvester(name, live.address + PORTALS[name]) as running:
        before = harvested(running)
        assert (before["status"], before["faults"]) == ("done", [])
        (dataset,) = before["datasets"]
        assert dataset["id"] == sheets
        assert len(dataset["resources"]) == 3
        seen = []
        for _ in range(3):
            published(live)
            told = harvested(running)
            assert (told["status"], told["faults"]) == ("done", [])
            (dataset,) = told["datasets"]
            assert dataset["id"] == sheets
            seen.append({one["url"]: one for one in dataset["resources"]})
            assert len(dataset["resources"]) == 5
    assert set(seen[0]) == set(seen[1]) == set(seen[2])
    for address, resource in seen[2].items():
        body = content(address)
        if address.endswith(".gz"):
            assert resource["size"] == len(body)
            assert resource.get("hash") in {None, sha512(body).hexdigest()}
            assert resource["size"] != seen[0][address]["size"]
