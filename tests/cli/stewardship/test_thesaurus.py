"""Concepts that editors added are listed and removed by a command."""

from pathlib import Path

from commons.adapters.store.people import accounts
from commons.services.stewardship.thesaurus import add_concept
from tests.conftest import instance
from tests.servers.server import add_account, ordered

EDITOR = "camille@exemple.fr"


def begin(folder: Path) -> str:
    with instance(folder) as parts, parts.store.write() as work:
        found = accounts.by_email(work, EDITOR)
        assert found is not None
        return add_concept(parts.schema, work, found[0], "Bal-soupe", "")


def test_an_added_concept_is_listed_and_removed(tmp_path: Path) -> None:
    add_account(tmp_path, EDITOR, "editor")
    key = begin(tmp_path)
    assert f"{key} : Bal-soupe" in ordered(tmp_path, "thesaurus").output
    done = ordered(tmp_path, "thesaurus", "remove", key, "--account", EDITOR)
    assert (done.exit_code, done.stderr) == (0, "")
    assert ordered(tmp_path, "thesaurus").output == "0 concepts ajoutés\n"


def test_what_cannot_be_removed_is_said(tmp_path: Path) -> None:
    add_account(tmp_path, EDITOR, "editor")
    add_account(tmp_path, "ana@exemple.fr", "contributor")
    key = begin(tmp_path)
    for concept, email, told in (
        ("debate", EDITOR, "n’est pas un concept ajouté ici"),
        (key, "ana@exemple.fr", "pas le droit"),
        (key, "personne@exemple.fr", "aucun compte"),
    ):
        done = ordered(tmp_path, "thesaurus", "remove", concept, "--account", email)
        assert done.exit_code == 1
        assert told in done.stderr
    assert key in ordered(tmp_path, "thesaurus").output


def test_a_concept_is_added_found_and_given_other_names(tmp_path: Path) -> None:
    add_account(tmp_path, EDITOR, "editor")
    who = ("--account", EDITOR)
    done = ordered(tmp_path, "thesaurus", "add", "Bal-soupe", "--english", "Soup", *who)
    key = done.output.split()[-1]
    again = ordered(tmp_path, "thesaurus", "add", "Bal-soupe", *who)
    assert (again.exit_code, "porte déjà ce nom" in again.stderr) == (1, True)
    name = ("thesaurus", "name", key, "soupe dansante", *who)
    assert ordered(tmp_path, *name).exit_code == 0
    found = ordered(tmp_path, "thesaurus", "find", "dansante").output
    assert found == f"{key} : Bal-soupe, Soup, soupe dansante\n"
    assert ordered(tmp_path, *name, "--withdraw").exit_code == 0
    assert ordered(tmp_path, "thesaurus", "find", "dansante").output == ""
