"""A strong tag names bytes: what a restore makes say something else is told apart."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.services.operations.backups.backup import write_backup
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.addresses.routes import address_of
from tests.conftest import settings_in
from tests.feeds.conftest import Desk
from tests.services.archives import restored

TYPES = ("text/html", "text/turtle", "application/n-quads")
SUFFIXES = (*FORMATS, "json", "md")


def addresses(app: Flask, sheet: str) -> list[str]:
    """Give every address that is read, of one sheet where it is a sheet's."""
    routes = [
        address_of(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
    ]
    ours = [
        f"/sheets/{sheet}{end}"
        for end in (
            *("", "/timemap", "/history", "/v/1", "/v/2", "/diff/1..2"),
            *(f".{suffix}" for suffix in SUFFIXES),
            *(f"/v/{n}.{suffix}" for n in (1, 2) for suffix in SUFFIXES),
        )
    ]
    return [*routes, *ours, "/feeds/atom?kind=method", "/sitemaps/1.xml"]


def tags(client: FlaskClient, paths: list[str]) -> dict[tuple[str, str], bytes]:
    """Give the bytes of each answer that has a tag, by its path and this tag."""
    found = {}
    for path in paths:
        for accept in TYPES[:1] if "." in path else TYPES:
            answer = client.get(path, headers={"Accept": accept})
            if "ETag" in answer.headers and answer.status_code in {200, 410}:
                found[f"{path} {accept}", answer.headers["ETag"]] = answer.data
    return found


def test_after_a_restore_no_tag_stands_for_two_contents(
    starter: Components, app: Flask, tmp_path: Path
) -> None:
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    write_backup(starter.store, starter.blobs, tmp_path / "tout.tar")
    restored(tmp_path / "tout.tar", tmp_path / "new")
    again = assemble_components(settings_in(tmp_path / "new"))
    Desk(starter).change(head, summary="Ce qui fut perdu après la sauvegarde.")
    Desk(again).change(head, summary="Ce qui fut écrit après la restauration.")
    paths = addresses(app, head.sheet)
    before = tags(app.test_client(), paths)
    after = tags(create_app(again).test_client(), paths)
    again.follower.stop()
    again.store.close()
    assert len(before) > 50
    same = [(key, before[key], after[key]) for key in before.keys() & after.keys()]
    assert [key for key, one, other in same if one != other] == []
    assert [key for key, *_ in same if "/v/1." in key[0]] != []
