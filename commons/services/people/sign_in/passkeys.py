"""Passkeys: keys of a phone, a computer or a token, that sign in by themselves (WebAuthn).

They are asked to verify who uses them (a finger, a face, a code of the device), so that
one is two factors, and to be found without a name, so that nobody types an address. The
library `webauthn` judges what browsers send.
"""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import passkeys
from commons.adapters.store.people.credentials.passkeys import MOST_PASSKEYS, Passkey
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import NotFoundError, SignInError, UnfitFormError
from commons.services.people.mail.letters import Letterhead, LetterSort
from commons.services.people.sign_in.holder_letters import tell_holder

LONGEST_NAME = 60
LONGEST_CREDENTIAL = 20_000
FAULTS = {
    "many": "Vous avez déjà 20 clés d’accès : retirez-en une d’abord.",
}
"""What may be wrong with a new passkey -> the sentence, to be translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """Who passkeys are made for: this site, by its host, origin and name."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """What a browser is asked: options as JSON, and the challenge it must sign."""

    options: str
    challenge: bytes


def relying_party(base_url: str, name: str) -> RelyingParty | None:
    """Return what a site is to passkeys; None where browsers have none.

    They want TLS or this very machine, and a name: an address in figures is none.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    if _is_figures(host) or not (parts.scheme == "https" or local):
        return None
    return RelyingParty(id=host, origin=f"{parts.scheme}://{parts.netloc}", name=name)


def ask_to_create(work: Work, party: RelyingParty, account: Account) -> Ceremony:
    """Return what a browser is asked for a new passkey of an account.

    Raises UnfitFormError where it has as many as it may.
    """
    import webauthn  # noqa: PLC0415  # few wait for it
    from webauthn.helpers import structs  # noqa: PLC0415  # few wait for it

    mine = passkeys.account_passkeys(work, account.id)
    if len(mine) >= MOST_PASSKEYS:
        raise UnfitFormError({"name": FAULTS["many"]})
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_name=account.email,
        user_id=account.id.encode(),
        user_display_name=account.person.name,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(
                id=webauthn.base64url_to_bytes(one.id)
            )
            for one in mine
        ],
    )
    return Ceremony(
        options=webauthn.options_to_json(options), challenge=options.challenge
    )


def create_passkey(
    work: Work, party: RelyingParty, account: Account, sent: "SentCredential"
) -> Passkey:
    """Write down the passkey that a browser made. Raises SignInError, UnfitFormError."""
    import webauthn  # noqa: PLC0415  # few wait for it

    try:
        made = webauthn.verify_registration_response(
            credential=_read(sent.text),
            expected_challenge=sent.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except _faults() as error:
        raise SignInError from error
    now = clock.now()
    passkey = Passkey(
        id=webauthn.helpers.bytes_to_base64url(made.credential_id),
        account=account.id,
        name=clean_line(sent.name)[:LONGEST_NAME],
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        created=now,
        used=now,
    )
    if passkeys.find_passkey(work, passkey.id) is not None:
        raise SignInError
    if len(passkeys.account_passkeys(work, account.id)) >= MOST_PASSKEYS:
        raise UnfitFormError({"name": FAULTS["many"]})
    passkeys.add_passkey(work, passkey)
    note_act(work, account.person.id, AuditAct.PASSKEY_ADDED, account.person.id)
    sort = LetterSort.PASSKEY_ADDED
    tell_holder(work, sent.head, account, sort, "/account/passkeys")
    return passkey


@dataclass(frozen=True, slots=True, kw_only=True)
class SentCredential:
    """What a browser sent, as JSON, and the challenge it was given.

    `name` is what a new passkey is called; `head` how its holder is told, None where the
    site sends no e-mails.
    """

    text: str
    challenge: bytes
    name: str = ""
    head: Letterhead | None = None


def ask_to_use(party: RelyingParty) -> Ceremony:
    """Return what a browser is asked to sign in with whichever passkey it has."""
    import webauthn  # noqa: PLC0415  # few wait for it
    from webauthn.helpers import structs  # noqa: PLC0415  # few wait for it

    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return Ceremony(
        options=webauthn.options_to_json(options), challenge=options.challenge
    )


def check_passkey(work: Work, party: RelyingParty, sent: SentCredential) -> Account:
    """Return whose passkey signed the challenge. Raises SignInError."""
    import webauthn  # noqa: PLC0415  # few wait for it

    try:
        told = _read(sent.text)
        known = passkeys.find_passkey(work, str(told["id"]))
        if known is None:
            raise SignInError
        used = webauthn.verify_authentication_response(
            credential=told,
            expected_challenge=sent.challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except _faults() as error:
        raise SignInError from error
    passkeys.note_used(work, known.id, used.new_sign_count)
    try:
        account = accounts.get_account(work, known.account)
    except NotFoundError as error:
        raise SignInError from error
    if not account.active:
        raise SignInError
    return account


def remove_passkey(work: Work, account: Account, identifier: str) -> None:
    """Forget a passkey of an account, if it has it."""
    if passkeys.remove_passkey(work, account.id, identifier):
        note_act(work, account.person.id, AuditAct.PASSKEY_REMOVED, account.person.id)


def _faults() -> tuple[type[Exception], ...]:
    """Return what says that a credential is none of ours, or none at all."""
    from webauthn.helpers.exceptions import (  # noqa: PLC0415  # few wait for it
        WebAuthnException,
    )

    return (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)


def _read(text: str) -> dict[str, object]:
    """Return what a browser sent. Raises ValueError for what is no object in JSON."""
    if len(text) > LONGEST_CREDENTIAL:
        raise ValueError(len(text))
    try:
        told = json.loads(text)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(told, dict):
        raise TypeError(type(told))
    return told


def _is_figures(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
