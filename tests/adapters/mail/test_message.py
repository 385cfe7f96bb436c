"""What an e-mail of ours looks like on its way."""

from dataclasses import replace
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest

from commons.adapters.mail.message import read_sender, write_message
from commons.core.domain import clock
from commons.core.domain.people.mail import Mail
from commons.errors import MailRefusedError

NOW = clock.now()
MAIL = Mail(
    id="aaaa1111",
    recipient="camille@exemple.fr",
    subject="Été : « à lire »",
    text="Bonjour Zoé,\n\nà bientôt\n",
    html="<p>Bonjour Zoé</p>",
    created=NOW,
    due=NOW,
)
SENDER = Address("La Fabrique", addr_spec="wiki@exemple.fr")


def test_it_says_the_same_as_text_and_as_html() -> None:
    sent = write_message(MAIL, SENDER)
    read = message_from_bytes(sent.as_bytes(), policy=policy.default)
    assert read["To"] == "camille@exemple.fr"
    assert read["From"] == "La Fabrique <wiki@exemple.fr>"
    assert read["Subject"] == "Été : « à lire »"
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "Bonjour Zoé" in plain.get_content()
    assert "<p>Bonjour Zoé</p>" in html.get_content()


@pytest.mark.parametrize(
    "subject",
    [
        "Commons\u00a0: Votre texte est relu et publié\u00a0: «\u00a0Le marché des savoirs\u00a0»",
        "La Fabrique du Coin\u00a0: 12 questions ou remarques sous «\u00a0Été à la mer, été à vélo\u00a0»",
        "A plain subject that is much longer than what stands on one line of an e-mail, as it goes",
        "é" * 150,
    ],
)
def test_a_long_subject_arrives_as_it_was_written(subject: str) -> None:
    sent = write_message(replace(MAIL, subject=subject), SENDER).as_bytes()
    read = message_from_bytes(sent, policy=policy.default)
    assert read["Subject"] == " ".join(subject.split())
    assert all(len(line) <= 78 for line in sent.partition(b"Date:")[0].splitlines())


def test_it_has_the_same_identifier_at_each_try_and_asks_for_no_answer() -> None:
    first, second = (write_message(MAIL, SENDER) for _ in range(2))
    assert first["Message-ID"] == second["Message-ID"] == "<aaaa1111@exemple.fr>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["List-Unsubscribe"] is None


def test_what_can_be_ended_is_ended_with_one_click() -> None:
    ended = replace(MAIL, unsubscribe="https://exemple.fr/mail/stop/abc")
    sent = write_message(ended, SENDER)
    assert sent["List-Unsubscribe"] == "<https://exemple.fr/mail/stop/abc>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "subject", ["Bonjour\r\nBcc: tous@exemple.fr", "a\nb", "x" * 5_000]
)
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    sent = write_message(replace(MAIL, subject=subject), SENDER)
    assert sent["Bcc"] is None
    assert len(sent["Subject"]) <= 200


@pytest.mark.parametrize(
    "recipient",
    ["", "camille", "a@b\r\nBcc: c@d.fr", "a@b.fr, c@d.fr", "@", "<a@b.fr> c@d.fr"],
)
def test_what_is_no_address_is_refused(recipient: str) -> None:
    with pytest.raises(MailRefusedError):
        write_message(replace(MAIL, recipient=recipient), SENDER)


@pytest.mark.parametrize(
    ("typed", "name", "address"),
    [
        ("wiki@exemple.fr", "", "wiki@exemple.fr"),
        ("La Fabrique <wiki@exemple.fr>", "La Fabrique", "wiki@exemple.fr"),
        ('"Été, etc." <wiki@exemple.fr>', "Été, etc.", "wiki@exemple.fr"),
        ("<wiki@exemple.fr>", "", "wiki@exemple.fr"),
    ],
)
def test_who_writes_may_have_a_name(typed: str, name: str, address: str) -> None:
    sender = read_sender(typed)
    assert (sender.display_name, sender.addr_spec) == (name, address)
