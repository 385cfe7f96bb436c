"""Backups while four people save: each is one state, and comes back whole."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from commons.adapters.store.log.compression.block_coding import expand_block
from tests.drill.writers import Writer
from tests.servers.server import Person, Server, add_account, command

pytestmark = pytest.mark.thorough

WRITERS = 4
WORKERS = 4
BACKUPS = 4
SAVES_BETWEEN = 25

Version = tuple[str, int, str, str, bytes]
"""Sheet, number, instant, hash, and the bytes of its block."""


def log_of(folder: Path) -> dict[int, Version]:
    """Give each version of the log by its sequence, as the file has it."""
    with closing(sqlite3.connect(folder / "commons.sqlite")) as connection:
        rows = connection.execute(
            "SELECT sequence, sheet, number, instant, hash, quads, dictionary"
            " FROM revisions JOIN blocks USING (sequence)"
        ).fetchall()
    return {row[0]: (*row[1:5], expand_block(*row[5:])) for row in rows}


def counts_of(folder: Path, *tables: str) -> dict[str, int]:
    with closing(sqlite3.connect(folder / "commons.sqlite")) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own tables
            for table in tables
        }


def acknowledged(writers: list[Writer]) -> list[tuple[str, int, str]]:
    return [save for writer in writers for save in list(writer.acknowledged)]


def backups_while_they_save(
    server: Server, writers: list[Writer], tmp_path: Path
) -> list[tuple[Path, list[tuple[str, int, str]], float]]:
    """Give each backup with what was acknowledged before it, and its seconds."""
    made = []
    for number in range(BACKUPS):
        wanted, end = (number + 1) * SAVES_BETWEEN, time.monotonic() + 120
        while len(acknowledged(writers)) < wanted:
            assert time.monotonic() < end, "the saves are too slow"
            time.sleep(0.005)
        path = tmp_path / f"tout{number}.{'tar' if number % 2 else 'tar.gz'}"
        before, start = acknowledged(writers), time.monotonic()
        done = command(server.folder, "backup", str(path))
        assert done.returncode == 0, done.stderr
        made.append((path, before, time.monotonic() - start))
    return made


def test_what_is_restored_is_what_stood_when_the_backup_began(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    emails = [f"auteur{n}@exemple.fr" for n in range(WRITERS)]
    with Server(folder, workers=WORKERS) as server:
        for email in emails:
            add_account(folder, email)
        writers = [Writer(server, email) for email in emails]
        for writer in writers:
            writer.start()
        made = backups_while_they_save(server, writers, tmp_path)
        for writer in writers:
            writer.over.set()
        for writer in writers:
            writer.join(60)
            assert not writer.is_alive()
    live = log_of(folder)
    for number, (path, before, seconds) in enumerate(made):
        new = tmp_path / f"new{number}"
        comes_back(path, new, live, before)
        head = max(log_of(new))
        print(  # noqa: T201  # the drill is run to be looked at
            f"\nbackup {number}: {seconds:.1f} s, {path.stat().st_size} bytes,"
            f" {len(before)} saves acknowledged before,"
            f" {head} versions of {len(live)} in it"
        )
        if number == BACKUPS // 2:
            works(new, emails, before)


def comes_back(
    path: Path,
    folder: Path,
    live: dict[int, Version],
    before: list[tuple[str, int, str]],
) -> None:
    """See that a backup comes back as the first part of the live log."""
    done = command(folder, "restore", str(path))
    assert done.returncode == 0, done.stderr
    found = log_of(folder)
    assert found == {key: value for key, value in live.items() if key <= max(found)}
    there = {(sheet, number) for sheet, number, *_ in found.values()}
    assert {(sheet, number) for sheet, number, _ in before} <= there
    checked = command(folder, "check")
    assert checked.returncode == 0, checked.stderr
    counts = counts_of(folder, "sheets", "revisions", "blocks", "accounts", "drafts")
    assert counts["revisions"] == counts["blocks"] == len(found)
    assert counts["sheets"] == len({sheet for sheet, _ in there})
    assert counts["accounts"] == WRITERS
    told = done.stdout
    assert f"{counts['sheets']} fiches, {counts['revisions']} versions" in told
    assert f"{WRITERS} comptes, {counts['drafts']} brouillons" in told
    again = command(folder, "restore", str(path))
    assert again.returncode == 1
    assert log_of(folder) == found


def works(folder: Path, emails: list[str], before: list[tuple[str, int, str]]) -> None:
    """See that people sign in, read and save in a restored instance."""
    with Server(folder, workers=WORKERS) as server:
        reader = Person(server.address)
        for sheet, number, word in before:
            told = json.loads(reader.get(f"/sheets/{sheet}/v/{number}.json").text)
            assert told["fields"]["body"] == word
        writers = [Writer(server, email) for email in emails]
        for writer in writers:
            writer.start()
        end = time.monotonic() + 60
        while not all(writer.acknowledged for writer in writers):
            assert time.monotonic() < end, "the saves are too slow"
            time.sleep(0.01)
        for writer in writers:
            writer.over.set()
            writer.join(60)
    checked = command(folder, "check")
    assert checked.returncode == 0, checked.stderr
