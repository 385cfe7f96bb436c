"""Three servers with folders of their own, one database and one storage, as on machines."""

import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from secrets import token_hex
from typing import Self
from urllib.parse import urlencode, urlsplit

from PIL import Image

from commons.adapters.store.engine.unit_of_work import open_store
from tests.adapters.media.pictures import written
from tests.bench.running import Reader, Said
from tests.feeds.makers import ROOT, Harvester
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import filled, token_in
from tests.servers.postgres_server import PostgresServer
from tests.servers.server import Answer, Person, Server

VERSIONS = 4
"""Of a sheet, then another is begun."""
PICTURED = 0.5
"""How many of the sheets have a picture."""
SMALLER = 320
"""Pixels of a smaller image, which one of the servers makes for all."""
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
        return {**self.chosen, "database_url": self.postgres.url(name)}

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
        server = Server(folder, WORKERS, log=folder / "log")
        server.chosen = self.settings(f"server{folder.name}")
        return server


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """A save that was acknowledged; `picture` is the name of its file, "" for none."""

    sheet: str
    number: int
    word: str
    picture: str


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

    def picture(self, server: Server, name: str) -> str | None:
        """Give what is wrong with a picture and its smaller one, None while it is away."""
        whole = self.get(server, f"/media/{name}")
        smaller = self.get(server, f"/media/{name}/{SMALLER}")
        if not (whole and smaller) or 503 in {whole.status, smaller.status}:
            return None
        if (whole.status, smaller.status) != (200, 200):
            return f"{whole.status} and {smaller.status} for {name}"
        if sha256(whole.body).hexdigest() != name.partition(".")[0]:
            return f"{name} is not what was sent"
        return "" if smaller.body else f"{name} has no smaller one"

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
        self.looked = self.pictures = self.seen = 0
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
        picture = last.picture if last else self._sent_picture(pairs["csrf_token"])
        pairs |= credited(picture) if picture else {}
        body = urlencode({**pairs, "_parent": str(number - 1)}).encode()
        answer = self._asked(path, body)
        self._last = None
        if answer is None:
            return  # it may be saved or not
        if answer.status == 303:
            sheet = answer.place.split("/sheets/")[1].split("/")[0]
            self._last = Save(sheet=sheet, number=number, word=word, picture=picture)
            self.acknowledged.append(self._last)
            self._look(self._last, urlsplit(answer.place).path)
        elif answer.status == 503 and word not in answer.text:
            self.cluster.faults.append(f"a text is lost: {answer.text[:3000]}")

    def _sent_picture(self, token: str) -> str:
        """Send a picture to any server, now and then; give its name, "" for none."""
        if random.random() > PICTURED:  # noqa: S311  # no secret
            return ""
        content = written(Image.effect_noise((480, 360), 50).convert("RGB"), "JPEG")
        body = multipart({"csrf_token": token}, ("banc.jpg", content))
        answer = self._asked("/media", body, CONTENT_TYPE)
        if answer is None or answer.status != 201:
            return ""
        self.pictures += 1
        return str(json.loads(answer.text)["file"])

    def _asked(
        self, path: str, body: bytes | None, content_type: str = ""
    ) -> Answer | None:
        """Ask any of the servers; None when it does not answer."""
        self._person.address = self.cluster.any().address
        try:
            given = (
                self._person.get(path)
                if body is None
                else self._person.sends(path, body, content_type)
            )
        except OSError:
            return None
        self.statuses[given.status] += 1
        if given.status not in {200, 201, 303, 503}:
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
            if save.picture:
                wrong = self._watcher.picture(server, save.picture)
                self.seen += wrong == ""
                self.cluster.faults += [f"{server.folder.name}: {wrong}"] * bool(wrong)


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


def credited(picture: str) -> dict[str, str]:
    """Give what a form says of a picture."""
    told = {
        "file": picture,
        "alt": "Un banc",
        "author": "Camille",
        "licence": "CC0-1.0",
    }
    return {f"images-0-{key}": text for key, text in told.items()}


def shown(page: str) -> str:
    """Give what a page of refusal says."""
    main = page.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:400]
