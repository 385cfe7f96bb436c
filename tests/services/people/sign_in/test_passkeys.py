"""Passkeys: made for this site and one account, each challenge signed by its key."""

import json
from dataclasses import replace

import pytest

from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.people.credentials import passkeys as store
from commons.adapters.store.site import audit_log
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import SignInError, UnfitFormError
from commons.services.people.sign_in.passkeys import (
    LONGEST_CREDENTIAL,
    RelyingParty,
    SentCredential,
    ask_to_create,
    ask_to_use,
    check_passkey,
    create_passkey,
    relying_party,
    remove_passkey,
)
from commons.wiring.components import Components
from commons.wiring.deliveries import open_letterhead
from tests.adapters.store.people.test_accounts import added
from tests.people.authenticator import PRESENT, Authenticator

ORIGIN = "https://communs.example"
PARTY = RelyingParty(id="communs.example", origin=ORIGIN, name="Communs")


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store)


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator(ORIGIN, "communs.example")


def made(parts: Components, account: Account, device: Authenticator) -> str:
    """Make a passkey; return its identifier."""
    with parts.store.write() as work:
        asked = ask_to_create(work, PARTY, account)
        sent = SentCredential(
            text=device.create(asked.options), challenge=asked.challenge, name="Tél"
        )
        return create_passkey(work, PARTY, account, sent).id


def signs(parts: Components, device: Authenticator, key: str = "") -> Account:
    """Sign in with a device. Raises SignInError."""
    asked = ask_to_use(PARTY)
    sent = SentCredential(
        text=device.use(asked.options, key), challenge=asked.challenge
    )
    with parts.store.write() as work:
        return check_passkey(work, PARTY, sent)


@pytest.mark.parametrize(
    ("base", "host", "origin"),
    [
        ("https://a.example", "a.example", "https://a.example"),
        ("https://a.example:8443/wiki", "a.example", "https://a.example:8443"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://a.example", None, None),
        ("http://127.0.0.1:8000", None, None),
        ("https://192.0.2.7", None, None),
    ],
)
def test_a_site_has_passkeys_where_browsers_have_them(
    base: str, host: str | None, origin: str | None
) -> None:
    party = relying_party(base, "Communs")
    assert (party.id if party else None) == host
    assert (party.origin if party else None) == origin


def test_a_passkey_opens_the_account_it_was_made_for(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    ben = added(parts.store, "b@exemple.fr", "Ben")
    first, second = made(parts, ana, phone), made(parts, ben, phone)
    assert signs(parts, phone, first).id == ana.id
    assert signs(parts, phone, second).id == ben.id
    assert signs(parts, phone, first).id == ana.id


def test_what_is_asked_wants_a_key_that_knows_its_holder(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    first = made(parts, ana, phone)
    with parts.store.read() as work:
        asked = json.loads(ask_to_create(work, PARTY, ana).options)
    chosen = asked["authenticatorSelection"]
    assert chosen["residentKey"] == "required"
    assert chosen["userVerification"] == "required"
    assert [one["id"] for one in asked["excludeCredentials"]] == [first]
    assert asked["rp"]["id"] == "communs.example"
    use = json.loads(ask_to_use(PARTY).options)
    assert use["userVerification"] == "required"
    assert not use.get("allowCredentials")


def test_nothing_that_was_signed_for_another_site_or_challenge_opens(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    key = made(parts, ana, phone)
    asked, other = ask_to_use(PARTY), ask_to_use(PARTY)
    false_site = Authenticator("https://communs.example.evil", "communs.example")
    false_host = Authenticator(ORIGIN, "evil.example")
    stranger = Authenticator(ORIGIN, "communs.example")
    for device in (false_site, false_host):
        device.keys = phone.keys
    stranger.create(asked_for(parts, ana))
    stranger.keys = {key: next(iter(stranger.keys.values()))}  # another's key
    for device in (false_site, false_host, stranger):
        sent = SentCredential(text=device.use(asked.options), challenge=asked.challenge)
        with parts.store.write() as work, pytest.raises(SignInError):
            check_passkey(work, PARTY, sent)
    replayed = SentCredential(text=phone.use(asked.options), challenge=other.challenge)
    with parts.store.write() as work, pytest.raises(SignInError):
        check_passkey(work, PARTY, replayed)


def asked_for(parts: Components, account: Account) -> str:
    with parts.store.read() as work:
        return ask_to_create(work, PARTY, account).options


def test_a_device_that_verified_nobody_opens_nothing(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    made(parts, ana, phone)
    phone.flags = PRESENT
    with pytest.raises(SignInError):
        signs(parts, phone)
    with pytest.raises(SignInError):
        made(parts, ana, phone)


def test_a_copy_of_a_device_is_noticed_by_what_it_counts(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    made(parts, ana, phone)
    signs(parts, phone)
    signs(parts, phone)
    phone.count = 0
    with pytest.raises(SignInError):
        signs(parts, phone)


def test_a_blocked_account_and_a_removed_passkey_open_nothing(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    key = made(parts, ana, phone)
    with parts.store.write() as work:
        accounts.change_account(work, replace(ana, active=False))
    with pytest.raises(SignInError):
        signs(parts, phone)
    with parts.store.write() as work:
        accounts.change_account(work, ana)
    assert signs(parts, phone).id == ana.id
    ben = added(parts.store, "b@exemple.fr", "Ben")
    with parts.store.write() as work:
        remove_passkey(work, ben, key)
    assert signs(parts, phone).id == ana.id
    with parts.store.write() as work:
        remove_passkey(work, ana, key)
        acts = [one.act for one in audit_log.latest_acts(work, limit=9)]
    with pytest.raises(SignInError):
        signs(parts, phone)
    assert acts == [AuditAct.PASSKEY_REMOVED, AuditAct.PASSKEY_ADDED]


def test_its_holder_is_told_of_a_new_one(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    with parts.store.write() as work:
        asked = ask_to_create(work, PARTY, ana)
        sent = SentCredential(
            text=phone.create(asked.options),
            challenge=asked.challenge,
            head=open_letterhead(parts),
        )
        create_passkey(work, PARTY, ana, sent)
        (mail,) = mail_queue.claim_mails(work, clock.now(), limit=9)
    assert mail.recipient == ana.email
    assert "/account/passkeys" in mail.text


def test_an_account_has_so_many_and_no_more(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    for _ in range(store.MOST_PASSKEYS):
        made(parts, ana, phone)
    with pytest.raises(UnfitFormError):
        made(parts, ana, phone)


HOSTILE = [
    *("", "null", "[]", "1", "{}", '{"id": null}', '{"id": {}}', "[" * 50_000),
    *("{" * 9_000, '"' + "x" * LONGEST_CREDENTIAL + '"', "\x00", '{"id": "\\ud800"}'),
    '{"id": "a", "rawId": "b", "response": {}, "type": "public-key"}',
    '{"id": "a", "rawId": "a", "response": null, "type": "public-key"}',
    '{"id": "é", "rawId": "é", "response": {"clientDataJSON": "é"}, "type": 3}',
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_what_no_browser_sends_is_refused(
    parts: Components, ana: Account, phone: Authenticator, text: str
) -> None:
    made(parts, ana, phone)
    sent = SentCredential(text=text, challenge=b"a challenge")
    with parts.store.write() as work:
        with pytest.raises(SignInError):
            check_passkey(work, PARTY, sent)
        with pytest.raises(SignInError):
            create_passkey(work, PARTY, ana, sent)


def test_a_credential_with_a_part_that_was_changed_is_refused(
    parts: Components, ana: Account, phone: Authenticator
) -> None:
    made(parts, ana, phone)
    asked = ask_to_use(PARTY)
    told = json.loads(phone.use(asked.options))
    for name in ("clientDataJSON", "authenticatorData", "signature"):
        for wrong in ("", "AAAA", told["response"][name][:-4], 7, None, ["x"]):
            changed = {**told, "response": {**told["response"], name: wrong}}
            sent = SentCredential(text=json.dumps(changed), challenge=asked.challenge)
            with parts.store.write() as work, pytest.raises(SignInError):
                check_passkey(work, PARTY, sent)
