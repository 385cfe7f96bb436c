"""The search of a copy: words and what is chosen -> sheets, in small files of JSON.

- search/index.json: how many sheets, and the beginnings of words that have a file;
- search/sheets/N.json: SHEETS_A_FILE rows [address, title, summary, kind] by the number of
  the sheet, null for one that is gone;
- search/words/BEGINNING.json: each word that begins so -> its sheets by weight;
- search/chosen/NUMBER.json: "theme=culture" -> its sheets; the number is that of the name.

A word names MOST_SHEETS at most, the best first: what a browser fetches is bounded,
however many sheets there are. Words are whole and folded, as the script folds what is
asked (assets/search/static_search.js); what begins alike is found together.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from commons.adapters.search.port import Document
from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.stop_words import ENGLISH_STOP_WORDS, STOP_WORDS

SHEETS_A_FILE = 100
MOST_SHEETS = 300
CHOICES_FILES = 64
LARGEST_FILE = 200_000
"""Characters of a file of words, beyond which it is parted by one letter more."""
SHORTEST_BEGINNING, LONGEST_BEGINNING = 2, 4
_SUMMARY = 240
_LONGEST_WORD = 40
_BATCH = 20_000

WEIGHTS = {"title": 9, "keywords": 5, "summary": 4, "needs": 3, "main": 2, "body": 1}
"""How much a word counts, by the class of the text that it stands in."""

_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-z0-9]+")
_SILENT = STOP_WORDS | ENGLISH_STOP_WORDS

Files: TypeAlias = Iterator[tuple[str, bytes]]
"""Paths below the folder of the copy, and what is in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSheet:
    """A sheet as the search shows it: a document, its address, the name of its kind."""

    document: Document
    address: str
    kind: str


def write_static_index(
    listed: Iterable[ListedSheet], draft: Path, number_of: Callable[[str], int]
) -> Files:
    """Give the files of the index of some sheets, each once.

    `draft` is where a database may lie meanwhile: memory holds one file at a time.
    `number_of` gives each sheet a number from 0 that it keeps, so that a change of one
    leaves the files of the others as they were.
    """
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft)) as words:
            words.execute("PRAGMA journal_mode = OFF")
            words.execute("PRAGMA synchronous = OFF")
            words.execute(
                "CREATE TABLE words (word TEXT, weight INTEGER, sheet INTEGER)"
            )
            words.execute("CREATE TABLE sheets (sheet INTEGER PRIMARY KEY, row TEXT)")
            count = _read_sheets(listed, words, number_of)
            words.execute(
                "CREATE INDEX ordered ON words (word, weight DESC, sheet DESC)"
            )
            yield from _write_sheets(words)
            beginnings = yield from _write_words(words)
            yield from _write_choices(words)
            told = {"sheets": count, "a_file": SHEETS_A_FILE, "words": beginnings}
            yield "search/index.json", _json(told)
    finally:
        draft.unlink(missing_ok=True)


def fold_for_search(text: str) -> list[str]:
    """Return the words of a text, folded, those that say nothing left out."""
    words = _WORD.findall(fold_typography(text))
    return [one[:_LONGEST_WORD] for one in words if len(one) > 1 and one not in _SILENT]


def _read_sheets(
    listed: Iterable[ListedSheet],
    words: sqlite3.Connection,
    number_of: Callable[[str], int],
) -> int:
    """Put sheets into the draft, with their words; return how many there are."""
    count, rows = 0, list[tuple[str, int, int]]()
    for one in listed:
        document = one.document
        number, count = number_of(document.id), count + 1
        told = (one.address, document.title, document.summary[:_SUMMARY], one.kind)
        words.execute("INSERT INTO sheets VALUES (?, ?)", (number, json.dumps(told)))
        rows += [(word, weight, number) for word, weight in _weights(document).items()]
        rows += [(f"={name}", 0, number) for name in _choices(document)]
        if len(rows) > _BATCH:
            _insert(words, rows)
            rows.clear()
    _insert(words, rows)
    return count


def _write_sheets(words: sqlite3.Connection) -> Files:
    """Give the files of sheets, each where its number says."""
    rows = words.execute("SELECT sheet, row FROM sheets ORDER BY sheet")
    for file, found in groupby(rows, lambda row: int(row[0]) // SHEETS_A_FILE):
        told: list[object] = []
        for sheet, row in found:
            told += [None] * (sheet % SHEETS_A_FILE - len(told))
            told.append(json.loads(row))
        yield f"search/sheets/{file}.json", _json(told)


def _insert(words: sqlite3.Connection, rows: list[tuple[str, int, int]]) -> None:
    words.executemany("INSERT INTO words VALUES (?, ?, ?)", rows)


def _weights(document: Document) -> dict[str, int]:
    """Return each word of a sheet with the weight of the best place where it stands."""
    found: dict[str, int] = {}
    for name, text in document.texts.items():
        weight = WEIGHTS.get(name, 1)
        for word in set(fold_for_search(text)):
            found[word] = max(weight, found.get(word, 0))
    return found


def _choices(document: Document) -> Iterator[str]:
    for name, values in document.facets.items():
        for value in values:
            yield f"{name}={fold_typography(value)}"


def _write_words(
    words: sqlite3.Connection,
) -> Generator[tuple[str, bytes], None, list[str]]:
    """Give the files of words, a large one in several; return their beginnings."""
    beginnings: list[str] = []
    for beginning, rows in groupby(_by_word(words, ("0", "\U0010ffff")), _beginning):
        for name, part in _parted(beginning, dict(rows), SHORTEST_BEGINNING):
            beginnings.append(name)
            yield f"search/words/{file_name(name)}.json", _json(part)
    return beginnings


def _beginning(row: tuple[str, list[int]]) -> str:
    return row[0][:SHORTEST_BEGINNING]


def _parted(
    beginning: str, told: dict[str, list[int]], length: int
) -> Iterator[tuple[str, dict[str, list[int]]]]:
    """Part what is too large for one file by one letter more, as often as it takes.

    All words of `told` have the same first `length` letters, or are shorter.
    """
    size = sum(len(word) + 6 * len(sheets) for word, sheets in told.items())
    if size <= LARGEST_FILE or length >= LONGEST_BEGINNING:
        yield beginning, told
        return
    for longer, items in groupby(told.items(), lambda item: item[0][: length + 1]):
        yield from _parted(longer, dict(items), length + 1)


def _write_choices(words: sqlite3.Connection) -> Iterator[tuple[str, bytes]]:
    """Give the files of what can be chosen, each name in the file of its number."""
    words.create_function("number", 1, _number, deterministic=True)
    words.execute(
        "CREATE TABLE numbers AS SELECT DISTINCT word, number(word) AS number"
        " FROM words WHERE word >= '=' AND word < '>'"
    )
    for number in range(CHOICES_FILES):
        names = words.execute(
            "SELECT word FROM numbers WHERE number = ? ORDER BY word", (number,)
        ).fetchall()
        told = {word[1:]: [row[0] for row in _sheets(words, word)] for (word,) in names}
        if told:
            yield f"search/chosen/{number}.json", _json(told)


def _sheets(words: sqlite3.Connection, word: str) -> list[tuple[int, int]]:
    return words.execute(
        "SELECT sheet, weight FROM words WHERE word = ?"
        " ORDER BY weight DESC, sheet DESC LIMIT ?",
        (word, MOST_SHEETS),
    ).fetchall()


def _by_word(
    words: sqlite3.Connection, bounds: tuple[str, str]
) -> Iterator[tuple[str, list[int]]]:
    """Give words in order, each with its sheets and weights in turn, the best first."""
    rows = words.execute(
        "SELECT word, sheet, weight FROM words WHERE word >= ? AND word <= ?"
        " AND word NOT LIKE '=%' ORDER BY word, weight DESC, sheet DESC",
        bounds,
    )
    for word, found in groupby(rows, itemgetter(0)):
        flat: list[int] = []
        for _, sheet, weight in found:
            if len(flat) < 2 * MOST_SHEETS:
                flat += (sheet, weight)
        yield word, flat


def _number(word: str) -> int:
    """Return the number of the file of a name: the sum of its signs (UTF-16)."""
    signs = word[1:].encode("utf-16-le")
    units = (signs[at] | signs[at + 1] << 8 for at in range(0, len(signs), 2))
    return sum(units) % CHOICES_FILES


@lru_cache(maxsize=4096)
def file_name(beginning: str) -> str:
    """Return the name of a file of words: letters beyond ASCII by their numbers."""
    return "".join(
        sign if _PLAIN.fullmatch(sign) else f"u{ord(sign):04x}" for sign in beginning
    )


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
