"""Saves sheets through the form, and looks at once from another process."""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.bench import alone, sheets
from tests.bench.running import Reader, Running
from tests.bench.typing_in import controls_of
from tests.people.visitor import PASSWORD

PATIENCE_SECONDS = 10.0
START_SECONDS = 120.0
FEED = "/feeds/ldes"
_LETTERS = "bcdfgklmnprtvz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What one save took, from its click; the index is another's work."""

    cpu_ms: float
    wall_ms: float
    in_feed_ms: float
    searchable_ms: float


def signed_in(running: Running) -> Reader:
    """Give an author's browser."""
    reader = Reader(running.port)
    page = reader.get("/login").body.decode()
    typed = [*controls_of(page), ("email", alone.EMAIL), ("password", PASSWORD)]
    said = reader.post("/login", _last_of_each(typed))
    assert said.status == 303, said.body.decode()
    return reader


def save(author: Reader, running: Running, other: Running, number: int) -> Saved:
    """Change the body of sheet n, and see that two processes show it at once.

    Also sees that nothing else of the sheet was changed by the way through
    the form.
    """
    sheet = f"/sheets/{sheets.identifier(number)}"
    word = _new_word()
    readers = (running.reader, other.reader)
    address = running.reader.get(sheet).headers["location"]
    assert all(word.encode() not in r.get(address).body for r in readers)
    fields = _fields(running, sheet)
    form = author.get(f"{sheet}/edit")
    typed = controls_of(form.body.decode(), "sheet")
    body = dict(typed).get("body", "") + f"\r\n\r\nLe mot {word} est nouveau."
    order = {"body": body, "change_note": "Un mot nouveau", "_confirmed": "on"}
    told = _last_of_each([*typed, *order.items(), ("_do", "publish")])
    feed = other.reader.get(FEED).headers["etag"]
    before = running.cpu_ms()
    said = author.post(f"{sheet}/edit", told)
    cpu_ms = running.cpu_ms() - before
    clicked = time.perf_counter() - said.wall_ms / 1000
    assert said.status == 303, said.body.decode()
    assert other.reader.get(FEED).headers["etag"] != feed, "stale feed"
    in_feed_ms = (time.perf_counter() - clicked) * 1000
    assert all(word.encode() in r.get(address).body for r in readers), "stale page"
    searchable_ms = _until_found(running, number, word, clicked)
    after = _fields(running, sheet)
    changed = {
        key: (fields.get(key), after.get(key))
        for key in {**fields, **after}
        if key != "body" and fields.get(key) != after.get(key)
    }
    assert not changed, "the form changed what nobody touched"
    return Saved(
        cpu_ms=cpu_ms,
        wall_ms=said.wall_ms,
        in_feed_ms=in_feed_ms,
        searchable_ms=searchable_ms,
    )


def save_late(author: Reader, running: Running, number: int) -> float:
    """Save sheet n from a form opened before another save; give processor time.

    The other save changed the title, this one ends the body: both are kept.
    """
    sheet = f"/sheets/{sheets.identifier(number)}"
    form = controls_of(author.get(f"{sheet}/edit").body.decode(), "sheet")
    title, word = dict(form)["title"], _new_word()
    note = {"change_note": "Un mot nouveau", "_confirmed": "on"}
    first = _with(form, {**note, "title": f"{title[:80]} {word}"[-90:]})
    late = _with(form, {**note, "body": f"{dict(form).get('body', '')}\r\n\r\n{word}."})
    assert author.post(f"{sheet}/edit", first).status == 303
    before = running.cpu_ms()
    said = author.post(f"{sheet}/edit", late)
    cpu_ms = running.cpu_ms() - before
    assert said.status == 303, said.body.decode()
    fields = _fields(running, sheet)
    assert word in fields["title"]
    assert word in fields["body"]
    return cpu_ms


def save_together(folder: Path, writers: int, seconds: int) -> tuple[float, float]:
    """Have processes publish at once; give saves a second in all, and the slowest in ms."""
    works = [
        alone.start("write", folder, number * alone.PREPARED, seconds)
        for number in range(writers)
    ]
    until = time.monotonic() + START_SECONDS
    while len([*folder.glob(f"{alone.READY}*")]) < writers:
        assert time.monotonic() < until
        time.sleep(0.05)
    (folder / alone.GO).touch()
    costs = [alone.cost_of(work) for work in works]
    for file in (folder / alone.GO, *folder.glob(f"{alone.READY}*")):
        file.unlink()
    total = sum(cost["saves"] for cost in costs)
    return total / seconds, max(cost["slowest_ms"] for cost in costs)


def _with(form: list[tuple[str, str]], typed: dict[str, str]) -> list[tuple[str, str]]:
    kept = [(name, text) for name, text in form if name not in typed]
    return [*kept, *typed.items(), ("_do", "publish")]


def _until_found(running: Running, number: int, word: str, since: float) -> float:
    sheet = sheets.identifier(number)
    while time.perf_counter() - since < PATIENCE_SECONDS:
        found = json.loads(running.reader.get(f"/search.json?q={word}").body)
        if sheet in {result["id"] for result in found["results"]}:
            return (time.perf_counter() - since) * 1000
        time.sleep(0.05)
    raise TimeoutError(word)


def _new_word() -> str:
    rng = Random()  # noqa: S311  # no secret
    return "".join(rng.choice(_LETTERS) + rng.choice("aou") for _ in range(6))


def _fields(running: Running, sheet: str) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(running.reader.get(f"{sheet}.json").body)
    return dict(fields["fields"])


def _last_of_each(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Let what was typed last stand, where a name may be sent once only."""
    ours = {"body", "change_note", "_confirmed", "_do", "email", "password"}
    chosen = {name: text for name, text in pairs if name in ours}
    rest = [(name, text) for name, text in pairs if name not in ours]
    return [*rest, *chosen.items()]
