"""A crawler asks for more than its share through nginx, while people read."""

import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPSConnection
from pathlib import Path
from statistics import median

import pytest

from tests.servers.nginx import Public, behind_nginx
from tests.servers.server import Server, free_port
from tests.web.slow import stalled

pytestmark = pytest.mark.thorough

SECONDS = 30
ASKED_A_SECOND = 50
SLOW = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\na"


def ask(public: Public, path: str, source: str) -> int:
    """Ask from an address of this machine; give the status of a whole answer."""
    connection = HTTPSConnection(
        "127.0.0.1",
        public.port,
        timeout=60,
        context=public.tls,
        source_address=(source, 0),
    )
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    return answer.status


def every(seconds: float, do: Callable[[], None]) -> None:
    """Do something at a pace for SECONDS; what is late is not made up for."""
    began = due = time.monotonic()
    while due < began + SECONDS:
        time.sleep(max(0, due - time.monotonic()))
        do()
        due = max(due + seconds, time.monotonic())


def test_readers_read_while_a_crawler_asks_fifty_times_a_second(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder, port = tmp_path / "instance", free_port()
    shutil.copytree(starter_folder, folder)
    chance, crawled, read, took = random.Random(7), Counter[int](), Counter[int](), []  # noqa: S311  # no secret
    with (
        Server(folder, trusted_proxies="1") as server,
        behind_nginx(tmp_path, server.port, port) as public,
        stalled(port, 100, SLOW, public.tls),
    ):
        shown = public.person().get("/sitemaps/1.xml").text
        pages = [
            part.partition("</loc>")[0].partition(server.address)[2]
            for part in shown.split("<loc>")[1:]
        ]
        assert len(pages) > 10

        def crawl() -> None:
            crawled[ask(public, chance.choice(pages), "127.0.0.2")] += 1

        def reader() -> None:
            began = time.monotonic()
            read[ask(public, chance.choice(pages), "127.0.0.1")] += 1
            took.append(time.monotonic() - began)

        threads = [
            threading.Thread(target=every, args=[8 / ASKED_A_SECOND, crawl])
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        every(0.2, reader)
        for thread in threads:
            thread.join(90)
    assert set(read) == {200}
    assert set(crawled) <= {200, 429}
    assert median(took) < 1, (crawled, read)
