"""A folder is taken for a commons when it holds one, and for nothing else."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from commons.errors import CommonsError
from commons.services.operations.data_folder import STAGING
from commons.wiring.assembly import assemble_components
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD
from tests.servers.server import ordered

pytestmark = pytest.mark.sqlite

NEEDING: dict[str, tuple[str, ...]] = {
    "check": ("check",),
    "backup": ("backup", "OUT"),
    "export": ("export", "OUT"),
    "dump": ("dump", "OUT"),
    "dump --publish": ("dump", "--publish"),
    "index": ("index",),
    "index --anew": ("index", "--anew"),
    "sweep": ("sweep",),
    "user password": ("user", "password", "a@exemple.fr", "--password-stdin"),
}
BEGINNING: dict[str, tuple[str, ...]] = {
    "load": ("load", "content"),
    "user add": ("user", "add", "Léa", "--email", "a@b.fr", "--password-stdin"),
}


def missing(folder: Path) -> None:
    del folder


def another_base(folder: Path) -> None:
    folder.mkdir()
    with closing(sqlite3.connect(folder / "commons.sqlite")) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.commit()


def someone_s(folder: Path) -> None:
    folder.mkdir()
    (folder / "letters.txt").write_text("mine")


def counters_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "commons.sqlite.counters").touch()


def unfinished(folder: Path) -> None:
    folder.mkdir()
    (folder / "commons.sqlite").touch()


def no_base(folder: Path) -> None:
    (folder / "media" / "ab").mkdir(parents=True)


def a_letter(folder: Path) -> None:
    folder.mkdir()
    (folder / "commons.sqlite").write_text("a letter, " * 100)


HOLDING: dict[str, Callable[[Path], None]] = {
    "missing": missing,
    "empty": Path.mkdir,
    "someone's": someone_s,
    "an empty base": unfinished,
    "counters without their base": counters_alone,
    "another program's base": another_base,
    "a letter for a base": a_letter,
    "files without their base": no_base,
}


def listed(folder: Path) -> list[tuple[str, bytes]]:
    return sorted(
        (str(path), path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    )


def refused(folder: Path, words: tuple[str, ...], tmp_path: Path) -> str:
    """See that a command refuses in one line and touches nothing; give the line."""
    before = listed(tmp_path)
    named = [word.replace("OUT", str(tmp_path / "out")) for word in words]
    done = ordered(folder, *named, typed=f"{PASSWORD}\n")
    assert done.exit_code == 1, done.output
    assert len(done.stderr.strip().splitlines()) == 1
    assert listed(tmp_path) == before
    return done.stderr


@pytest.mark.parametrize("words", NEEDING.values(), ids=NEEDING)
@pytest.mark.parametrize("make", HOLDING.values(), ids=HOLDING)
def test_a_folder_without_a_commons_is_refused_and_left_alone(
    tmp_path: Path, words: tuple[str, ...], make: Callable[[Path], None]
) -> None:
    folder = tmp_path / "instance"
    make(folder)
    assert str(folder) in refused(folder, words, tmp_path)


@pytest.mark.parametrize("words", BEGINNING.values(), ids=BEGINNING)
@pytest.mark.parametrize("name", ["someone's", "another program's base"])
def test_what_may_begin_a_commons_does_not_begin_it_among_other_things(
    tmp_path: Path, words: tuple[str, ...], name: str
) -> None:
    HOLDING[name](tmp_path / "instance")
    assert "n’est pas vide" in refused(tmp_path / "instance", words, tmp_path)


@pytest.mark.parametrize(
    "name", ["missing", "empty", "an empty base", "counters without their base"]
)
def test_an_account_may_come_before_anything_else(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "instance"
    HOLDING[name](folder)
    done = ordered(folder, *BEGINNING["user add"], typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.stderr
    assert ordered(folder, "check").exit_code == 0


def test_the_template_needs_no_commons_and_makes_none(tmp_path: Path) -> None:
    assert ordered(tmp_path / "new", "template", "method").exit_code == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [*NEEDING.values(), *BEGINNING.values()])
@pytest.mark.parametrize("placed", ["", "media", "secret_key"])
def test_nothing_opens_over_a_restore_that_is_not_over(
    tmp_path: Path, words: tuple[str, ...], placed: str
) -> None:
    folder = tmp_path / "instance"
    (folder / STAGING).mkdir(parents=True)
    if placed:
        (folder / placed).mkdir()
    assert "restauration a été interrompue" in refused(folder, words, tmp_path)


@pytest.mark.parametrize("rest", [STAGING, "media", "index", "dumps"])
def test_a_server_does_not_begin_a_commons_over_the_rest_of_one(
    tmp_path: Path, rest: str
) -> None:
    folder = tmp_path / "instance"
    (folder / rest).mkdir(parents=True)
    with pytest.raises(CommonsError, match=r"restaur"):
        assemble_components(settings_in(folder))
    assert [path.name for path in folder.iterdir()] == [rest]


def test_a_base_that_was_taken_away_is_missed(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(starter_folder, tmp_path / "instance"))
    for path in folder.glob("commons.sqlite*"):
        path.unlink()
    with pytest.raises(CommonsError, match="manque"):
        assemble_components(settings_in(folder))
    assert not (folder / "commons.sqlite").exists()
