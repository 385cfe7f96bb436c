"""Reads a copy made of files as a browser and a harvester do, over a plain server."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

_SOURCES = {"href", "src", "action", "srcset", "poster", "data", "formaction"}
_HIDDEN = ".freeze"


class Quiet(SimpleHTTPRequestHandler):
    """Python's own server of files, which says nothing."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def served(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a folder as `python -m http.server` does; give its address."""
    handler = partial(Quiet, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="files")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Page(HTMLParser):
    """What a page leads to, posts to, runs and says of itself."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.scripts: list[str] = []
        self.buttons = 0
        self.refresh = ""
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        self.links += [
            part.split()[0]
            for name in _SOURCES & given.keys()
            for part in (given[name].split(",") if name == "srcset" else [given[name]])
        ]
        if tag == "form":
            self.forms.append(given)
        elif tag == "script" and "src" in given:
            self.scripts.append(given["src"])
        elif tag == "meta" and given.get("http-equiv") == "refresh":
            self.refresh = given["content"].partition("url=")[2]
            self.links.append(self.refresh)


@dataclass
class Crawl:
    """A walk over all that the pages of a copy lead to; `broken` are pairs of pages and addresses."""

    base: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    broken: set[tuple[str, str]] = field(default_factory=set)

    def walk(self, connection: HTTPConnection, start: str = "/") -> None:
        """Follow every link from an address on; those of pages are read."""
        todo = [("", start)]
        while todo:
            source, path = todo.pop()
            if path not in self.asked:
                status, page = self._ask(connection, path)
                self.asked[path] = status
                if page:
                    self.pages[path] = page
                    todo += [(path, led) for led in self._led(page, path)]
            if self.asked[path] != 200:
                self.broken.add((source, path))

    def answers(self, connection: HTTPConnection, address: str) -> bool:
        """Say whether an address of the copy answers."""
        path = urldefrag(address).url.removeprefix(self.base) or "/"
        if path not in self.asked:
            self.asked[path] = self._ask(connection, path)[0]
        return self.asked[path] == 200

    def _led(self, page: Page, here: str) -> Iterator[str]:
        for link in page.links:
            target = urldefrag(urljoin(f"{self.base}{here}", link)).url
            if target.startswith(self.base):
                yield target[len(self.base) :] or "/"

    def _ask(self, connection: HTTPConnection, path: str) -> tuple[int, Page | None]:
        """Ask as a client does, who follows where the server leads."""
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status == 301:  # to the folder of a page
            moved = urlsplit(answer.getheader("Location") or "").path
            return self._ask(connection, moved)
        is_page = answer.getheader("Content-Type") == "text/html"
        return answer.status, Page(body.decode()) if is_page else None


def crawl(address: str) -> Crawl:
    """Walk over a copy that is served where its IRIs are."""
    told = Crawl(base=address)
    parts = urlsplit(address)
    with closing(HTTPConnection(parts.hostname or "", parts.port)) as connection:
        told.walk(connection)
    return told


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files that readers see, by their paths."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and _HIDDEN not in path.parts
    }
