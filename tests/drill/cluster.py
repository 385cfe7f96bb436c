"""Three servers, each with a folder of its own, on one database: as on three machines."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from secrets import token_hex
from typing import Self
from urllib.parse import urlencode, urlsplit

from commons.adapters.store.engine.unit_of_work import open_store
from tests.bench.running import Reader, Said
from tests.drill.postgres_server import PostgresServer
from tests.feeds.makers import ROOT, Harvester
from tests.server import Answer, Person, Server
from tests.visitor import filled, token_in

VERSIONS = 4
"""Of a sheet, then another is begun."""
BASE = "http://commons.example"
COUNT, WORKERS = 3, 1
PAUSE_SECONDS = 0.3
"""Between two pulls of a network."""
AWAY = "momentanément indisponible"


class Cluster:
    """The servers, what they share, and what was noticed that should not have been."""

    def __init__(
        self, folder: Path, postgres: PostgresServer, chosen: Mapping[str, str]
    ) -> None:
        """Take what all the servers are told; nothing is started yet."""
        self.postgres = postgres
        self.chosen = {"base_url": BASE, "secret_key": token_hex(32), **chosen}
        self.files = shared_files(folder)
        store = open_store(postgres.url("drill"))
        store.migrate()  # a folder with files and no database is refused
        store.close()
        self.servers = [self._server(folder / f"{n}") for n in range(COUNT)]
        self.faults: list[str] = []
        self.watchers: list[Watcher] = []
        self.over = threading.Event()

    def __enter__(self) -> Self:
        for server in self.servers:
            server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for server in self.servers:
            server.kill()
        for watcher in self.watchers:
            watcher.close()

    def settings(self, name: str = "drill") -> dict[str, str]:
        """Give the settings of a process that calls itself so on the database."""
        return {**self.chosen, **self.files, "database_url": self.postgres.url(name)}

    def any(self) -> Server:
        """Give one of the servers, as what stands before them does."""
        return random.choice(self.servers)  # noqa: S311  # no secret

    def named(self, name: str) -> Server:
        """Give the server that calls itself so on the database."""
        return self.servers[int(name.removeprefix("server"))]

    def watcher(self, number: int) -> "Watcher":
        """Give a browser at an address of its own."""
        made = Watcher(number=number)
        self.watchers.append(made)
        return made

    def _server(self, folder: Path) -> Server:
        folder.mkdir(parents=True)
        if not self.files:
            (folder / "media").symlink_to(folder.parent / "media")
        server = Server(folder, WORKERS, log=folder / "log")
        server.chosen = self.settings(f"server{folder.name}")
        return server


def shared_files(folder: Path) -> dict[str, str]:
    """Give the settings of where the servers' files are; {} for one folder for all."""
    (folder / "media").mkdir(parents=True)
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A save that was acknowledged."""

    sheet: str
    number: int
    word: str


@dataclass
class Watcher:
    """A browser with an address of its own, which asks a server for what all may see."""

    number: int
    readers: dict[int, Reader] = field(default_factory=dict)

    def get(
        self, server: Server, path: str, headers: Mapping[str, str] | None = None
    ) -> Said | None:
        """Give what a server answers, None while it is down."""
        reader = self.readers.get(server.port)
        if reader is None:
            source = f"127.0.1.{self.number}"
            reader = self.readers[server.port] = Reader(server.port, source)
        try:
            return reader.get(path, dict(headers or {}))
        except (OSError, HTTPException):
            reader.close()
            return None

    def close(self) -> None:
        """Hang up."""
        for reader in self.readers.values():
            reader.close()


class ClusterWriter(threading.Thread):
    """Saves on any server as fast as it can, and looks on all of them what they show."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        super().__init__(daemon=True)
        self.cluster = cluster
        self.email = f"auteur{number}@exemple.fr"
        self.acknowledged: list[Save] = []
        self.statuses: Counter[int] = Counter()
        self.looked = 0
        self._person = Person(cluster.any().address).sign_in(self.email)
        self._watcher = cluster.watcher(number + 1)
        self._last: Save | None = None

    def run(self) -> None:
        """Save until the drill is over."""
        while not self.cluster.over.is_set():
            self._save()

    def _save(self) -> None:
        word = f"{self.email} {random.random()}"  # noqa: S311  # no secret
        last = self._last if self._last and self._last.number < VERSIONS else None
        path = f"/sheets/{last.sheet}/edit" if last else "/sheets/new/method"
        number = last.number + 1 if last else 1
        form = self._asked(path, None)
        if form is None or form.status != 200:
            self.cluster.over.wait(0.2)
            return
        title = f"Fiche {last.word if last else word}"
        order = {"_do": "publish", "_confirmed": "on", "change_note": "encore"}
        typed = filled(title=title, body=word, themes="culture")
        pairs = {"csrf_token": token_in(form.text), **typed, **order}
        body = urlencode({**pairs, "_parent": str(number - 1)}).encode()
        answer = self._asked(path, body)
        self._last = None
        if answer is None:
            return  # it may be saved or not
        if answer.status == 303:
            sheet = answer.place.split("/sheets/")[1].split("/")[0]
            self._last = Save(sheet=sheet, number=number, word=word)
            self.acknowledged.append(self._last)
            self._look(self._last, urlsplit(answer.place).path)
        elif answer.status == 503 and word not in answer.text:
            self.cluster.faults.append(f"a text is lost: {answer.text[:3000]}")

    def _asked(self, path: str, body: bytes | None) -> Answer | None:
        """Ask any of the servers; None when it does not answer."""
        self._person.address = self.cluster.any().address
        try:
            given = (
                self._person.get(path)
                if body is None
                else self._person.sends(path, body)
            )
        except OSError:
            return None
        self.statuses[given.status] += 1
        if given.status not in {200, 303, 503}:
            what = f"{given.status} {'POST' if body else 'GET'} {path}"
            self.cluster.faults.append(f"{what}: {shown(given.text)}")
        if given.status == 503 and AWAY not in given.text:
            self.cluster.faults.append(f"a 503 without a sentence: {given.text[:300]}")
        return given

    def _look(self, save: Save, path: str) -> None:
        """See that every server that answers shows what was acknowledged."""
        for server in self.cluster.servers:
            found = self._watcher.get(server, path)
            if found is None or found.status == 503:
                continue
            self.looked += 1
            if found.status != 200 or save.word.encode() not in found.body:
                place = f"{server.folder.name} {path} {found.status}"
                self.cluster.faults.append(f"stale: {place} lacks {save}")


class ClusterHarvester(threading.Thread):
    """A network that asks any of the servers for what is new, again and again."""

    def __init__(self, cluster: Cluster, number: int) -> None:
        super().__init__(daemon=True)
        self.cluster = cluster
        self.pulls = 0
        self._watcher = cluster.watcher(100 + number)
        self.harvester = self._new()

    def run(self) -> None:
        """Pull until the drill is over."""
        while not self.cluster.over.wait(PAUSE_SECONDS):
            self.harvester.pull()
            self.pulls += 1

    def whole(self) -> list[str]:
        """Pull everything, as who has harvested nothing yet."""
        return self._new().pull()

    def _new(self) -> Harvester:
        return Harvester(self._ask, BASE + ROOT, coding="gzip")

    def _ask(
        self, address: str, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Ask one server after another, until one answers."""
        path, until = urlsplit(address).path, time.monotonic() + 120
        while time.monotonic() < until:
            said = self._watcher.get(self.cluster.any(), path, headers)
            if said is not None and said.status in {200, 304}:
                return said.status, said.headers, said.body
            if said is not None and said.status != 503:
                self.cluster.faults.append(f"{said.status} for a harvester at {path}")
            time.sleep(0.1)
        raise TimeoutError(address)


def shown(page: str) -> str:
    """Give what a page of refusal says."""
    main = page.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:400]
