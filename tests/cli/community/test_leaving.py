"""The operator hands somebody what is theirs, and deletes an account that asks for it."""

import zipfile
from pathlib import Path

import pytest

from commons.adapters.store.people import accounts
from commons.adapters.store.site import audit_log
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.purge import ERASED_NAME
from commons.services.people import leaving
from commons.wiring.components import Components
from tests.addresses.outlets import tables_saying
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor
from tests.servers.server import ordered


def test_an_archive_is_written_for_who_asks(
    parts: Components, author: Visitor, tmp_path: Path
) -> None:
    place, file = author.publishes("method", title="Le banc"), tmp_path / "hers.zip"
    home = parts.settings.data_dir
    done = ordered(home, "user", "archive", author.email, str(file))
    assert done.exit_code == 0, done.stderr
    assert file.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(file) as packed:
        assert "account.json" in packed.namelist()
        assert any(place.split("/")[2] in name for name in packed.namelist())
    again = ordered(home, "user", "archive", author.email, str(file))
    assert (again.exit_code, "existe déjà" in again.stderr) == (1, True)


@pytest.mark.parametrize("erased", [False, True])
def test_an_account_is_deleted_and_what_it_published_stays(
    parts: Components, author: Visitor, *, erased: bool
) -> None:
    place, me = author.publishes("method", title="Le banc"), account_of(author).person
    home, how = parts.settings.data_dir, ("--erase-name",) if erased else ()
    kept = ordered(home, "user", "delete", author.name, typed="n\n")
    assert kept.exit_code == 1
    done = ordered(home, "user", "delete", author.name, "--yes", *how)
    assert done.exit_code == 0, done.stderr
    told = author.get(f"/sheets/{place.split('/')[2]}.json").get_json()
    first = told["version"]["author"]["name"]
    with parts.store.read() as work:
        assert accounts.by_email(work, author.email) is None
        acts = audit_log.latest_acts(work, act=AuditAct.LEAVE, limit=1)
    assert [(one.actor, one.target) for one in acts] == [("", me.id)]
    assert tables_saying(parts.store, author.email) == set()
    if erased:
        assert tables_saying(parts.store, me.name.casefold()) == set()
        assert (
            author.get(f"/sheets/{place.split('/')[2]}/v/1.json").get_json()["version"][
                "author"
            ]["name"]
            == ERASED_NAME
        )
    else:
        assert first == me.name


def test_the_last_admin_and_a_name_in_many_sheets_stay(
    parts: Components,
    visitor: Visitor,
    author: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, admin = parts.settings.data_dir, visitor.signed_in(Role.ADMIN)
    last = ordered(home, "user", "delete", admin.email, "--yes")
    assert (last.exit_code, "administration" in last.stderr) == (1, True)
    author.publishes("method")
    monkeypatch.setattr(leaving, "MOST_SHEETS", 0)
    many = ordered(home, "user", "delete", author.email, "--yes", "--erase-name")
    assert (many.exit_code, "commons purge person" in many.stderr) == (1, True)
    with parts.store.read() as work:
        assert accounts.by_email(work, author.email) is not None
