"""Themes, organisations and people of a site go with its export, if they are wanted."""

import json
import shutil
from pathlib import Path

import pytest

from commons.adapters.store.people import organisations, profiles
from commons.core.domain.people.account import Role
from commons.core.domain.people.profile import DirectoryQuery
from commons.services.exchange.foreign.survey import SITE_FILE
from commons.services.people.accounts import Application, sign_up
from commons.services.people.directory.profiles import (
    ProfileDesk,
    ProfileForm,
    save_profile,
)
from commons.services.stewardship.themes import (
    ThemeDesk,
    ThemeForm,
    add_theme,
    merge_themes,
)
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.addresses.outlets import tables_saying
from tests.conftest import instance
from tests.feeds.conftest import Desk
from tests.people.visitor import PASSWORD, Visitor
from tests.servers.server import ordered

OPEN = ReviewTerms()


def settle(parts: Components) -> None:
    """Change themes, and have somebody introduce themselves."""
    form = Application(
        email="e@exemple.fr", name="Éloi", password=PASSWORD, role=Role.EDITOR
    )
    with parts.store.write() as work:
        account = sign_up(work, form)
        assert account is not None
        folder = shipped_folder("schemas")
        desk = ThemeDesk(work=work, folder=folder, account=account)
        words = {"fr": "Ponts", "en": "Bridges"}
        key = add_theme(desk, ThemeForm(label=words, parent="culture"))
        merge_themes(desk, "food", "housing")
    with parts.store.write() as work:
        terms = ProfileDesk(schema=parts.schema, places=parts.places, terms=OPEN)
        said = ProfileForm(
            words="Je relie.",
            territory="Brest",
            organisation="Les Ponts",
            themes=[key],
            links="https://exemple.fr",
        )
        save_profile(terms, work, account, said)
    Desk(parts).put_one(themes=[key, "food"])
    parts.catch_up()


@pytest.fixture
def export(tmp_path: Path, empty_folder: Path) -> Path:
    """Give the export of such a site."""
    folder = tmp_path / "there"
    shutil.copytree(empty_folder, folder)
    with instance(folder) as parts:
        settle(parts)
    done = ordered(folder, "export", str(tmp_path / "export"))
    assert done.exit_code == 0, done.stderr
    return tmp_path / "export"


def read(folder: Path) -> tuple[list[str], list[str], list[str]]:
    """Give the themes, the organisations and the words of people of an instance."""
    with instance(folder) as parts, parts.store.read() as work:
        themes = list(parts.schema.schemes["themes"].concepts)
        some = organisations.list_organisations(work, DirectoryQuery(), OPEN, limit=9)
        people = profiles.find_people(work, DirectoryQuery(), OPEN, limit=9).people
        return (
            themes,
            [one.name for one in some.organisations],
            [one.profile.words for one in people],
        )


def test_an_empty_commons_takes_all_of_a_site(export: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    done = ordered(here, "load", str(export))
    assert done.exit_code == 0, done.stderr
    assert "3 thèmes, 1 organisations, 1 présentations" not in done.stdout
    assert "2 thèmes, 1 organisations, 1 présentations" in done.stdout
    themes, names, words = read(here)
    assert "ponts" in themes
    assert "food" not in themes
    assert (names, words) == (["Les Ponts"], ["Je relie."])
    again = ordered(here, "load", str(export), "--site")
    assert "0 thèmes, 0 organisations, 0 présentations" in again.stdout


def test_another_commons_is_asked_for_it(
    export: Path, tmp_path: Path, starter_folder: Path
) -> None:
    here = tmp_path / "here"
    shutil.copytree(starter_folder, here)
    done = ordered(here, "load", str(export))
    assert "--site" in done.stdout
    assert read(here)[1:] == ([], [])
    ordered(here, "load", str(export), "--site")
    assert read(here)[1:] == (["Les Ponts"], ["Je relie."])


def test_who_left_does_not_come_back_with_an_export(
    parts: Components, author: Visitor, tmp_path: Path
) -> None:
    home, export = parts.settings.data_dir, tmp_path / "export"
    author.post("/account/profile", _do="save", words="Je répare des vélos.")
    author.publishes("method")
    assert ordered(home, "export", str(export)).exit_code == 0
    assert "vélos" in (export / SITE_FILE).read_text(encoding="utf-8")
    left = author.post("/account/leave", name="keep", sure="1", old=PASSWORD)
    assert left.status_code == 303
    done = ordered(home, "load", str(export), "--site")
    assert "0 présentations" in done.stdout
    assert tables_saying(parts.store, "vélos") == set()


@pytest.mark.parametrize("text", ["", "[", "[]", "[" * 90_000, '"x"'])
def test_what_is_no_such_file_is_refused(
    export: Path, tmp_path: Path, text: str
) -> None:
    (export / SITE_FILE).write_text(text)
    done = ordered(tmp_path / "here", "load", str(export))
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_rows_that_cannot_be_are_passed_over(export: Path, tmp_path: Path) -> None:
    hostile = {
        "themes": [
            {"key": "../x", "label": {"fr": "X", "en": "X"}, "position": 1},
            {"key": "x", "label": {"fr": "X" * 999, "en": "X"}, "position": 1},
            {"key": "y", "label": {"fr": "Y", "en": "Y"}, "position": "1"},
            {"key": "z", "label": 3, "help": 4, "position": 1, "former": 5},
            7,
        ],
        "organisations": [
            {"id": "x", "name": "X"},
            {"id": "0123456789ab", "name": ""},
            {"id": "0123456789ab", "name": "X", "link": "javascript:alert(1)"},
            {"id": "0123456789ab", "name": "X", "territory": "nowhere"},
        ],
        "people": [
            {"id": "0123456789ab", "name": "X", "words": "x" * 501},
            {
                "id": "0123456789ab",
                "name": "X",
                "organisation": "nowhere",
                "words": "a",
            },
        ],
    }
    (export / SITE_FILE).write_text(json.dumps(hostile))
    done = ordered(tmp_path / "here", "load", str(export))
    assert "0 thèmes, 1 organisations, 1 présentations ; 0 déjà là, 8 refusés" in (
        done.stdout.replace("\u202f", " ")
    )
