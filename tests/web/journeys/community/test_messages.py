"""One person writes to another through the site: form, e-mail, answer, report, stop."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.store.people import accounts
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.deliveries import open_mail_courier
from tests.conftest import BASE, settings_in
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by, token_in


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
def site(mailing: Components) -> Flask:
    return create_app(mailing)


def signed_in(
    site: Flask, mailing: Components, role: Role = Role.CONTRIBUTOR
) -> Visitor:
    """Give somebody who signed in, and whose address is confirmed."""
    visitor = Visitor(site.test_client(), mailing).signed_in(role)
    with mailing.store.write() as work:
        found = accounts.by_email(work, visitor.email)
        assert found is not None
        accounts.change_account(work, replace(found[0], email_confirmed=True))
    return visitor


@pytest.fixture
def ana(site: Flask, mailing: Components) -> Visitor:
    return signed_in(site, mailing)


@pytest.fixture
def ben(site: Flask, mailing: Components) -> Visitor:
    return signed_in(site, mailing)


def page_of(mailing: Components, visitor: Visitor) -> str:
    with mailing.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return f"/people/{found[0].person.id}"


def letters(mailing: Components, box: Path) -> list[tuple[str, str, list[str]]]:
    """Send what waits; give (to, text, paths of its links) of each."""
    courier = open_mail_courier(mailing)
    while courier.deliver(None, wait=True):
        pass
    found = []
    for path in sorted(box.glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        stop = re.search(rf"{BASE}(\S+)>", str(message["List-Unsubscribe"]))
        assert stop is not None
        links = [*re.findall(rf"{BASE}(/\S+)", text), stop[1]]
        found.append((message["To"], text, links))
        path.unlink()
    return found


def test_a_message_is_relayed_and_answered_and_nobody_sees_an_address(
    ana: Visitor, ben: Visitor, mailing: Components, box: Path
) -> None:
    person = page_of(mailing, ben)
    assert f'href="{person}/message"' in ana.get(person).get_data(as_text=True)
    form = ana.get(f"{person}/message")
    assert ben.email not in form.get_data(as_text=True)
    sent = ana.post(f"{person}/message", _do="send", text="On se voit ?")
    assert sent.headers["Location"] == person
    ((to, text, links),) = letters(mailing, box)
    assert to == ben.email
    assert "> On se voit ?" in text
    assert ana.email not in text
    answer = links[0]
    assert answer == f"{page_of(mailing, ana)}/message"
    ben.post(answer, _do="send", text="Demain.")
    ((to, text, _),) = letters(mailing, box)
    assert to == ana.email
    assert ben.email not in text


def test_who_offers_help_on_a_sheet_can_be_written_to(
    ana: Visitor, ben: Visitor, mailing: Components, box: Path
) -> None:
    wrote = {"name": ben.name, "person": page_of(mailing, ben).rpartition("/")[2]}
    head = Desk(mailing).put_one(
        title="Le banc",
        help=[{"offered": True, "text": "Je vous montre."}],
        authors=[{"name": "Quelqu’un"}, wrote],
    )
    sheet = f"/sheets/{head.sheet}/{head.slug}"
    shown = ana.get(sheet).get_data(as_text=True)
    link = re.search(r'href="(/people/\w+/message\?sheet=\w+)"', shown)
    assert link is not None, said_by(ana.get(sheet))
    assert "Le banc" in said_by(ana.get(link[1]))
    ana.post(link[1], _do="send", text="Où trouver des bancs ?", sheet=head.sheet)
    ((to, text, _),) = letters(mailing, box)
    assert to == ben.email
    assert "Le banc" in text


def test_a_message_is_reported_by_its_link_and_read_by_editors(
    ana: Visitor, ben: Visitor, site: Flask, mailing: Components, box: Path
) -> None:
    ana.post(f"{page_of(mailing, ben)}/message", _do="send", text="Achetez mon banc")
    ((_, _, links),) = letters(mailing, box)
    report = next(one for one in links if one.endswith(links[1].split("/")[-1]))
    assert "/report/" in report
    stranger = Visitor(site.test_client(), mailing)
    assert stranger.get(f"{report[:-1]}x").status_code == 404
    editor = signed_in(site, mailing, Role.EDITOR)
    stranger.get(report)
    assert "Achetez" not in said_by(editor.get("/admin/messages"))
    assert stranger.post(report).status_code == 303
    told = editor.get("/admin/messages")
    assert "Achetez mon banc" in said_by(told)
    assert ana.name in said_by(told)
    assert ana.get("/admin/messages").status_code == 403
    held = re.search(r'name="message" value="(\w+)"', told.get_data(as_text=True))
    assert held is not None
    editor.post("/admin/messages", message=held[1])
    assert "Achetez" not in said_by(editor.get("/admin/messages"))


def test_messages_are_stopped_by_a_mail_program_and_asked_for_again(
    ana: Visitor, ben: Visitor, site: Flask, mailing: Components, box: Path
) -> None:
    form = f"{page_of(mailing, ben)}/message"
    ana.post(form, _do="send", text="Bonjour.")
    ((_, _, links),) = letters(mailing, box)
    stop = links[-1]
    program = site.test_client()
    assert 'href="/account#messages"' in program.get(stop).text
    assert ana.get(form).status_code == 200, "a mail program that follows links"
    assert program.post(f"{stop[:-1]}x").status_code == 404
    ended = program.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert ended.status_code == 303
    assert ana.get(form).status_code == 404
    assert form not in ana.get(page_of(mailing, ben)).get_data(as_text=True)
    ben.post("/account/messages", page="/account", _do="resume")
    assert ana.get(form).status_code == 200
    page = ana.get(form)
    ben.post("/account/messages", page="/account", _do="stop")
    assert ana.get(form).status_code == 404
    assert f"{ben.name} ne reçoit pas de messages" in said_by(ana.get(form))
    typed = {"csrf_token": token_in(page.get_data(as_text=True)), "_do": "send"}
    late = ana.client.post(form, data={**typed, "text": "Une longue lettre."})
    assert late.status_code == 404
    assert "Une longue lettre." in late.get_data(as_text=True)


def test_who_has_not_confirmed_an_address_writes_to_nobody(
    ben: Visitor, site: Flask, mailing: Components, box: Path
) -> None:
    newcomer = Visitor(site.test_client(), mailing).signed_in(Role.CONTRIBUTOR)
    form = f"{page_of(mailing, ben)}/message"
    assert "Confirmez d’abord votre adresse" in said_by(newcomer.get(form))
    newcomer.post(form, _do="send", text="Bonjour.")
    assert letters(mailing, box) == []
    assert ben.get(f"{page_of(mailing, newcomer)}/message").status_code == 404
    assert ben.get(form).status_code == 404, "nobody writes to themselves"


def test_there_is_a_fourth_message_to_nobody_in_a_day(
    ana: Visitor, ben: Visitor, mailing: Components, box: Path
) -> None:
    form = f"{page_of(mailing, ben)}/message"
    for _ in range(3):
        assert ana.post(form, _do="send", text="Bonjour.").status_code == 303
    fourth = ana.post(form, _do="send", text="Encore moi.")
    assert fourth.status_code == 422
    assert "Encore moi." in fourth.get_data(as_text=True)
    assert "3 par jour à la même personne" in said_by(fourth)
    assert len(letters(mailing, box)) == 3


def test_a_site_that_sends_no_mail_offers_no_message(
    author: Visitor, editor: Visitor, parts: Components, client: FlaskClient
) -> None:
    person = page_of(parts, editor)
    assert "/message" not in client.get(person).get_data(as_text=True)
    assert author.get(f"{person}/message").status_code == 404
    assert "/account/messages" not in author.get("/account").get_data(as_text=True)
