"""The commands on e-mails, with a real mail server."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.people import mail_queue
from commons.core.domain.people.mail import MailState
from commons.core.domain.people.notification import Delivery
from tests.conftest import instance
from tests.feeds.conftest import Desk
from tests.servers.mail_server import MailServer
from tests.servers.server import free_port, ordered
from tests.services.notifications.followers import Readers
from tests.services.notifications.test_digests import choose, text_of
from tests.services.people.mail.test_mail_courier import a_mail, counts, queue

FROM = "La Fabrique <wiki@exemple.fr>"


@pytest.fixture
def own_folder(empty_folder: Path, tmp_path: Path) -> Path:
    """Give an instance of a test's own: others copy the empty one meanwhile."""
    return shutil.copytree(empty_folder, tmp_path / "own")


def test_one_is_tried_out_and_the_reason_told_where_it_fails(
    own_folder: Path, tmp_path: Path
) -> None:
    with MailServer(tmp_path / "taken", refused="parti") as server:
        known = {"mail_url": server.url, "mail_from": FROM}
        done = ordered(own_folder, "mail", "test", "la@exemple.fr", **known)
        assert (done.exit_code, "la@exemple.fr" in done.output) == (0, True)
        assert server.messages()[0]["From"] == FROM
        gone = ordered(own_folder, "mail", "test", "parti@exemple.fr", **known)
        assert (gone.exit_code, "550" in gone.output) == (1, True)
    nobody = f"smtp://127.0.0.1:{free_port()}"
    down = ordered(
        own_folder, "mail", "test", "a@b.fr", mail_url=nobody, mail_from=FROM
    )
    assert (down.exit_code, "refused" in down.output) == (1, True)


def test_what_waits_is_listed_and_sent(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    with instance(folder) as parts:
        dead = replace(a_mail("avant@exemple.fr"), state=MailState.DEAD, fault="550 x")
        queue(parts, a_mail(), a_mail("autre@exemple.fr"), dead)
    listed = ordered(folder, "mail")
    assert "avant@exemple.fr : 550 x" in listed.output
    assert "waiting 2, dead 1" in listed.output
    again = ordered(folder, "mail", "retry", dead.id)
    assert (again.exit_code, "nouvel essai" in again.output) == (0, True)
    assert "waiting 3, dead 0" in ordered(folder, "mail").output
    assert ordered(folder, "mail", "retry", "inconnu").exit_code == 1
    with instance(folder) as parts, parts.store.write() as work:
        mail_queue.remove_mail(work, dead.id)
        mail_queue.add_mail(work, dead)
    with MailServer(tmp_path / "taken") as server:
        known = {"mail_url": server.url, "mail_from": FROM}
        assert ordered(folder, "mail", "send", **known).exit_code == 1
        assert len(server.messages()) == 2
        again = ordered(folder, "mail", "send", "--dead", **known)
        assert (again.exit_code, len(server.messages())) == (0, 3)
    with instance(folder) as parts:
        assert counts(parts) == {}
        with parts.store.read() as work:
            assert mail_queue.next_mail(work) is None


def test_what_people_follow_is_written_about_without_a_server(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "instance"
    with instance(folder) as parts:
        readers = Readers(parts=parts)
        reader = readers.account("Ana", "theme:culture")
        choose(parts, reader, sheet=Delivery.ONCE)
        Desk(parts).put_one(title="Le grand bal", themes=["culture"])
    with MailServer(tmp_path / "taken") as server:
        known = {"mail_url": server.url, "mail_from": FROM}
        for _ in range(2):
            assert ordered(folder, "mail", "send", **known).exit_code == 0
        (mail,) = server.messages()
    assert "Le grand bal" in text_of(mail)


def test_an_instance_that_sends_none_says_so(own_folder: Path) -> None:
    done = ordered(own_folder, "mail", "send")
    assert (done.exit_code, "COMMONS_MAIL_URL" in done.output) == (1, True)


def test_settings_that_cannot_work_are_refused_without_telling_the_password(
    own_folder: Path,
) -> None:
    for url in (
        "http://moi:secret@exemple.fr",
        "smtp://",
        "smtp://moi:secret@h:port",
        "file:ici",
        "smtp",
    ):
        done = ordered(own_folder, "mail", mail_url=url, mail_from=FROM)
        assert (done.exit_code, "COMMONS_MAIL_URL" in done.output) == (1, True), url
        assert "secret" not in done.output
    lacking = ordered(own_folder, "mail", mail_url="log:")
    assert (lacking.exit_code, "COMMONS_MAIL_FROM" in lacking.output) == (1, True)
    enough = ordered(own_folder, "mail", mail_url="log:", contact="wiki@exemple.fr")
    assert enough.exit_code == 0


def test_one_that_was_given_up_is_forgotten(own_folder: Path) -> None:
    with instance(own_folder) as parts, parts.store.write() as work:
        dead = replace(a_mail(), state=MailState.DEAD, fault="personne")
        mail_queue.add_mail(work, dead)
    assert f"{dead.id} " in ordered(own_folder, "mail").output
    assert ordered(own_folder, "mail", "forget", dead.id).exit_code == 0
    assert ordered(own_folder, "mail", "forget", dead.id).exit_code == 1
    assert "dead 0" in ordered(own_folder, "mail").output
