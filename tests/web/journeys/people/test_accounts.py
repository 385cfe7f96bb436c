"""Signing up, in and out; one's profile; others' roles."""

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher

from commons.adapters.store.engine.unit_of_work import PATIENCE_SECONDS, Store
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.people.credentials import sessions
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.services.people import accounts as services
from commons.services.people.recovery import make_link
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in

NEW = {"name": "Camille", "email": "camille@exemple.fr", "password": PASSWORD}


def test_somebody_signs_up_signs_in_and_out(visitor: Visitor) -> None:
    assert visitor.post("/register", **NEW).headers["Location"] == "/login"
    signed = visitor.post("/login", email="CAMILLE@exemple.fr", password=PASSWORD)
    assert signed.status_code == 303
    assert "Camille" in said_by(visitor.get("/account"))
    out = visitor.post("/logout", page="/account")
    assert out.status_code == 303
    assert visitor.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "pas une adresse"}, "adresse électronique, comme"),
        ({"password": "court"}, "15 à 128"),
        ({"password": "a" * 20}, "facile à deviner"),
        ({"password": "motdepasse motdepasse"}, "facile à deviner"),
        ({"password": "x" * 129}, "15 à 128"),
        ({"name": "C"}, "2 à 80"),
        ({"name": "moi@exemple.fr"}, "sans @"),
        ({"name": "Ca\u202emille"}, "caractère invisible"),
    ],
)
def test_what_is_wrong_in_the_form_is_named_and_kept(
    visitor: Visitor, typed: dict[str, str], words: str
) -> None:
    answer = visitor.post("/register", **{**NEW, **typed})
    assert answer.status_code == 422
    assert words in said_by(answer)
    assert PASSWORD not in answer.get_data(as_text=True)


class LockWatcher(PasswordHasher):
    """Hashes, once it has seen that nobody holds the write lock."""

    def __init__(self, store: Store) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.store, self.hashed = store, 0

    def hash(self, *args: Any, **kwargs: Any) -> str:
        """Hash, unless somebody would have to wait for it: BusyError."""
        self._look()
        return super().hash(*args, **kwargs)

    def verify(self, *args: Any, **kwargs: Any) -> Literal[True]:
        """Compare, unless somebody would have to wait for it: BusyError."""
        self._look()
        return super().verify(*args, **kwargs)

    def _look(self) -> None:
        self.hashed += 1
        with self.store.write(quiet=True, durable=False, patient=False):
            pass


@pytest.mark.usefixtures("unindexed")  # who follows the log holds the lock at times
def test_nobody_waits_for_the_hash_of_a_password(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, other = LockWatcher(parts.store), "quatre mots sans aucun rapport"
    monkeypatch.setattr(services, "_HASHER", watch)
    sends = create_app(sending(parts))
    me = Visitor(sends.test_client(), parts)
    acts = [
        lambda: me.post("/register", **NEW),
        lambda: me.post("/login", email=NEW["email"], password=PASSWORD),
        lambda: me.post("/account", old=PASSWORD, password=other),
        lambda: me.post("/account/email", email="a@exemple.fr", password=other),
        lambda: me.post(reset_path(parts), password=PASSWORD),
        lambda: me.post("/login", email=NEW["email"], password=PASSWORD),
        lambda: me.post("/account/leave", name="erase", sure="1", old=PASSWORD),
    ]
    for number, act in enumerate(acts):
        before = watch.hashed
        answer = act()
        assert answer.status_code == 303, (number, said_by(answer))
        assert watch.hashed > before, number


def sending(parts: Components) -> Components:
    """Give an instance that sends e-mails."""
    return replace(parts, settings=replace(parts.settings, mail_url="log:"))


def reset_path(parts: Components) -> str:
    """Make a link to choose a new password."""
    with parts.store.write(quiet=True) as work:
        found = accounts.by_email(work, NEW["email"])
        assert found is not None
        return make_link(work, found[0], TokenPurpose.RESET)


def test_a_password_is_judged_before_others_wait(
    visitor: Visitor, parts: Components
) -> None:
    visitor.get("/register")
    with parts.store.write():
        begun = time.monotonic()
        answer = visitor.post("/register", **{**NEW, "password": "a" * 20})
        assert time.monotonic() - begun < PATIENCE_SECONDS / 2
    assert answer.status_code == 422


def test_a_taken_name_is_said_and_a_taken_email_is_not(visitor: Visitor) -> None:
    visitor.post("/register", **NEW)
    name = visitor.post("/register", **{**NEW, "email": "autre@exemple.fr"})
    assert "déjà pris" in said_by(name)
    email = visitor.post("/register", **{**NEW, "name": "Dominique"})
    assert (email.status_code, email.headers["Location"]) == (303, "/login")
    again = visitor.post("/register", **{**NEW, "name": "Dominique"})
    assert "déjà pris" in said_by(again)


def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(
    visitor: Visitor,
) -> None:
    visitor.post("/register", **NEW)
    wrong = visitor.post("/login", email=NEW["email"], password="pas le bon du tout")
    unknown = visitor.post(
        "/login", email="x@exemple.fr", password="pas le bon du tout"
    )
    assert wrong.status_code == unknown.status_code == 401
    assert said_by(wrong) == said_by(unknown)


def test_a_new_password_ends_every_session(author: Visitor, parts: Components) -> None:
    other = Visitor(author.client.application.test_client(), parts)
    other.post("/login", email=author.email, password=PASSWORD)
    refused = author.post("/account", _do="password", old="faux", password="x" * 3)
    assert refused.status_code == 422
    new = "cinq mots tout à fait nouveaux"
    done = author.post("/account", _do="password", old=PASSWORD, password=new)
    assert done.status_code == 303
    assert other.get("/account").status_code == 302
    assert "sont fermées" in said_by(author.get("/account"))
    assert other.post("/login", email=author.email, password=new).status_code == 303
    assert other.get("/account").status_code == 200


def test_a_password_of_before_goes_on_working_and_is_to_be_changed(
    visitor: Visitor, parts: Components
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    old = "soleil2024"
    with parts.store.write() as work:
        found = accounts.by_email(work, visitor.email)
        assert found is not None
        accounts.set_password(work, found[0].id, PasswordHasher().hash(old))
        sessions.close_sessions(work, found[0].id)
    assert visitor.post("/login", email=visitor.email, password=old).status_code == 303
    assert "changez-le" in said_by(visitor.get("/account"))
    assert "changez-le" not in said_by(visitor.get("/account"))


def test_a_password_that_holds_the_name_of_the_site_is_refused(
    visitor: Visitor, parts: Components
) -> None:
    typed = {**NEW, "password": f"{parts.settings.site_name} 2024 commons"}
    assert "facile à deviner" in said_by(visitor.post("/register", **typed))


def test_an_admin_gives_roles_and_the_last_one_stays(
    visitor: Visitor, author: Visitor, parts: Components
) -> None:
    admin = visitor.signed_in(Role.ADMIN)
    with parts.store.read() as work:
        everyone = {found.email: found for found in accounts.all_accounts(work)}
    other = everyone[author.email].id
    admin.post("/admin/accounts", account=other, role="EDITOR")
    with parts.store.read() as work:
        assert accounts.get_account(work, other).role is Role.EDITOR
    mine = everyone[admin.email].id
    refused = admin.post("/admin/accounts", account=mine, role="READER")
    assert refused.status_code == 403
    assert admin.post("/admin/accounts", account=mine, role="KING").status_code == 403


def test_closed_registration_opens_no_account(tmp_path: Path) -> None:
    closed = assemble_components(settings_in(tmp_path, registration="closed"))
    visitor = Visitor(create_app(closed).test_client(), closed)
    assert visitor.get("/register").status_code == 403
    assert visitor.post("/register", page="/login", **NEW).status_code == 403
    with closed.store.read() as work:
        assert accounts.all_accounts(work) == []
    closed.follower.stop()
    closed.store.close()


def test_who_guesses_a_password_within_a_session_is_counted_with_those_who_sign_in(
    author: Visitor,
) -> None:
    page = token_in(author.get("/account").get_data(as_text=True))
    for _ in range(18):
        form = {"csrf_token": page, "old": "faux", "password": PASSWORD}
        assert author.client.post("/account", data=form).status_code == 422
    codes = [
        author.client.post(
            "/account/tokens", data={"csrf_token": page, "old": "faux", "name": "x"}
        ).status_code
        for _ in range(3)
    ]
    assert codes == [422, 422, 429]
