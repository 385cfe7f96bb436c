"""Dumps are published whole or not at all, and replaced under running downloads."""

import gzip
import time
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.adapters.store.log import blocks, feed_edition
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.files import durability
from commons.errors import BusyError, StorageError
from commons.feeds.catalogue import dump_releases
from commons.feeds.catalogue.dump_releases import Release
from commons.services.history.delete import restore_sheet
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.makers import CAMILLE, created, deleted, updated
from tests.people.visitor import Visitor

PATIENCE_SECONDS = 30.0


def release(parts: Components) -> Release:
    return dump_releases.publish_release(parts.store, parts.settings.dumps_dir, BASE)


def files(parts: Components) -> set[str]:
    return {path.name for path in parts.settings.dumps_dir.glob("*.nq.gz*")}


def contents(parts: Components, made: Release) -> dict[str, bytes]:
    return {
        one.variant: gzip.decompress((parts.settings.dumps_dir / one.name).read_bytes())
        for one in made.dumps
    }


def download(client: FlaskClient, address: str, **headers: str) -> TestResponse:
    """Ask for a dump, and read it to its end."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    answer = client.get(address, headers=named, buffered=True)
    answer.close()
    return answer


def test_the_dumps_are_the_stored_blocks_of_one_state(parts: Components) -> None:
    first = created(parts)
    updated(parts, first, body="Deux")
    deleted(parts, created(parts))
    made = release(parts)
    told = contents(parts, made)
    with parts.store.read() as work:
        every = [
            block
            for _, block in blocks.blocks_after(work, current=False, after=0, limit=9)
        ]
        current = blocks.get_block(work, first.sheet, 2)
    assert told["history"] == iri.expand_base(b"".join(every), BASE)
    assert told["current"] == iri.expand_base(current, BASE)
    for one in made.dumps:
        path = parts.settings.dumps_dir / one.name
        assert one.sha256 == sha256(path.read_bytes()).hexdigest()
        assert one.size_bytes == path.stat().st_size
        parsed = ox.parse(told[one.variant], format=ox.RdfFormat.N_QUADS)
        assert one.quads == len(list(parsed))
    assert [one.versions for one in made.dumps] == [1, 4]
    assert made.head == 4


def test_the_release_before_stays_and_older_ones_go(parts: Components) -> None:
    made = []
    for _ in range(3):
        created(parts)
        made.append(release(parts))
    expected = {one.name for release in made[1:] for one in release.dumps}
    assert files(parts) == expected
    with parts.store.read() as work:
        folder = parts.settings.dumps_dir
        assert dump_releases.available_releases(work, folder, BASE) == made[:0:-1]
        assert (
            dump_releases.available_releases(work, folder, "https://ailleurs.example")
            == []
        )


def test_the_release_before_goes_when_it_says_a_sheet_that_was_deleted_since(
    parts: Components, client: FlaskClient
) -> None:
    first, other = created(parts), created(parts)
    made = [release(parts)]
    gone = deleted(parts, first)
    made.append(release(parts))
    assert files(parts) == {one.name for one in made[1].dumps}
    old = f"/dumps/{made[0].dumps[0].name}"
    assert download(client, old).status_code == 404
    updated(parts, other, body="Deux")
    made.append(release(parts))
    assert files(parts) == {one.name for here in made[1:] for one in here.dumps}
    with parts.store.write() as work:
        restore_sheet(parts.schema, work, CAMILLE, gone.sheet, "à garder")
    made.append(release(parts))
    assert files(parts) == {one.name for here in made[2:] for one in here.dumps}


def test_what_fails_leaves_the_dumps_that_were_there(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    created(parts)
    before = release(parts)
    kept = contents(parts, before)
    created(parts)
    calls = []

    def full(path: Path) -> None:
        calls.append(path)
        if len(calls) == 3:  # while the second dump is written
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(durability, "sync_to_disk", full)
    with pytest.raises(StorageError):
        release(parts)
    with parts.store.read() as work:
        assert (
            dump_releases.newest_release(work, parts.settings.dumps_dir, BASE) == before
        )
    assert contents(parts, before) == kept
    monkeypatch.undo()
    (parts.settings.dumps_dir / ".history.nq.gz.part").write_bytes(b"killed")
    after = release(parts)
    assert files(parts) == {
        one.name for release in (before, after) for one in release.dumps
    }
    assert not list(parts.settings.dumps_dir.glob("*.part"))
    assert not list(parts.settings.dumps_dir.glob(".*.part"))


def test_two_do_not_write_at_once(parts: Components) -> None:
    folder = parts.settings.dumps_dir
    seen: list[bool] = []

    def told(_done: int, _total: int) -> None:
        seen.append(dump_releases.is_writing(folder))
        with pytest.raises(BusyError):
            release(parts)

    created(parts)
    dump_releases.publish_release(parts.store, folder, BASE, told)
    assert seen == [True, True]
    assert not dump_releases.is_writing(folder)


def test_a_new_edition_withdraws_the_dumps(
    parts: Components, client: FlaskClient
) -> None:
    created(parts)
    made = release(parts)
    address = f"/dumps/{made.dumps[0].name}"
    assert download(client, address).status_code == 200
    with parts.store.write() as work:
        feed_edition.begin_fork(work)
    assert client.get(address).status_code == 404
    release(parts)
    assert len(files(parts)) == 2


def test_a_damaged_manifest_is_no_release(parts: Components) -> None:
    created(parts)
    release(parts)
    manifest = parts.settings.dumps_dir / dump_releases.MANIFEST
    for text in ("", "[", "{}", '[{"dumps": 3}]', "[1]"):
        manifest.write_text(text, encoding="utf-8")
        with parts.store.read() as work:
            assert (
                dump_releases.newest_release(work, parts.settings.dumps_dir, BASE)
                is None
            )


def test_a_download_goes_on_by_ranges_over_a_replacement(
    parts: Components, client: FlaskClient
) -> None:
    created(parts)
    one = release(parts).dumps[1]
    address = f"/dumps/{one.name}"
    whole = download(client, address)
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.get_etag() == (one.sha256, False)
    assert whole.content_length == one.size_bytes
    etag = whole.headers["ETag"]
    begun = download(client, address, Range="bytes=0-99")
    assert (begun.status_code, len(begun.data)) == (206, 100)
    with client.get(address) as running:
        created(parts)
        release(parts)
        assert running.data == whole.data
    rest = download(client, address, Range="bytes=100-", If_Range=etag)
    assert rest.status_code == 206
    assert begun.data + rest.data == whole.data
    other = download(client, address, Range="bytes=100-", If_Range='"x"')
    assert (other.status_code, other.data) == (200, whole.data)
    beyond = download(client, address, Range=f"bytes={one.size_bytes}-")
    assert beyond.status_code == 416
    assert download(client, address, If_None_Match=etag).status_code == 304


def test_names_that_are_no_dump_are_not_found(
    parts: Components, client: FlaskClient
) -> None:
    assert client.get("/dumps/history.nq.gz").status_code == 404
    created(parts)
    made = release(parts)
    for name in ("releases.json", ".lock", "..%2Fsecret_key", "%2e%2e/secret_key"):
        assert client.get(f"/dumps/{name}").status_code == 404
    (parts.settings.dumps_dir / made.dumps[1].name).unlink()
    assert client.get(f"/dumps/{made.dumps[1].name}").status_code == 404


def test_an_admin_has_new_dumps_made_and_a_reader_sees_them(
    parts: Components, client: FlaskClient, visitor: Visitor
) -> None:
    created(parts)
    admin = visitor.signed_in(Role.ADMIN)
    assert "Refaire les exports" not in client.get("/dumps/").get_data(as_text=True)
    answer = admin.post("/dumps/")
    assert answer.status_code == 303
    until = time.monotonic() + PATIENCE_SECONDS
    while "history-" not in (page := client.get("/dumps/").get_data(as_text=True)):
        assert time.monotonic() < until
        time.sleep(0.01)
    assert "Export complet" in page
    assert client.get("/dumps/SHA256SUMS").get_data(as_text=True).count("\n") == 2
