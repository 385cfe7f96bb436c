"""Machines with data folders of their own, one database, and one storage of files."""

import gzip
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from commons.adapters.media.ingest import take_file
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.operations.doctor.finding import Patient, State
from commons.services.operations.doctor.machine import look_at_storage
from commons.services.operations.housekeeping.media_cleanup import sweep_media
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import purge
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner
from tests.adapters.media.pictures import drawing, written
from tests.conftest import settings_in
from tests.feeds.conftest import CAMILLE, Desk
from tests.people.visitor import Visitor, filled, token_in
from tests.servers.s3 import KEYS, StorageServer, storage_server
from tests.servers.server import Person, Server, ordered

PHOTO = written(drawing(700, 400), "JPEG")
DOCUMENT = b"%PDF-1.4\n" + bytes(100_000) + b"\n%%EOF\n"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)


def opened(folder: Path, url: str, machine: str) -> Components:
    """Open what one machine has of a commons whose database lies beside."""
    return assemble_components(
        settings_in(
            folder / machine,
            database_url=settings_in(folder / "shared").database_url,
            secret_key="d41d8cd98f00b204e9800998ecf8427e",  # of the tests
            files_url=url,
        )
    )


@pytest.fixture
def url() -> str:
    return storage_server().url(f"b-{uuid4()}")


@pytest.fixture
def machines(
    tmp_path: Path, url: str, empty_folder: Path
) -> Iterator[list[Components]]:
    shutil.copytree(empty_folder, tmp_path / "shared")
    made = [opened(tmp_path, url, name) for name in ("one", "two")]
    yield made
    for parts in made:
        parts.follower.stop()
        parts.store.close()


def sent(parts: Components, content: bytes = PHOTO, called: str = "a.jpg") -> str:
    return take_file(parts.blobs, BytesIO(content), called).name


def illustrated(parts: Components, name: str) -> str:
    """Publish a sheet with an image; give its address."""
    row = {
        "file": name,
        "alt": "Un banc",
        "author": "Camille",
        "licence": "CC-BY-4.0",
        "width": 700,
        "height": 400,
    }
    made = Desk(parts).put_one(title="Le banc", images=[row])
    return f"/sheets/{made.sheet}/{made.slug}"


def asked(parts: Components, address: str, **headers: str) -> tuple[int, bytes, str]:
    """Ask a machine; give status, content and ETag."""
    client = create_app(parts).test_client()
    names = {name.replace("_", "-"): text for name, text in headers.items()}
    with client.get(address, headers=names) as answer:
        return answer.status_code, answer.data, answer.headers.get("ETag", "")


def test_what_one_machine_takes_the_other_serves_as_it_is(
    machines: list[Components],
) -> None:
    one, two = machines
    image, document = sent(one), sent(one, DOCUMENT, "plan.pdf")
    Desk(one).put_one(title="Un", body=f"![x](/media/{image}) [y](/media/{document})")
    status, content, tag = asked(two, f"/media/{document}")
    assert (status, content) == (200, DOCUMENT)
    part = asked(two, f"/media/{document}", Range="bytes=9-99")
    assert part[:2] == (206, DOCUMENT[9:100])
    assert asked(two, f"/media/{document}", If_None_Match=tag)[0] == 304
    small = asked(two, f"/media/{image}/320")
    assert small == asked(one, f"/media/{image}/320")
    assert small[0] == 200


def test_pages_go_on_and_texts_stay_while_the_storage_is_away(
    tmp_path: Path, empty_folder: Path
) -> None:
    shutil.copytree(empty_folder, tmp_path / "shared")
    server = StorageServer()
    server.start()
    parts = opened(tmp_path, server.url("bucket"), "one")
    name = sent(parts)
    address = illustrated(parts, name)
    shutil.rmtree(parts.settings.fetched_dir)
    server.stop()
    author = Visitor(create_app(parts).test_client(), parts)
    author.signed_in(Role.CONTRIBUTOR)
    assert author.get(address).status_code == 200
    status, said, _ = asked(parts, f"/media/{name}", Accept="text/html")
    assert status == 503
    assert "Les images et les documents" in said.decode()
    form = author.get("/sheets/new/method").text
    words = "Un texte que personne ne veut perdre."
    typed = filled(title="Un", body=f"{words} ![x](/media/{name})")
    refused = author.client.post(
        "/sheets/new/method", data={"csrf_token": token_in(form), **typed}
    )
    assert refused.status_code == 503
    assert words in refused.text
    server.start()
    parts.store.close()
    parts.follower.stop()
    server.stop()


def test_what_is_removed_for_good_leaves_every_machine(
    machines: list[Components], url: str
) -> None:
    one, two = machines
    name = sent(one)
    illustrated(one, name)
    asked(two, f"/media/{name}")
    asked(two, f"/media/{name}/320")
    two.settings.data_dir.joinpath("pdf").mkdir()
    made = two.settings.data_dir / "pdf" / f"{'0' * 64}.pdf"
    made.touch()
    order = PurgeOrder(
        sort=PurgeSort.FILE, target=name, basis=LegalBasis.COURT, actor=CAMILLE
    )
    with one.store.write() as work:
        purge(one.schema, work, order)
    assert PurgeCleaner(components=one).clean(wait=True)
    copies = [*two.settings.fetched_dir.rglob(f"{name}*")]
    assert len(copies) == 2
    assert PurgeCleaner(components=two).clean(wait=True)
    assert not [*two.settings.fetched_dir.rglob(f"{name}*")]
    assert not made.exists()
    bucket = url.removeprefix("s3://").partition("/")[0]
    left = storage_server().client().list_objects_v2(Bucket=bucket).get("Contents", [])
    assert not [one["Key"] for one in left if name in one["Key"]]


def test_no_page_of_a_server_is_older_than_what_another_answered(
    machines: list[Components], tmp_path: Path, url: str
) -> None:
    head = Desk(machines[0]).put_one(title="Le banc", body="0")
    address = f"/sheets/{head.sheet}/{head.slug}"
    shared: dict[str, Any] = {
        "database_url": machines[0].settings.database_url,
        "secret_key": machines[0].settings.secret_key,
        "files_url": url,
    }
    with (
        Server(tmp_path / "one", 1, **shared) as one,
        Server(tmp_path / "two", 1, **shared) as two,
    ):
        readers = [Person(one.address), Person(two.address)]
        for number in range(1, 25):
            head = Desk(machines[number % 2]).change(
                head, title="Le banc", body=f"état {number}"
            )
            for reader in readers:
                page = reader.get(address)
                assert f"état {number}<" in page.text
                assert page.text == reader.get(address).text


def test_dumps_of_one_machine_are_offered_by_all(machines: list[Components]) -> None:
    one, two = machines
    Desk(one).put_one(title="Un")
    newest = "/dumps/history.nq.gz"
    assert asked(two, newest)[0] == 404
    first = one.dumps.publish()
    content = asked(two, newest)[1]
    assert b"Un" in gzip.decompress(content)
    assert asked(two, newest, Range="bytes=-8")[:2] == (206, content[-8:])
    Desk(two).put_one(title="Deux")
    two.dumps.publish()
    assert b"Deux" in gzip.decompress(asked(one, newest)[1])
    older = f"/dumps/{first.dumps[0].name}"
    assert asked(one, older)[0] == 200
    Desk(one).put_one(title="Trois")
    two.dumps.publish()
    assert asked(one, older)[0] == 404
    assert one.dumps.withdraw()
    with one.store.write():  # as whoever withdraws them does after
        pass
    assert asked(two, newest)[0] == 404


def test_what_nobody_names_is_swept_and_the_rest_stays(
    machines: list[Components],
) -> None:
    one, two = machines
    named, forgotten = sent(one), sent(one, DOCUMENT, "plan.pdf")
    illustrated(one, named)
    assert sweep_media(two.store, two.blobs, timedelta(seconds=-5)).count == 1
    assert [*one.blobs.names()] == [named]
    assert not one.blobs.has(forgotten)


def test_a_backup_holds_the_files_and_a_restore_puts_them(
    machines: list[Components], url: str, tmp_path: Path
) -> None:
    one = machines[0]
    name = sent(one)
    illustrated(one, name)
    shared = {
        "database_url": one.settings.database_url,
        "secret_key": one.settings.secret_key,
        "files_url": url,
    }
    home = one.settings.data_dir
    place = f"{url.partition('?')[0]}-backups?{url.partition('?')[2]}"
    for pause in (0, 1.1):  # names tell the second
        time.sleep(pause)
        done = ordered(home, "backup", place, "--keep", "7,4,12", "--verify", **shared)
        assert done.exit_code == 0, done.output
    bucket = url.removeprefix("s3://").partition("/")[0]
    client = storage_server().client()
    told = client.list_objects_v2(Bucket=bucket, Prefix="commons-backups/")
    (kept,) = [one["Key"] for one in told["Contents"]]
    other = storage_server().url(f"b-{uuid4()}")
    again = tmp_path / "again"
    address = f"s3://{bucket}/{kept}?{url.partition('?')[2]}"
    done = ordered(again, "restore", address, files_url=other)
    assert done.exit_code == 0, done.output
    assert not (again / "media").exists()
    done = ordered(again, "check", files_url=other)
    assert done.exit_code == 0, done.output
    told = ordered(again, "files", files_url=other).output
    assert "media : 1 fichiers" in told


def test_files_are_copied_there_and_back(
    parts: Components, url: str, tmp_path: Path
) -> None:
    home = parts.settings.data_dir
    names = [sent(parts), sent(parts, DOCUMENT, "plan.pdf")]
    done = ordered(home, "files", "copy-to", url, "--verify")
    assert done.exit_code == 0, done.output
    assert "4 fichiers copiés" in done.output
    assert "0 fichiers copiés" in ordered(home, "files", "copy-to", url).output
    (tmp_path / "back").mkdir()
    back = ordered(home, "files", "copy-to", str(tmp_path / "back"), files_url=url)
    assert "4 fichiers copiés" in back.output
    for name in names:
        assert (
            tmp_path / "back" / "media" / name[:2] / name
        ).read_bytes() == parts.blobs.path(name).read_bytes()
    parts.blobs.path(names[0]).write_bytes(b"altered")
    other = storage_server().url(f"b-{uuid4()}")
    damaged = ordered(home, "files", "copy-to", other)
    assert damaged.exit_code == 1
    assert f"{names[0]} ne correspond pas" in damaged.output


def test_the_doctor_says_whether_files_can_be_kept(
    machines: list[Components], tmp_path: Path
) -> None:
    parts = machines[0]
    found = look_at_storage(Patient(settings=parts.settings, store=parts.store))
    assert found.state is State.FINE
    assert [*parts.storage.entries("")] == []
    left = parts.settings.data_dir / "media" / "ab"
    left.mkdir(parents=True)
    (left / "abc").touch()
    found = look_at_storage(Patient(settings=parts.settings, store=parts.store))
    assert found.state is State.WARNING
    nowhere = opened(tmp_path, "s3://nobody/x?endpoint=http://127.0.0.1:9", "three")
    found = look_at_storage(Patient(settings=nowhere.settings, store=nowhere.store))
    nowhere.store.close()
    assert found.state is State.FAULT
    assert "s3://nobody/x" in found.says
