"""Eight people save at once while a network harvests: nothing skipped or repeated."""

import re
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.bench.running import Reader
from tests.drill.writers import Writer
from tests.feeds.makers import ROOT, Harvester, over_connection
from tests.servers.server import Server, add_account, command

pytestmark = pytest.mark.thorough

WRITERS = 8
WORKERS = 4
SAVES = 400


def test_each_acknowledged_version_is_seen_once_and_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    emails = [f"auteur{n}@exemple.fr" for n in range(WRITERS)]
    with (
        Server(folder, workers=WORKERS) as server,
        closing(Reader(server.port)) as reader,
    ):
        ask = over_connection(reader)
        for email in emails:
            add_account(folder, email)
        harvester = Harvester(ask, server.address + ROOT, coding="gzip")
        increments = [harvester.pull()]
        writers = [Writer(server, email) for email in emails]
        for writer in writers:
            writer.start()
        began, end = time.monotonic(), time.monotonic() + 300
        pulls, requests = 0, 0
        while sum(len(writer.acknowledged) for writer in writers) < SAVES:
            assert time.monotonic() < end, "the saves are too slow"
            increments.append(harvester.pull())
            pulls, requests = pulls + 1, requests + harvester.requests
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(60)
        took = time.monotonic() - began
        increments.append(harvester.pull())
        told = [version for increment in increments for version in increment]
        whole = Harvester(ask, server.address + ROOT).pull()
        saved = {
            f"{server.address}/sheets/{sheet}/v/{number}"
            for writer in writers
            for sheet, number, _ in writer.acknowledged
        }
        dump = tmp_path / "history.nq"
        dumped = command(folder, "dump", str(dump))
    assert dumped.returncode == 0, dumped.stderr
    written = re.findall(
        r"^<[^>]+(/sheets/\w+/v/\d+)> <[^>]+/isVersionOf>",
        dump.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    paths = [version.removeprefix(server.address) for version in told]
    assert len(told) == len(set(told))
    assert saved <= set(told)
    assert told == whole
    assert paths == written
    print(  # noqa: T201  # the drill is run to be looked at
        f"\n{len(saved)} saves in {took:.1f} s, {pulls} pulls of"
        f" {requests / max(1, pulls):.1f} requests while they saved,"
        f" {sum(map(bool, increments))} with something new"
    )
