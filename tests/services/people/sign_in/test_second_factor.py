"""One-time codes and recovery codes: each works once, for its account alone."""

import time

import pyotp
import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people import mail_queue
from commons.adapters.store.people.credentials import second_factors
from commons.adapters.store.site import audit_log
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import SignInError
from commons.services.people.mail.letters import Letterhead
from commons.services.people.sign_in.second_factor import (
    RECOVERY_CODES,
    Factors,
    check_code,
    offer_again,
    offer_secret,
    renew_codes,
    turn_off,
    turn_on,
)
from commons.wiring.components import Components
from tests.adapters.store.people.test_accounts import added

HEAD = Letterhead(
    site="Communs", base="https://a.example", translate=lambda _, said: said
)
FACTORS = Factors(secret_key="une clé de ce site, faite au hasard", head=HEAD)


@pytest.fixture
def store(parts: Components) -> Store:
    return parts.store


@pytest.fixture
def ana(store: Store) -> Account:
    return added(store)


def code_of(secret: str, later: int = 0) -> str:
    """Return the code that an app shows, now or so many steps later.

    It waits for the next step where this one is all but over.
    """
    if time.time() % 30 > 26:
        time.sleep(30 - time.time() % 30)
    return pyotp.TOTP(secret).at(int(time.time()), counter_offset=later)


def turned_on(store: Store, account: Account) -> tuple[str, list[str]]:
    """Turn codes on with that of the step before; return the secret and the codes."""
    offered = offer_secret(FACTORS, account, "Communs")
    with store.write() as work:
        code = code_of(offered.plain, -1)
        return offered.plain, turn_on(work, FACTORS, account, offered.sealed, code)


def test_a_secret_comes_as_an_address_for_apps(ana: Account) -> None:
    offered = offer_secret(FACTORS, ana, "Communs du Léon")
    read = pyotp.parse_uri(offered.address)
    assert (read.secret, read.name, read.issuer) == (
        offered.plain,
        ana.email,
        "Communs du Léon",
    )
    again = offer_again(FACTORS, ana, "Communs du Léon", offered.sealed)
    assert again.plain == offered.plain


def test_codes_are_on_once_one_proves_the_secret(store: Store, ana: Account) -> None:
    offered = offer_secret(FACTORS, ana, "Communs")
    ben = added(store, "b@exemple.fr", "Ben")
    with store.write() as work:
        for sealed, code in (
            (offered.sealed, "000000" if code_of(offered.plain) != "000000" else "1"),
            (offered.sealed, ""),
            ("a forged one", code_of(offered.plain)),
        ):
            with pytest.raises(SignInError):
                turn_on(work, FACTORS, ana, sealed, code)
        with pytest.raises(SignInError):
            turn_on(work, FACTORS, ben, offered.sealed, code_of(offered.plain))
        assert second_factors.holders(work, [ana.id, ben.id]) == set()
        turn_on(work, FACTORS, ana, offered.sealed, code_of(offered.plain))
        assert second_factors.holders(work, [ana.id, ben.id]) == {ana.id}
        kept = work.connection.exec_driver_sql("SELECT * FROM second_factors").all()
        assert offered.plain not in str(kept)


def test_a_code_works_once_and_no_earlier_one_after_it(
    store: Store, ana: Account
) -> None:
    secret, _ = turned_on(store, ana)
    with store.write() as work:
        assert (
            check_code(
                work, FACTORS, ana, f" {code_of(secret)[:3]} {code_of(secret)[3:]} "
            )
            is False
        )
        for later in (0, -1):
            with pytest.raises(SignInError):
                check_code(work, FACTORS, ana, code_of(secret, later))
        assert check_code(work, FACTORS, ana, code_of(secret, 1)) is False


def test_the_code_that_turned_them_on_is_used_up(store: Store, ana: Account) -> None:
    offered = offer_secret(FACTORS, ana, "Communs")
    with store.write() as work:
        code = code_of(offered.plain)
        turn_on(work, FACTORS, ana, offered.sealed, code)
        with pytest.raises(SignInError):
            check_code(work, FACTORS, ana, code)


@pytest.mark.parametrize("later", [-3, 3, 100])
def test_a_code_of_another_time_is_refused(
    store: Store, ana: Account, later: int
) -> None:
    secret, _ = turned_on(store, ana)
    with store.write() as work, pytest.raises(SignInError):
        check_code(work, FACTORS, ana, code_of(secret, later))


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "٠١٢٣٤٥", "abcdef", "x" * 99_999, "²²²²²²"]
)
def test_what_is_no_code_is_refused(store: Store, ana: Account, typed: str) -> None:
    turned_on(store, ana)
    with store.write() as work, pytest.raises(SignInError):
        check_code(work, FACTORS, ana, typed)


def test_a_recovery_code_works_once_however_it_is_typed(
    store: Store, ana: Account
) -> None:
    _, codes = turned_on(store, ana)
    assert len(set(codes)) == RECOVERY_CODES
    with store.write() as work:
        kept = work.connection.exec_driver_sql("SELECT * FROM recovery_codes").all()
        assert codes[0].replace("-", "") not in str(kept)
        assert check_code(work, FACTORS, ana, codes[0])
        assert check_code(work, FACTORS, ana, f" {codes[1].upper().replace('-', ' ')} ")
        for code in codes[:2]:
            with pytest.raises(SignInError):
                check_code(work, FACTORS, ana, code)
        assert second_factors.count_codes(work, ana.id) == RECOVERY_CODES - 2


def test_new_recovery_codes_end_those_of_before(store: Store, ana: Account) -> None:
    _, codes = turned_on(store, ana)
    with store.write() as work:
        new = renew_codes(work, FACTORS, ana)
        with pytest.raises(SignInError):
            check_code(work, FACTORS, ana, codes[0])
        assert check_code(work, FACTORS, ana, new[0])


def test_a_code_of_another_account_is_worth_nothing(store: Store, ana: Account) -> None:
    ben = added(store, "b@exemple.fr", "Ben")
    _, codes = turned_on(store, ana)
    secret, _ = turned_on(store, ben)
    with store.write() as work:
        for typed in (codes[0], code_of(secret)):
            wrong = ben if typed in codes else ana
            with pytest.raises(SignInError):
                check_code(work, FACTORS, wrong, typed)


def test_with_another_key_of_the_site_nobody_gets_in(
    store: Store, ana: Account
) -> None:
    secret, codes = turned_on(store, ana)
    other = Factors(secret_key="une autre clé de ce site")
    with store.write() as work:
        for typed in (code_of(secret), codes[0]):
            with pytest.raises(SignInError):
                check_code(work, other, ana, typed)


def test_turning_them_off_is_written_down_and_told(store: Store, ana: Account) -> None:
    turned_on(store, ana)
    admin = added(store, "admin@exemple.fr", "Admin")
    with store.write() as work:
        turn_off(work, FACTORS, ana, admin)
        turn_off(work, FACTORS, ana, admin)  # there is nothing left to turn off
        assert second_factors.find_factor(work, ana.id) is None
        assert second_factors.count_codes(work, ana.id) == 0
        acts = audit_log.latest_acts(work, limit=9)
        mails = mail_queue.claim_mails(work, clock.now(), limit=9)
        told = sorted((mail.subject, mail.recipient) for mail in mails)
    assert [(one.act, one.actor) for one in acts] == [
        (AuditAct.SECOND_FACTOR_REMOVED, admin.person.id),
        (AuditAct.SECOND_FACTOR_ON, ana.person.id),
    ]
    assert [recipient for _, recipient in told] == [ana.email] * 2
    assert "Plus de code" in told[1][0]
