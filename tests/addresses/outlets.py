"""Asks every address of a site for a word that only some may read.

The addresses come from the registered routes: one that is added is walked too.
"""

import gzip
import hashlib
import io
import sqlite3
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import zstandard
from flask import Flask
from pypdf import PdfReader
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

from commons.adapters.store.engine.unit_of_work import Store
from tests.addresses.routes import SAMPLE, address_of
from tests.people.visitor import Visitor

SUFFIXES = ("ttl", "nq", "jsonld", "json", "md", "zip", "atom", "csv", "bib", "pdf")


@dataclass(frozen=True, kw_only=True)
class Walk:
    """Who asks which addresses for some words.

    `known` are the values of variables of routes beside those of SAMPLE, `questions`
    what is asked behind addresses without variables; `allowed` endpoints may say
    them, and `own` are texts that may, since the address does. What says a word is
    `heard` or, with that word, one of the `leaks`.
    """

    app: Flask
    words: Sequence[str]
    known: Mapping[str, Sequence[str]]
    questions: Sequence[str]
    allowed: Collection[str] = frozenset()
    own: Sequence[str] = ()
    heard: list[str] = field(default_factory=list)
    leaks: list[tuple[str, str]] = field(default_factory=list)

    def addresses(self, rule: Rule) -> Iterator[str]:
        """Give the addresses of a route that could lead to what is said.

        A PDF is the page laid out, which is asked for in every version and slug: of
        the PDFs, which cost the most by far, one of each of two sheets will do.
        """
        known = {name: (value,) for name, value in SAMPLE.items()} | {
            "suffix": SUFFIXES,
            **self.known,
        }
        names = sorted(rule.arguments)
        for values in product(*(known[name] for name in names)):
            chosen = dict(zip(names, values, strict=True))
            address = address_of(rule, chosen)
            if not address.endswith(".pdf") or all(
                value in known[name][: 2 if name == "sheet" else 1]
                for name, value in chosen.items()
                if name != "suffix"
            ):
                yield address

    def ask_all(self, who: Visitor) -> int:
        """Ask for every address; give how many there are."""
        asked = 0
        for rule in rules_of(self.app):
            questions = self.questions_of(rule)
            for address, question in product(self.addresses(rule), questions):
                self._ask(who, f"{address}{question}")
                asked += 1
        return asked

    def questions_of(self, rule: Rule) -> Sequence[str]:
        """Give what is asked behind a route; the verbs of OAI-PMH, where it is spoken."""
        if rule.arguments:
            return ("",)
        return [
            one
            for one in self.questions
            if rule.rule == "/oai" or not one.startswith("?verb=")
        ]

    def _ask(self, who: Visitor, address: str) -> None:
        answer = who.get(address)
        assert answer.status_code not in {429, 500}, address  # it would say nothing
        heard = told(answer.get_data()) + str(answer.headers).casefold()
        answer.close()
        for text in self.own:
            heard = heard.replace(text, "")
        for word in self.words:
            if word not in heard:
                continue
            if endpoint_of(self.app, address.partition("?")[0]) in self.allowed:
                self.heard.append(address)
            else:
                self.leaks.append((word, address))


def rules_of(app: Flask) -> list[Rule]:
    """Give the routes that can be read."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]


def endpoint_of(app: Flask, address: str) -> str:
    """Give the route that an address leads to, which is not always the one meant."""
    try:
        return str(app.url_map.bind("commons.example").match(address)[0])
    except NotFound:
        return ""


_told: dict[bytes, str] = {}
"""What PDFs say, by their hashes: to read one takes long, and many are alike."""


def told(content: bytes) -> str:
    """Give all the words of an answer, of what is packed in it too."""
    words = content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        known = hashlib.sha256(content).digest()
        if known not in _told:
            pages = PdfReader(io.BytesIO(content)).pages
            _told[known] = "".join(page.extract_text() for page in pages)
        words = _told[known]
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            words = " ".join(told(packed.read(name)) for name in packed.namelist())
    elif content.startswith(b"\x1f\x8b"):
        words = told(gzip.decompress(content))
    elif content.startswith(zstandard.FRAME_HEADER):
        with zstandard.ZstdDecompressor().stream_reader(content) as packed:
            words = told(packed.read())
    return words.casefold()


def tables_saying(store: Store, word: str) -> set[str]:
    """Give the tables of a database that hold a word, be it in a file or on a server."""
    return {column.partition(".")[0] for column in columns_saying(store, word)}


def columns_saying(store: Store, word: str) -> set[str]:
    """Give the columns that hold a word, each as `table.column`."""
    saying = set()
    with TemporaryDirectory() as folder, ExitStack() as closed:
        database = store.file if store.files else Path(folder) / "copy"
        if not store.files:
            store.copy_to(database)
        connection = closed.enter_context(closing(sqlite3.connect(database)))
        connection.row_factory = sqlite3.Row
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
                for column in row.keys():  # noqa: SIM118  # a Row holds values
                    value = row[column]
                    text = (
                        value.decode("utf-8", "replace")
                        if isinstance(value, bytes)
                        else str(value)
                    )
                    if word in text.casefold():
                        saying.add(f"{table}.{column}")
    return saying


def files_saying(paths: Collection[Path], word: str) -> list[Path]:
    """Give the files that hold a word, packed or not, and what has it in its name."""
    return [
        p
        for p in paths
        if word in p.name.casefold() or (p.is_file() and word in told(p.read_bytes()))
    ]
