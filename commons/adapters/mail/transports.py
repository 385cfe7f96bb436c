"""Knows the ways in which e-mails leave, by the scheme of COMMONS_MAIL_URL.

smtp://user:password@host:587    STARTTLS, which the server must offer, unless it
                                 is on this machine or `?tls=no` says so
smtps://user:password@host:465   TLS from the first byte
file:/a/folder                   each e-mail is a file there, for trying out
log:                             each e-mail is a line of the log, without its links
"""

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from commons.errors import MailDelayedError, MailRefusedError

PATIENCE_SECONDS = 20.0
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
_REFUSED = range(500, 600)
_OF_THE_MESSAGE = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)

_log = logging.getLogger(__name__)


class MailSession(Protocol):
    """A way out that is open."""

    def send(self, message: EmailMessage) -> None:
        """Hand a message over.

        Raises MailDelayedError where another try may do, MailRefusedError where none.
        """


class SmtpSession:
    """A connection to a mail server."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def send(self, message: EmailMessage) -> None:
        """Hand a message over, as `MailSession` says."""
        try:
            self._client.send_message(message)
        except _OF_THE_MESSAGE as error:
            code, said = _answer(error)
            told = f"{code} {said}"
            with suppress(smtplib.SMTPException, OSError):
                self._client.rset()
            if code in _REFUSED:
                raise MailRefusedError(told) from error
            raise MailDelayedError(told) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefusedError(str(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDelayedError(_one_line(error)) from error


class FolderSession:
    """A folder in which each message is a file, whole or not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write a message down; the same message once."""
        name = "".join(c if c.isalnum() else "-" for c in message["Message-ID"])
        path = self._folder / f"{name.strip('-')}.eml"
        draft = path.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.write_bytes(message.as_bytes())
            draft.replace(path)
        except OSError as error:
            raise MailDelayedError(_one_line(error)) from error


class LogSession:
    """The log: whom to and what about, never the links, which let people in."""

    def send(self, message: EmailMessage) -> None:
        """Say that a message was due."""
        _log.info("mail to %s: %s", message["To"], message["Subject"])


@contextmanager
def _smtp_session(url: SplitResult) -> Iterator[MailSession]:
    host, asked = url.hostname or "localhost", parse_qs(url.query)
    bare = asked.get("tls") == ["no"] or host in _HERE
    context = ssl.create_default_context()
    try:
        client: smtplib.SMTP = (
            smtplib.SMTP_SSL(
                host, url.port or 465, timeout=PATIENCE_SECONDS, context=context
            )
            if url.scheme == "smtps"
            else smtplib.SMTP(host, url.port or 587, timeout=PATIENCE_SECONDS)
        )
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayedError(_one_line(error)) from error
    try:
        _greet(client, url, context, bare=bare)
        yield SmtpSession(client)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _greet(
    client: smtplib.SMTP, url: SplitResult, context: ssl.SSLContext, *, bare: bool
) -> None:
    """Begin TLS and say who we are. Raises MailDelayedError: settings may be mended."""
    try:
        client.ehlo()
        if url.scheme == "smtp" and not bare:
            if not client.has_extn("starttls"):
                raise MailDelayedError("the mail server offers no STARTTLS")
            client.starttls(context=context)
            client.ehlo()
        if url.username:
            client.login(unquote(url.username), unquote(url.password or ""))
    except (smtplib.SMTPException, OSError) as error:
        raise MailDelayedError(_one_line(error)) from error


@contextmanager
def _folder_session(url: SplitResult) -> Iterator[MailSession]:
    yield FolderSession(Path(unquote(url.path)))


@contextmanager
def _log_session(_url: SplitResult) -> Iterator[MailSession]:
    yield LogSession()


TRANSPORTS: Mapping[
    str, Callable[[SplitResult], AbstractContextManager[MailSession]]
] = {
    "smtp": _smtp_session,
    "smtps": _smtp_session,
    "file": _folder_session,
    "log": _log_session,
}
"""Scheme of the setting -> what opens a session for some messages."""


def open_session(mail_url: str) -> AbstractContextManager[MailSession]:
    """Open the way out that the setting names; raises MailDelayedError on entering."""
    url = urlsplit(mail_url)
    return TRANSPORTS[url.scheme](url)


def _answer(
    error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException,
) -> tuple[int, str]:
    """Give what the server answered about one message."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    else:
        code, told = error.smtp_code, error.smtp_error
        said = told if isinstance(told, bytes) else told.encode()
    return code, " ".join(said.decode("utf-8", "replace").split())[:300]


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
