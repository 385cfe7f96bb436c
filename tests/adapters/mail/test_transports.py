"""Each way out, with a real mail server where one is meant."""

import logging
import subprocess
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest

from commons.adapters.mail.message import read_sender, write_message
from commons.adapters.mail.transports import TRANSPORTS, open_session
from commons.errors import MailDelayedError, MailRefusedError
from commons.settings import MAIL_SCHEMES
from tests.adapters.mail.test_message import MAIL
from tests.servers.mail_server import MailServer
from tests.servers.server import free_port

SENDER = read_sender("La Fabrique <wiki@exemple.fr>")


def test_the_settings_know_every_transport() -> None:
    assert tuple(TRANSPORTS) == MAIL_SCHEMES


def test_a_mail_server_takes_it(tmp_path: Path) -> None:
    with MailServer(tmp_path / "taken") as server:
        with open_session(server.url) as session:
            session.send(write_message(MAIL, SENDER))
        (taken,) = server.messages()
    assert taken["Subject"] == MAIL.subject
    assert taken["Message-ID"] == "<aaaa1111@exemple.fr>"


def test_what_a_server_refuses_for_good_and_for_now_are_told_apart(
    tmp_path: Path,
) -> None:
    with (
        MailServer(tmp_path / "taken", refused="parti") as server,
        open_session(server.url) as session,
    ):
        gone = replace(MAIL, recipient="parti@exemple.fr")
        with pytest.raises(MailRefusedError, match=r"550.*no such mailbox"):
            session.send(write_message(gone, SENDER))
        later = replace(MAIL, recipient="plus-tard@exemple.fr")
        with pytest.raises(MailDelayedError, match=r"451.*greylisted"):
            session.send(write_message(later, SENDER))
        session.send(write_message(MAIL, SENDER))
        assert len(server.messages()) == 1


def test_a_server_that_is_down_or_dies_meanwhile_only_delays(tmp_path: Path) -> None:
    nobody = f"smtp://127.0.0.1:{free_port()}"
    with pytest.raises(MailDelayedError), open_session(nobody):
        pass
    with MailServer(tmp_path / "taken") as server, open_session(server.url) as session:
        server.kill()
        with pytest.raises(MailDelayedError):
            session.send(write_message(MAIL, SENDER))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    file = folder / "both.pem"
    program = str(which("openssl"))
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(file), "-out", str(folder / "own")]
    subprocess.run([program, *words, *named, *files], check=True, capture_output=True)
    with file.open("ab") as both:
        both.write((folder / "own").read_bytes())
    return file


def test_a_server_elsewhere_must_offer_tls_and_be_who_it_says(
    tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commons.adapters.mail.transports._HERE", frozenset())
    login = "commons%40ici:se%3Acret%2F@"
    with MailServer(tmp_path / "taken", certificate=certificate) as server:
        url = server.url.replace("smtp://", f"smtp://{login}")
        with (
            pytest.raises(MailDelayedError, match=r"(?i)certificate"),
            open_session(url),
        ):
            pass
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with open_session(url) as session:
            session.send(write_message(MAIL, SENDER))
        wrong = url.replace("se%3Acret", "other")
        with pytest.raises(MailDelayedError, match="535"), open_session(wrong):
            pass
        assert len(server.messages()) == 1
    with (
        MailServer(tmp_path / "bare") as bare,
        pytest.raises(MailDelayedError, match="STARTTLS"),
        open_session(bare.url),
    ):
        pass
    with (
        MailServer(tmp_path / "bare") as bare,
        open_session(f"{bare.url}?tls=no") as out,
    ):
        out.send(write_message(MAIL, SENDER))
        assert len(bare.messages()) == 1


def test_a_folder_keeps_each_once(tmp_path: Path) -> None:
    folder = tmp_path / "boîte aux lettres"
    for _ in range(2):
        with open_session(folder.as_uri()) as session:
            session.send(write_message(MAIL, SENDER))
    (path,) = folder.iterdir()
    assert path.suffix == ".eml"
    assert b"Message-ID: <aaaa1111@exemple.fr>" in path.read_bytes()


def test_a_folder_that_cannot_be_written_delays(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        open_session((tmp_path / "file" / "in").as_uri()) as session,
        pytest.raises(MailDelayedError),
    ):
        session.send(write_message(MAIL, SENDER))


def test_the_log_says_whom_to_and_not_what(caplog: pytest.LogCaptureFixture) -> None:
    secret = replace(MAIL, text="https://exemple.fr/password/reset/SECRET")
    with caplog.at_level(logging.INFO), open_session("log:") as session:
        session.send(write_message(secret, SENDER))
    assert "camille@exemple.fr" in caplog.text
    assert "SECRET" not in caplog.text
