"""Writes an e-mail as it travels (RFC 5322): plain text, and the same as HTML."""

from email.errors import MessageError
from email.header import Header
from email.headerregistry import (
    Address,
    BaseHeader,
    HeaderRegistry,
    UnstructuredHeader,
)
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime

from commons.core.domain.people.mail import Mail
from commons.errors import MailRefusedError

LONGEST_SUBJECT = 200


class _Subject(UnstructuredHeader, BaseHeader):
    """A subject whose spaces survive: Python loses some between two encoded words."""

    def fold(self, *, policy: Policy) -> str:
        encoded = Header(str(self), header_name="Subject").encode(
            linesep=policy.linesep
        )
        return f"Subject: {encoded}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)
_POLICY = SMTP.clone(header_factory=_HEADERS)


def write_message(mail: Mail, sender: Address) -> EmailMessage:
    """Give the message; the same Message-ID at each try.

    Raises MailRefusedError where the recipient is no address.
    """
    message = EmailMessage(policy=_POLICY)
    domain = sender.domain or "localhost"
    message["From"] = sender
    message["To"] = _address(mail.recipient)
    message["Subject"] = " ".join(mail.subject.split())[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(mail.created)
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def read_sender(text: str) -> Address:
    """Read « Nom <adresse@exemple.fr> » or an address alone. Raises ValueError."""
    name, _, rest = text.rpartition("<")
    address = rest.rstrip(">").strip() if name or text.startswith("<") else text.strip()
    sender = Address(display_name=name.strip().strip('"'), addr_spec=address)
    if not sender.domain or not sender.username:
        msg = f"« {text} » is no e-mail address"
        raise ValueError(msg)
    return sender


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, AttributeError, MessageError) as error:
        raise MailRefusedError(f"no address: {text[:100]}") from error
