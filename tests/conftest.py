"""What the tests of every room stand on: a real instance in a temporary folder.

An instance is made once, empty or with the starter content, and each test gets a copy.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from commons.app import create_app
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Person
from commons.core.files.locks import lock_file
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.operations.following.log_follower import catch_up
from commons.services.people import accounts
from commons.settings import Settings, from_env
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.followers import open_followers
from commons.wiring.shipped import shipped_folder
from tests.compiled_once import CompiledOnce, TemplatesOnce, share_statements
from tests.people.visitor import Visitor
from tests.servers import postgresql
from tests.servers.standby import Pair, running_pair

BASE = "http://commons.example"
QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MEMORY = Path("/dev/shm")  # noqa: S108  # what pytest makes there is its owner's alone
ENOUGH_BYTES = 4_000_000_000

settings.register_profile(
    "house", deadline=None
)  # how busy the machine is, is no fault
settings.load_profile("house")


def pytest_configure() -> None:
    """Have files lie in memory where there is room, and look for garbage seldom.

    Every commit waits for the disk, which took half the time of the tests.
    """
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
        tempfile.tempdir = str(MEMORY)
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    """Look no more among what stays till the end: modules, and the tests themselves."""
    gc.collect()
    gc.freeze()


def settings_in(folder: Path, **chosen: str) -> Settings:
    """Give the settings of an instance in a folder."""
    names = {f"COMMONS_{key.upper()}": value for key, value in chosen.items()}
    return from_env(
        {
            **postgresql.settings_for(folder, names),
            "COMMONS_DATA_DIR": str(folder),
            "COMMONS_BASE_URL": BASE,
            "COMMONS_REVIEW": "off",
            **names,
        }
    )


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(made_once: Path) -> None:
    """Let what is compiled alike be compiled once in a session."""
    (made_once / "templates").mkdir(exist_ok=True)
    Flask.jinja_options = {
        "bytecode_cache": TemplatesOnce(str(made_once / "templates"))
    }
    Flask.url_rule_class = CompiledOnce
    share_statements()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Have passwords hashed with the least work that Argon2 may be asked for.

    The work that they are worth, tests/cli/stewardship/test_users.py asks of the command.
    """
    with pytest.MonkeyPatch.context() as session:
        session.setattr(accounts, "_HASHER", QUICK_HASHER)
        yield


@pytest.fixture(scope="session", autouse=True)
def _copied_databases() -> Iterator[None]:
    """Have each folder that is copied have its database copied, where that is served."""
    with pytest.MonkeyPatch.context() as session:
        if postgresql.CHOSEN:
            session.setattr(shutil, "copytree", postgresql.copy_instance)
        yield
    postgresql.forget_server()


@pytest.fixture(autouse=True)
def _served_databases(request: pytest.FixtureRequest) -> Iterator[None]:
    """Remove the databases that a test made on a server, once it has closed them."""
    asks = "tmp_path" in request.fixturenames
    folder = request.getfixturevalue("tmp_path") if asks else None
    yield
    if folder:
        postgresql.drop_databases(folder)


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what is of SQLite alone where another engine is tried."""
    left = [i for i in items if postgresql.CHOSEN and i.get_closest_marker("sqlite")]
    if left:
        theirs = set(left)
        items[:] = [item for item in items if item not in theirs]
        config.hook.pytest_deselected(items=left)


@contextmanager
def instance(folder: Path) -> Iterator[Components]:
    """Open the instance of a folder, and close it."""
    made = assemble_components(settings_in(folder))
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of what all the processes that test together make once."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.getenv("PYTEST_XDIST_WORKER") else own) / "made-once"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def empty_folder(made_once: Path) -> Path:
    """Give the folder of an empty instance, to copy."""
    folder = made_once / "empty"
    with lock_file(made_once / "empty.lock"):
        if not folder.exists():
            with instance(made_once / "emptied") as parts:
                for _, follower in open_followers(parts):  # or each copy begins with it
                    catch_up(parts.store, follower)
                parts.catch_up()
            postgresql.rename_instance(made_once / "emptied", folder)
    return folder


@pytest.fixture(scope="session")
def starter_folder(made_once: Path, empty_folder: Path) -> Path:
    """Give the folder of an instance with the starter content, to copy."""
    folder = made_once / "starter"
    with lock_file(made_once / "starter.lock"):
        if not folder.exists():
            shutil.copytree(empty_folder, made_once / "begun")
            load_starter(made_once / "begun")
            postgresql.rename_instance(made_once / "begun", folder)
    return folder


def load_starter(folder: Path) -> None:
    """Load the starter content into the instance of a folder."""
    with instance(folder) as parts:
        author = Person(id=iri.new_id(), name="Équipe éditoriale")
        loaded = load_folder(
            parts.store,
            FolderImport(
                schema=parts.schema,
                places=parts.places,
                blobs=parts.blobs,
                author=author,
            ),
            shipped_folder("content"),
        )
        assert [str(fault) for fault in loaded.faults] == []
        parts.catch_up()


@pytest.fixture
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Components]:
    """Give the parts of an instance: with the starter content for who asks for it."""
    begun = "starter_folder" if "starter" in request.fixturenames else "empty_folder"
    folder = tmp_path / "instance"
    shutil.copytree(request.getfixturevalue(begun), folder)
    with instance(folder) as made:
        yield made


@pytest.fixture
def unindexed(parts: Components) -> None:
    """Let no thread follow the log: what is published by the hundred is not indexed."""
    parts.follower.stop()


@pytest.fixture
def app(parts: Components) -> Flask:
    """Give the application over an empty instance."""
    return create_app(parts)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give an anonymous reader."""
    return app.test_client()


@pytest.fixture
def visitor(app: Flask, parts: Components) -> Visitor:
    """Give somebody who has not signed in yet."""
    return Visitor(app.test_client(), parts)


@pytest.fixture
def author(app: Flask, parts: Components) -> Visitor:
    """Give a contributor who signed in."""
    return Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)


@pytest.fixture
def editor(app: Flask, parts: Components) -> Visitor:
    """Give an editor who signed in."""
    return Visitor(app.test_client(), parts).signed_in(Role.EDITOR)


@pytest.fixture
def starter(parts: Components) -> Components:
    """Give an instance with the starter content, indexed."""
    return parts


@pytest.fixture(scope="session")
def started_pair() -> Iterator[Pair]:
    """Give a server and its standby, started once for each process that tests."""
    with running_pair() as pair:
        yield pair


@pytest.fixture
def pair(started_pair: Pair) -> Iterator[Pair]:
    """Give a server and its standby, which is level again after the test."""
    yield started_pair
    started_pair.standby.start()
    started_pair.standby.ask("SELECT pg_wal_replay_resume()")
