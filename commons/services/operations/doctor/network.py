"""Looks at what stands around on the network: the mail server, the proxy, the address."""

import json
import secrets
from email.message import Message
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from commons.adapters.mail.transports import open_session
from commons.errors import MailDelayedError
from commons.services.operations.doctor.finding import (
    Finding,
    Patient,
    fault,
    fine,
    warning,
)

PATIENCE_SECONDS = 10
MOST_BYTES = 10_000
_LIVE = "/healthz/live"
_ID = "X-Request-ID"


def look_at_mail(patient: Patient) -> Finding:
    """Greet the mail server as for a message (EHLO, TLS, who we are); send none."""
    address = patient.settings.mail_url
    if not address:
        return warning(
            "aucun courriel ne part : nul ne retrouvera seul son mot de passe",
            "dites COMMONS_MAIL_URL",
        )
    scheme = urlsplit(address).scheme
    try:
        with open_session(address):
            pass
    except MailDelayedError as error:
        return fault(
            f"le serveur de courriel ne répond pas comme il faut : {error}",
            "vérifiez COMMONS_MAIL_URL ; commons mail test ADRESSE en envoie un",
        )
    if scheme in {"file", "log"}:
        return warning(
            f"les courriels ne partent pas ({scheme}:)", "dites COMMONS_MAIL_URL=smtp…"
        )
    return fine(f"{urlsplit(address).hostname} répond")


def look_at_address(patient: Patient) -> Finding:
    """Ask the site by the address that readers use."""
    base = patient.settings.base_url
    try:
        live, _ = _ask(base)
    except (OSError, HTTPException) as error:
        why = error.reason if isinstance(error, URLError) else error
        return fault(
            f"{base} ne répond pas : {why}",
            "vérifiez que le service tourne, le mandataire, le nom et le certificat",
        )
    if not live:
        return fault(
            f"à {base} répond autre chose qu’un commun",
            "vérifiez COMMONS_BASE_URL et le mandataire",
        )
    return fine(f"{base} répond")


def look_at_proxy(patient: Patient) -> Finding:
    """Look at whether what a stranger says of themselves is believed.

    An identifier is sent as a stranger could: a proxy of ours writes its own over it,
    and so it does with the address of who asks.
    """
    hops, base = patient.settings.trusted_proxies, patient.settings.base_url
    if not hops and patient.settings.secure:
        return fault(
            "l’adresse est en https, et aucun mandataire n’est reconnu : tout le monde"
            " paraît venir du même endroit",
            "dites COMMONS_TRUSTED_PROXIES=1 derrière deploy/nginx/commons.conf",
        )
    try:
        given = secrets.token_hex(16)
        _, told = _ask(base, given)
    except (OSError, HTTPException):
        return warning("inconnu, puisque l’adresse ne répond pas", "voyez l’adresse")
    if hops and given in told.get_all(_ID, []):
        return fault(
            "ce que n’importe qui dit de son adresse est cru : aucun mandataire"
            " n’écrit ses propres en-têtes",
            "qu’il écrive X-Forwarded-For, X-Forwarded-Proto et X-Request-ID"
            " (deploy/nginx/commons.conf), ou dites COMMONS_TRUSTED_PROXIES=0",
        )
    return fine(f"{hops} reconnus" if hops else "aucun, et aucun n’est cru")


def _ask(base: str, identifier: str = "") -> tuple[bool, Message]:
    """Return whether a commons answers there, and the headers of its answer."""
    request = Request(f"{base}{_LIVE}")  # noqa: S310  # our own address, http or https
    request.add_header("User-Agent", "commons-doctor")
    if identifier:
        request.add_header(_ID, identifier)
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  # the same
            return _is_live(answer.read(MOST_BYTES)), answer.headers
    except HTTPError as refused:
        return False, refused.headers


def _is_live(body: bytes) -> bool:
    try:
        return bool(json.loads(body) == {"live": True, "status": "ok"})
    except ValueError:
        return False
