"""Makes instances worth a backup, and archives as a stranger might."""

import io
import json
import re
import sqlite3
import tarfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.engines import file_address
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions, seals
from commons.adapters.store.people.credentials import sessions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.sheet import Draft, Person
from commons.errors import CommonsError
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.history.delete import delete_sheet
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.backup_manifest import (
    DATABASE,
    MANIFEST,
    Manifest,
)
from commons.services.operations.backups.restore import Target, restore_backup
from commons.services.operations.checks.integrity_check import verify_instance
from commons.services.people.accounts import Application, sign_up
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD

EMAIL = "camille@exemple.fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """An instance in which things happened, and a session that is open."""

    parts: Components
    account: Account
    draft: Draft
    session: str


def without_pictures(folder: Path) -> Path:
    """Copy the starter sheets into a folder, without their drawings; give it."""
    content = shipped_folder("content")
    for path in content.glob("*/*.md"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"^images:\n(?: .*\n)+", "", text, flags=re.MULTILINE)
        text = re.sub(r"^ +image: .*\n", "", text, flags=re.MULTILINE)
        copy = folder / path.relative_to(content)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    return folder


def live(parts: Components) -> Lived:
    """Fill an instance: sheets, a tombstone, an account, a draft, a session."""
    author = Person(id=iri.new_id(), name="Équipe éditoriale")
    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=author
    )
    with TemporaryDirectory() as made:
        loaded = load_folder(parts.store, loading, without_pictures(Path(made)))
    assert loaded.faults == []
    with parts.store.write() as work:
        application = Application(email=EMAIL, name="Camille", password=PASSWORD)
        account = sign_up(work, application)
        assert account is not None
        gone = revisions.latest_heads(work, limit=1)[0]
        delete_sheet(parts.schema, work, account.person, gone.sheet, "double")
        draft = Draft(
            id=iri.new_id(),
            account=account.id,
            kind="method",
            sheet="",
            parent=None,
            instant=clock.now(),
            values={"title": "Un début d’été"},
        )
        draft = drafts.save_draft(work, draft)
        until = clock.now() + timedelta(days=1)
        session = sessions.open_session(work, account.id, until=until)
    return Lived(parts=parts, account=account, draft=draft, session=session)


def written_backup(folder: Path) -> bytes:
    """Give the bytes of a backup, not compressed, of an instance made there."""
    parts = assemble_components(settings_in(folder / "instance"))
    live(parts)
    write_backup(parts.store, parts.blobs, folder / "tout.tar")
    parts.store.close()
    return (folder / "tout.tar").read_bytes()


def target_in(folder: Path) -> Target:
    return Target(data_dir=folder, store=open_store(settings_in(folder).database_url))


def made_ready(folder: Path) -> list[str]:
    chosen = {
        "secret_key": "signs nothing here",
        "database_url": str(file_address(folder / DATABASE)),
    }
    parts = assemble_components(settings_in(folder, **chosen))
    try:
        parts.catch_up()
        return list(
            verify_instance(parts.schema, parts.store, parts.index, parts.blobs)
        )
    finally:
        parts.store.close()


def restored(path: Path, folder: Path) -> Manifest:
    return restore_backup(path, target_in(folder), made_ready)


def log_of(store: Store) -> list[tuple[object, bytes]]:
    """Give each version with its bytes, in the order of the log."""
    with store.read() as work:
        found = seals.rows_after(work, 0, revisions.ALL)
    return [(one.revision, one.block) for one in found]


def refused(content: bytes, tmp_path: Path, folder: Path) -> CommonsError:
    """Restore what must be refused in one line, and leave nothing."""
    path = tmp_path / "bad"
    path.write_bytes(content)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CommonsError) as caught:
        restore_backup(path, target_in(folder), made_ready)
    assert len(str(caught.value).splitlines()) == 1
    assert sorted(tmp_path.rglob("*")) == before
    return caught.value


def unpacked(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Give the manifest and the members of a backup."""
    with tarfile.open(path) as tar:
        files = {
            name: file.read()
            for name in tar.getnames()
            if (file := tar.extractfile(name)) is not None
        }
    return json.loads(files.pop(MANIFEST)), files


def entry(name: str, content: bytes, **chosen: object) -> tuple[tarfile.TarInfo, bytes]:
    header = tarfile.TarInfo(name)
    header.size = len(content)
    for key, value in chosen.items():
        setattr(header, key, value)
    return header, content


def packed(
    manifest: object,
    files: Iterable[tuple[tarfile.TarInfo, bytes]],
    format_: int = tarfile.GNU_FORMAT,
) -> bytes:
    """Write an archive as a stranger might."""
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=format_) as tar:
        for header, data in [entry(MANIFEST, content), *files]:
            tar.addfile(header, io.BytesIO(data))
    return stream.getvalue()


def sworn(manifest: dict[str, Any], files: dict[str, bytes]) -> bytes:
    """Write an archive whose manifest has the hashes of these files."""
    members = {
        name: {"size_bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in files.items()
    }
    entries = [entry(name, content) for name, content in files.items()]
    return packed({**manifest, "members": members}, entries)


def tampered(database: bytes, folder: Path, statement: str) -> bytes:
    """Give the database after somebody changed it by hand."""
    path = folder / "tampered.sqlite"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()
    content = path.read_bytes()
    path.unlink()
    return content
