"""Accounts are opened and their passwords changed without a page."""

from pathlib import Path

from tests.people.visitor import PASSWORD
from tests.servers.server import add_account, command, ordered
from tests.services.operations.checks.damaged_rows import list_rows, store_in


def test_a_password_is_kept_as_a_hash_that_is_dear_to_guess(tmp_path: Path) -> None:
    """OWASP's least: Argon2id, 19 MiB, two passes, one lane."""
    words = ("user", "add", "Camille", "--email", "camille@exemple.fr")
    done = command(tmp_path, *words, "--password-stdin", typed=f"{PASSWORD}\n")
    assert (done.returncode, done.stderr) == (0, "")
    with store_in(tmp_path) as store:
        (kept,) = list_rows(store, "accounts")
    assert "'$argon2id$v=19$m=19456,t=2,p=1$" in kept
    assert PASSWORD not in kept


def test_accounts_are_added_once_and_passwords_changed(tmp_path: Path) -> None:
    add_account(tmp_path, "camille@exemple.fr", "admin")
    words = ("user", "add", "Autre", "--email", "camille@exemple.fr")
    twice = ordered(tmp_path, *words, "--password-stdin", typed=f"{PASSWORD}\n")
    assert twice.exit_code == 1
    assert "a déjà un compte" in twice.stderr
    easy = ordered(
        tmp_path,
        *("user", "password", "camille@exemple.fr", "--password-stdin"),
        typed="motdepasse\n",
    )
    assert easy.exit_code == 1
    assert "15" in easy.stderr


def test_a_password_is_changed_for_an_address_that_has_an_account(
    tmp_path: Path,
) -> None:
    add_account(tmp_path, "camille@exemple.fr")
    words = ("user", "password")
    new = "violon tasse forêt lampe\n"
    done = ordered(
        tmp_path, *words, "camille@exemple.fr", "--password-stdin", typed=new
    )
    assert (done.exit_code, done.stderr) == (0, "")
    other = ordered(tmp_path, *words, "autre@exemple.fr", "--password-stdin", typed=new)
    assert other.exit_code == 1
    assert "aucun compte n’a cette adresse" in other.stderr


def test_a_name_that_speaks_for_the_site_must_be_meant(tmp_path: Path) -> None:
    words = ("user", "add", "Administration", "--email", "a@exemple.fr")
    typed = f"{PASSWORD}\n"
    refused = ordered(tmp_path, *words, "--password-stdin", typed=typed)
    assert refused.exit_code == 1
    assert "parlerait pour le site" in refused.stderr
    meant = ordered(
        tmp_path, *words, "--password-stdin", "--reserved-name", typed=typed
    )
    assert meant.exit_code == 0


def test_a_link_to_choose_a_password_is_given_once(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    typed = f"{PASSWORD}\n"
    words = ("user", "add", "Camille", "--email", "c@exemple.fr", "--password-stdin")
    assert ordered(folder, *words, typed=typed).exit_code == 0
    done = ordered(folder, "user", "link", "c@exemple.fr")
    assert done.output.startswith("http://localhost:8000/password/reset/")
    assert ordered(folder, "user", "link", "d@exemple.fr").exit_code == 1
