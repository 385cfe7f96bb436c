"""Links from e-mails, as somebody without scripts follows them."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from commons.adapters.store.people import accounts, mail_queue
from commons.app import create_app
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.domain.people.mail import MailState
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.deliveries import open_mail_courier
from tests.conftest import BASE, settings_in
from tests.people.visitor import PASSWORD, Visitor, said_by
from tests.services.people.mail.test_mail_courier import a_mail

NEW = {"name": "Camille", "email": "camille@exemple.fr", "password": PASSWORD}
OTHER = "quatre mots sans aucun rapport"
DAY = timedelta(days=1)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return tmp_path / "box"


@pytest.fixture
def mailing(tmp_path: Path, empty_folder: Path, box: Path) -> Iterator[Components]:
    """Give an instance whose e-mails become files."""
    shutil.copytree(empty_folder, tmp_path / "mailing")
    settings = settings_in(
        tmp_path / "mailing", mail_url=box.as_uri(), mail_from="wiki@exemple.fr"
    )
    made = assemble_components(settings)
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture
def newcomer(mailing: Components) -> Visitor:
    return Visitor(create_app(mailing).test_client(), mailing)


def texts(parts: Components, box: Path) -> list[tuple[str, str]]:
    """Send what waits; give to whom and the whole of each, and empty the box."""
    courier = open_mail_courier(parts)
    while courier.deliver(None, wait=True):
        pass
    found = []
    for path in sorted(box.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        bodies = [message.get_body((sort,)) for sort in ("plain", "html")]
        said = " ".join(one.get_content() for one in bodies if one is not None)
        found.append((str(message["To"]), f"{message['Subject']} {said}"))
        path.unlink()
    return found


def letters(parts: Components, box: Path) -> list[tuple[str, str, str]]:
    """Send what waits; give (to, subject, path of the link) of each, and empty the box."""
    courier = open_mail_courier(parts)
    while courier.deliver(None, wait=True):
        pass
    found = []
    for path in sorted(box.glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        link = re.search(rf"{BASE}(/\S+)\r?\n", body.get_content())
        found.append((message["To"], message["Subject"], link[1] if link else ""))
        path.unlink()
    return found


def test_one_stays_where_one_asks_for_another_letter(newcomer: Visitor) -> None:
    newcomer.post("/register", **NEW)
    newcomer.post("/login", email=NEW["email"], password=PASSWORD)
    asked = '<form method="post" action="/account/confirm">'
    for page in ("/account", "/account/notifications"):
        shown = newcomer.get(page).text
        back = re.search(rf'{asked}.*?name="back" value="([^"]*)"', shown)
        assert back is not None
        sent = newcomer.post("/account/confirm", page=page, back=back[1])
        assert sent.headers["Location"].rstrip("?") == page
    away = newcomer.post("/account/confirm", page="/account", back="//evil.example")
    assert away.headers["Location"] == "/account"


def test_a_newcomer_confirms_an_address(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    said = newcomer.post("/register", **NEW)
    assert said.status_code == 303
    ((to, subject, path),) = letters(mailing, box)
    assert (to, subject) == (
        "camille@exemple.fr",
        "Confirmez votre adresse pour Commons",
    )
    newcomer.post("/login", email=NEW["email"], password=PASSWORD)
    assert "pas encore confirmée" in said_by(newcomer.get("/account"))
    assert newcomer.get(path).status_code == 200
    with mailing.store.read() as work:
        found = accounts.by_email(work, NEW["email"])
        assert found is not None
        assert not found[0].email_confirmed, "a mail program that follows links"
    assert newcomer.post(path).status_code == 303
    assert "pas encore confirmée" not in said_by(newcomer.get("/account"))
    assert newcomer.post(path, page="/account").status_code == 410
    used = newcomer.get(path)
    assert (used.status_code, "c’est mon adresse" in said_by(used)) == (410, False)


def test_signing_up_with_a_known_address_says_the_same_and_writes_to_its_holder(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    first = newcomer.post("/register", **NEW)
    letters(mailing, box)
    again = newcomer.post("/register", **{**NEW, "name": "Dominique"})
    assert (again.status_code, again.headers["Location"]) == (
        first.status_code,
        first.headers["Location"],
    )
    ((to, subject, path),) = letters(mailing, box)
    assert (to, subject) == (NEW["email"], "Vous avez déjà un compte sur Commons")
    assert path.startswith("/password/reset/")


def test_a_lost_password_is_chosen_anew_from_the_page_to_sign_in(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    newcomer.post("/register", **NEW)
    letters(mailing, box)
    assert "/password/forgotten" in newcomer.get("/login").get_data(as_text=True)
    answer = newcomer.post("/password/forgotten", email=NEW["email"])
    unknown = newcomer.post("/password/forgotten", email="personne@exemple.fr")
    assert said_by(answer) == said_by(unknown)
    ((to, _, path),) = letters(mailing, box)
    assert to == NEW["email"]
    page = newcomer.get(path)
    assert page.headers["Cache-Control"].startswith("no-store")
    assert page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert newcomer.post(path, password="court").status_code == 422
    assert newcomer.post(path, password=OTHER).headers["Location"] == "/login"
    assert newcomer.post(path, page="/login", password=OTHER).status_code == 410
    assert (
        newcomer.post("/login", email=NEW["email"], password=PASSWORD).status_code
        == 401
    )
    assert (
        newcomer.post("/login", email=NEW["email"], password=OTHER).status_code == 303
    )


def test_an_address_changes_after_a_click_at_both(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    newcomer.post("/register", **NEW)
    ((_, _, confirm),) = letters(mailing, box)
    newcomer.post(confirm)
    newcomer.post("/login", email=NEW["email"], password=PASSWORD)
    wrong = newcomer.post(
        "/account/email", email="n@exemple.fr", password="pas celui-ci"
    )
    assert wrong.status_code == 422
    done = newcomer.post("/account/email", email="n@exemple.fr", password=PASSWORD)
    assert done.status_code == 303
    sent = {to: path for to, _, path in letters(mailing, box)}
    assert set(sent) == {"n@exemple.fr", NEW["email"]}
    with mailing.store.write() as work:
        news = replace(a_mail(NEW["email"]), digest="{}", due=clock.now() + DAY)
        mail_queue.add_mail(work, news)
    for path in sent.values():
        assert newcomer.get(path).status_code == 200
        assert newcomer.post(path).status_code == 303
        assert newcomer.get(path).status_code == 410
    with mailing.store.read() as work:
        assert mail_queue.waiting_digests(work, "n@exemple.fr") == ["{}"]
    assert "n@exemple.fr" in said_by(newcomer.get("/account"))


@pytest.mark.parametrize(
    "path",
    [
        "/password/reset/xxxx",
        "/account/confirm/xxxx",
        "/account/email/leave/xxxx",
        "/account/email/take/" + "x" * 3_000,
    ],
)
def test_a_link_that_nobody_was_given_is_over(newcomer: Visitor, path: str) -> None:
    answer = newcomer.post(path, page="/login", password=OTHER)
    assert answer.status_code in {410, 414}
    if answer.status_code == 410:
        assert "ne sert plus" in said_by(answer)


def test_nobody_can_have_an_address_flooded(newcomer: Visitor) -> None:
    answers = [
        newcomer.post("/password/forgotten", email="victime@exemple.fr").status_code
        for _ in range(7)
    ]
    assert answers[:5] == [200] * 5
    assert set(answers[5:]) == {429}
    also = newcomer.post("/password/forgotten", email="victime+autre@exemple.fr")
    assert also.status_code == 429  # it is the same mailbox
    other = newcomer.post("/password/forgotten", email="autre@exemple.fr")
    assert other.status_code == 200


@pytest.mark.parametrize(
    "email",
    [
        "camille(1)@exemple.fr",
        "camille@exemple.fr(1)",
        "camille@[127.0.0.1]",
        "camille..x@exemple.fr",
        "a@exemple..fr",
        "a:b@exemple.fr",
    ],
)
def test_an_address_with_many_spellings_opens_no_account(
    newcomer: Visitor, email: str
) -> None:
    assert newcomer.post("/register", **{**NEW, "email": email}).status_code == 422


def test_no_stranger_writes_to_others_in_the_name_of_the_site(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    """The name of an account is in no letter until its address is confirmed."""
    name = "Gagnez sur https://appat.example/x"
    victim, other = "victime@exemple.fr", "autre@exemple.fr"
    typed = {"name": name, "email": victim, "password": PASSWORD}
    assert newcomer.post("/register", **typed).status_code == 303
    newcomer.post("/register", **{**typed, "name": "Zoé"})
    newcomer.post("/password/forgotten", email=victim)
    newcomer.post("/login", email=victim, password=PASSWORD)
    newcomer.post("/account/email", email=other, password=PASSWORD)
    newcomer.post("/account", old=PASSWORD, password=OTHER)
    written = texts(mailing, box)
    assert [to for to, _ in written] == [victim] * 3 + [other, victim]
    assert not [text for _, text in written if "appat" in text]
    with mailing.store.write() as work:
        found = accounts.by_email(work, victim)
        assert found
        accounts.change_account(work, replace(found[0], email_confirmed=True))
    newcomer.post("/password/forgotten", email=victim)
    newcomer.post("/account/email", page="/account/email", email=other, password=OTHER)
    greeted = sorted(
        (to, f"Bonjour {name}," in text) for to, text in texts(mailing, box)
    )
    assert greeted == [(other, False), (victim, True), (victim, True)]


def test_without_a_mail_server_nothing_is_promised(
    visitor: Visitor, parts: Components
) -> None:
    page = said_by(visitor.get("/password/forgotten"))
    assert "n’envoie pas de courriels" in page
    assert "<form" not in page
    assert (
        visitor.post("/password/forgotten", page="/login", email="a@b.fr").status_code
        == 404
    )
    said = visitor.post("/register", **NEW)
    assert said.status_code == 303
    page = said_by(visitor.get("/login"))
    assert "courriel" not in page
    with parts.store.read() as work:
        assert mail_queue.count_mails(work) == {}
    visitor.post("/login", email=NEW["email"], password=PASSWORD)
    assert visitor.get("/account/email").status_code == 404
    assert "confirmée" not in said_by(visitor.get("/account"))


def test_an_admin_gives_a_link_and_nobody_else_can(
    visitor: Visitor, parts: Components
) -> None:
    visitor.post("/register", **NEW)
    admin = Visitor(create_app(parts).test_client(), parts).signed_in(Role.ADMIN)
    with parts.store.read() as work:
        found = accounts.by_email(work, NEW["email"])
    assert found is not None
    page = admin.post("/admin/accounts", account=found[0].id, _do="link")
    link = re.search(rf"{BASE}(/password/reset/[\w-]+)", said_by(page))
    assert link
    assert visitor.post(link[1], password=OTHER).headers["Location"] == "/login"
    editor = Visitor(create_app(parts).test_client(), parts).signed_in(Role.EDITOR)
    refused = editor.post("/admin/accounts", page="/", account=found[0].id, _do="link")
    assert refused.status_code == 403


def test_what_was_not_delivered_is_listed_tried_again_or_forgotten(
    mailing: Components, newcomer: Visitor, box: Path
) -> None:
    admin = newcomer.signed_in(Role.ADMIN)
    stranger = Visitor(create_app(mailing).test_client(), mailing)
    stranger.post("/register", **NEW)
    with mailing.store.write() as work:
        (mail,) = mail_queue.claim_mails(work, clock.now(), limit=9)
        mail_queue.change_mail(
            work, replace(mail, state=MailState.DEAD, fault="550 parti")
        )
    page = said_by(admin.get("/admin/mail"))
    assert "550 parti" in page
    assert admin.post("/admin/mail", mail=mail.id).status_code == 303
    assert len(letters(mailing, box)) == 1
    assert "550" not in said_by(admin.get("/admin/mail"))


def test_a_new_password_is_told_to_who_holds_the_account(
    newcomer: Visitor, mailing: Components, box: Path
) -> None:
    newcomer.post("/register", **NEW)
    newcomer.post("/login", email=NEW["email"], password=PASSWORD)
    letters(mailing, box)
    newcomer.post("/account", old="faux", password="quatre mots sans aucun rapport")
    assert letters(mailing, box) == []
    newcomer.post("/account", old=PASSWORD, password="quatre mots sans aucun rapport")
    ((to, subject, _),) = letters(mailing, box)
    assert (to, subject) == (NEW["email"], "Votre mot de passe a changé sur Commons")
