"""The configuration of nginx that ships, before a wiki that runs."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.server import Person, Server, free_port
from tests.web.slow import stalled

SHIPPED = Path(__file__).parents[3] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")  # noqa: TID251  # where Debian puts it
MAIN = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/commons.conf;
}}
"""
"""What Debian's nginx.conf says, but for places; 768 connections a process are its."""

pytestmark = pytest.mark.skipif(
    NGINX is None, reason="nginx is missing (Debian: apt install nginx-light)"
)


@pytest.fixture(scope="module")
def public(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[int]:
    """Serve a wiki behind nginx; give the port that the public reaches."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    shutil.copytree(starter_folder, folder / "instance")
    with Server(folder / "instance", workers=1) as server:
        told = SHIPPED.read_text(encoding="utf-8")
        for written, ours in (
            ("listen 80;", f"listen 127.0.0.1:{port};"),
            ("server 127.0.0.1:8000;", f"server 127.0.0.1:{server.port};"),
        ):
            assert told.count(written) == 1
            told = told.replace(written, ours)
        (folder / "commons.conf").write_text(told, encoding="utf-8")
        user = "user root;" if os.geteuid() == 0 else ""
        main = folder / "nginx.conf"
        main.write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
        process = subprocess.Popen([str(NGINX), "-c", str(main), "-p", str(folder)])
        try:
            _wait(process, port)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError):
            if Person(f"http://127.0.0.1:{port}").get("/healthz").status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-",
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na",
    ],
    ids=["heads", "bodies"],
)
def test_five_hundred_slow_clients_keep_no_reader_waiting(
    public: int, sent: bytes
) -> None:
    with stalled(public, 500 if b"POST" not in sent else 150, sent):
        for path in ("/", "/search?q=parole", "/healthz/live"):
            assert Person(f"http://127.0.0.1:{public}").get(path).status == 200


def test_the_wiki_hears_who_asks_and_how_large_a_form_may_be(public: int) -> None:
    reader = Person(f"http://127.0.0.1:{public}")
    told = reader.post("/register", name="x" * 3_000_000)
    assert told.status == 413
    assert "il y est encore" in told.text
