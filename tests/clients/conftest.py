"""What real harvesters need: a commons over HTTP in this process, and Node."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.serving import make_server

from commons.app import create_app
from commons.feeds import ldes
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.servers.server import free_port

CLIENTS = Path(__file__).parent / "node_modules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A commons that answers at an address; `asked` are the paths so far."""

    address: str
    parts: Components
    asked: list[str]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    """Give an empty commons whose IRIs are where it answers."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    parts = assemble_components(settings_in(tmp_path / "instance", base_url=address))
    app, asked = create_app(parts), list[str]()

    def noting(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        asked.append(str(environ["PATH_INFO"]))
        return app(environ, start_response)

    server = make_server("127.0.0.1", port, noting, threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="live")
    thread.start()
    yield Live(address=address, parts=parts, asked=asked)
    server.shutdown()
    thread.join()
    server.server_close()
    parts.follower.stop()
    parts.store.close()


@pytest.fixture(scope="session")
def node() -> Path:
    """Give the folder of Node's clients; without it these tests are skipped.

    They fail on a CI machine.
    """
    found = CLIENTS / ".bin"
    if shutil.which("node") is None or not (found / "ldes-client").exists():
        lack = "Node or its packages are missing: the client tests need `make setup`"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut the log into small pages, so that few versions fill many."""
    monkeypatch.setattr(ldes, "PAGE", 4)


def pull_feed(node: Path, address: str, *words: str, seconds: float = 120) -> bytes:
    """Give what ldes-client prints of a feed, with its diagnostics if it fails."""
    done = subprocess.run(
        [str(node / "ldes-client"), address, *words],
        capture_output=True,
        check=False,
        timeout=seconds,
    )
    said = done.stderr.decode()
    assert done.returncode == 0, said
    assert "error" not in said.lower(), said
    return done.stdout
