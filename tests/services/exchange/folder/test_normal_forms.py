"""What looks the same is the same, whichever system wrote its accents."""

import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Role
from commons.core.domain.sheet import Action, Person
from commons.core.kinds.csv.headings import column_targets, guess_targets
from commons.core.text.files.csv_file import read_csv
from commons.errors import SignInError
from commons.services.exchange.batch.entries import targets_by_column
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.people.accounts import (
    Application,
    change_password,
    check_password,
    judge_password,
    sign_up,
)
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.releases import take_back
from tests.conftest import QUICK_HASHER
from tests.people.visitor import PASSWORD

TEXT = """---
title: École d’été
licence: CC-BY-SA-4.0
language: fr
authors: [{name: Camille}]
---
Voir [[fête]] et [[method/école-été]].
"""
OTHER = TEXT.replace("École d’été", "Une autre").replace("[[method/école-été]]", "")
EDITORS = Person(id=iri.new_id(), name="Équipe éditoriale")


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def loading(parts: Components) -> FolderImport:
    return FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=EDITORS
    )


def put(folder: Path, name: str, content: str | bytes = TEXT) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def an_account(email: str = "lea@école.fr", name: str = "Léa Dupré") -> Account:
    return Account(
        id=iri.new_id(),
        email=email,
        person=Person(id=iri.new_id(), name=name),
        role=Role.CONTRIBUTOR,
        created=clock.now(),
    )


@pytest.mark.parametrize("first", ["école-été", nfd("école-été")])
def test_a_file_copied_from_another_system_is_the_same_sheet(
    parts: Components, tmp_path: Path, first: str
) -> None:
    second = nfd(first) if first != nfd(first) else unicodedata.normalize("NFC", first)
    one, two = tmp_path / "linux" / "fiches", tmp_path / "mac" / "fiches"
    put(one, f"method/{first}.md")
    put(two, f"method/{second}.md", nfd(TEXT))
    assert load_folder(parts.store, loading(parts), one).created == 1
    again = load_folder(parts.store, loading(parts), two)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_a_file_follows_the_sheet_that_its_older_name_made(
    parts: Components, tmp_path: Path
) -> None:
    name = f"method/{nfd('école-été')}"
    (old,) = iri.other_ids_from_name(name)
    with parts.store.write() as work:
        new_revision = NewRevision(
            sheet=old,
            kind="method",
            parent=None,
            action=Action.CREATE,
            author=EDITORS,
            change_note="",
            values={
                "title": "Une autre",
                "authors": [{"name": "Camille"}],
                "licence": "CC-BY-SA-4.0",
                "language": "fr",
                "body": "Voir [[fête]] et .\n",
            },
        )
        publish_version(parts.schema, work, new_revision)
    put(tmp_path / "mac", f"{name}.md", OTHER)
    report = load_folder(parts.store, loading(parts), tmp_path / "mac")
    assert (report.created, report.updated, report.unchanged) == (0, 0, 1)
    put(tmp_path / "linux", "method/école-été.md")
    moved = replace(loading(parts), source="mac")
    assert load_folder(parts.store, moved, tmp_path / "linux").updated == 1


def test_two_files_of_one_name_are_one_sheet_and_the_second_is_named(
    parts: Components, tmp_path: Path
) -> None:
    put(tmp_path, "method/école-été.md")
    put(tmp_path, f"method/{nfd('école-été')}.md", OTHER)
    report = load_folder(parts.store, loading(parts), tmp_path)
    assert report.created == 1
    assert ["est déjà dans" in fault.reason for fault in report.faults] == [True]


def test_links_and_pictures_are_found_by_the_names_of_another_system(
    parts: Components, tmp_path: Path
) -> None:
    images = (
        "images:\n- {file: ../photos/été/façade.jpg, alt: Une façade,"
        " author: Camille, licence: CC-BY-4.0}\n---\n"
    )
    put(
        tmp_path, f"photos/{nfd('été')}/{nfd('façade')}.jpg", written(drawing(), "JPEG")
    )
    put(tmp_path, f"method/{nfd('fête')}.md", OTHER)
    put(tmp_path, "method/une.md", TEXT.replace("---\nVoir", f"{images}Voir"))
    put(tmp_path, f"method/{nfd('école-été')}.md", OTHER.replace("Une", "Encore une"))
    report = load_folder(parts.store, replace(loading(parts), source=""), tmp_path)
    assert [str(fault) for fault in report.faults] == []
    with parts.store.read() as work:
        head = revisions.get_head(work, iri.id_from_name("method/une"))
    assert [len(str(row["file"])) > 64 for row in head.items("images")] == [True]  # type: ignore[index,call-overload]  # rows
    assert f"[[{iri.id_from_name('method/fête')}|" in head.body
    assert f"[[{iri.id_from_name('method/école-été')}|" in head.body


@pytest.mark.parametrize(
    "made", ["lampe forêt tasse été", nfd("lampe forêt tasse été")]
)
@pytest.mark.parametrize("email", ["léa@exemple.fr", nfd("léa@exemple.fr")])
def test_an_account_is_entered_from_any_keyboard(
    parts: Components, made: str, email: str
) -> None:
    application = Application(email=email, name="Léa", password=made)
    with parts.store.write() as work:
        account = sign_up(work, application)
        assert account is not None
        assert sign_up(work, replace(application, email=nfd(email), name="Zoé")) is None
        nbsp = made.replace(" ", "\u00a0")
        for typed in (made, nfd(made), unicodedata.normalize("NFC", made), nbsp):
            for address in (email, nfd(email).upper()):
                assert check_password(work, address, typed).id == account.id
        with pytest.raises(SignInError):
            check_password(work, email, f"{made} de plus")
        hashed = judge_password(work, account, nfd("autre été à la plage"))
        change_password(work, account, hashed)
        assert check_password(work, email, "autre été à la plage").id == account.id


@pytest.mark.sqlite
def test_who_had_an_account_before_still_gets_in(parts: Components) -> None:
    """It was kept as it was typed: e-mail folded without a form, password too."""
    password = nfd("lampe forêt tasse été")
    old = an_account(nfd("léa@école.fr"))
    with parts.store.write() as work:
        accounts.add_account(work, old, QUICK_HASHER.hash(password))
    with closing(sqlite3.connect(parts.store.file)) as connection:
        raw = nfd("léa@école.fr").casefold()
        connection.execute("UPDATE accounts SET folded_email = ?", (raw,))
        connection.commit()
    take_back(parts.store.file, "0007")
    parts.store.migrate()
    with parts.store.read() as work:
        for typed in (password, unicodedata.normalize("NFC", password)):
            for email in ("léa@école.fr", nfd("LÉA@école.fr")):
                assert check_password(work, email, typed).id == old.id


@pytest.mark.sqlite
def test_two_old_accounts_of_one_address_keep_their_own(parts: Components) -> None:
    first, second = "léa@école.fr", nfd("léa@école.fr")
    with parts.store.write() as work:
        accounts.add_account(work, an_account(first, "Un"), "a hash")
        accounts.add_account(work, an_account("x@y.fr", "Deux"), "another")
    with closing(sqlite3.connect(parts.store.file)) as connection:
        connection.execute(
            "UPDATE accounts SET email = ?, folded_email = ? WHERE email = 'x@y.fr'",
            (second, second),
        )
        connection.commit()
    take_back(parts.store.file, "0007")
    parts.store.migrate()
    with parts.store.read() as work:
        assert len(accounts.all_accounts(work)) == 2
        found = [accounts.by_email(work, email) for email in (first, second)]
    assert [one[0].person.name for one in found if one] == ["Un", "Deux"]


def test_an_author_whose_name_came_apart_keeps_the_credit(parts: Components) -> None:
    me = an_account(name=nfd("Léa Dupré"))
    with parts.store.write() as work:
        accounts.add_account(work, me, "a hash")
        new_revision = NewRevision(
            sheet=iri.new_id(),
            kind="method",
            parent=None,
            action=Action.CREATE,
            author=me.person,
            change_note="",
            values={
                "title": "Une fiche",
                "licence": "CC-BY-SA-4.0",
                "language": "fr",
                "authors": [{"name": "Léa Dupré", "person": me.person.id}],
            },
        )
        saved = save_sheet(parts.schema, work, new_revision, confirmed=True)
    assert saved.items("authors") == [{"name": "Léa Dupré", "person": me.person.id}]


def test_headings_are_known_whoever_wrote_the_spreadsheet(parts: Components) -> None:
    method = parts.schema.kinds["method"]
    found = read_csv(nfd("Titre;Durée;Idée\nDébat;1 h;x\n").encode())
    assert found.lines[0].cells[0] == "Débat"
    wanted = targets_by_column(
        parts.schema, method, found.header, [f"{nfd('Idée')}=summary"]
    )
    assert wanted == ("title", "duration", "summary")
    assert guess_targets(column_targets(parts.schema, "method"), [nfd("Durée")]) == (
        "duration",
    )


def test_a_password_of_one_repeated_letter_is_easy_in_any_form(
    parts: Components,
) -> None:
    assert len(PASSWORD) >= 15
    with parts.store.write() as work, pytest.raises(Exception, match="password"):
        sign_up(
            work,
            Application(email="a@b.fr", name="Ana", password=nfd("é") * 20),
        )


def test_a_title_that_two_files_bear_is_told_of_both(
    parts: Components, tmp_path: Path
) -> None:
    put(tmp_path, "method/une.md", OTHER)
    put(tmp_path, "tool/deux.md", OTHER.replace("Une autre", "UNE  autre\u200b"))
    put(tmp_path, "method/trois.md", OTHER.replace("Une autre", "Encore une"))
    report = load_folder(parts.store, loading(parts), tmp_path)
    assert (report.created, report.faults) == (3, [])
    told = [remark.path.name for remark in report.remarks if "ce titre" in remark.sort]
    assert told == ["une.md", "deux.md"]
    assert load_folder(parts.store, loading(parts), tmp_path).remarks == []
