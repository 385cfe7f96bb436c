"""One-time codes beside the password (TOTP, RFC 6238), and recovery codes.

A code works once, within half a minute before and after its own. A recovery code works
once and for ever; each is kept by its HMAC only.
"""

import hmac
import secrets
from dataclasses import dataclass

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.credentials import second_factors
from commons.adapters.store.people.credentials.second_factors import SecondFactor
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.site.audit import AuditAct
from commons.errors import DamagedError, SignInError
from commons.services.people.mail.letters import Letterhead, LetterSort
from commons.services.people.sign_in.holder_letters import tell_holder
from commons.services.people.sign_in.sealing import keyed_digest, seal, unseal

STEP_SECONDS = 30
RECOVERY_CODES = 10
_DIGITS = 6
_CODE_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_CODE_LENGTH, _GROUP = 12, 4
_LONGEST_TYPED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What second factors are judged with: the site's secret key and how it writes.

    `head` is None where the site sends no e-mails.
    """

    secret_key: str
    head: Letterhead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSecret:
    """A secret to put into an app: plain, as an address for a QR code, and sealed."""

    plain: str
    address: str
    sealed: str


def offer_secret(factors: Factors, account: Account, site: str) -> NewSecret:
    """Return a new secret for an account; it is in force once a code proves it."""
    import pyotp  # noqa: PLC0415  # for who turns codes on

    return _offered(factors, account, site, pyotp.random_base32())


def offer_again(
    factors: Factors, account: Account, site: str, sealed: str
) -> NewSecret:
    """Return a secret that was offered before. Raises SignInError for any other."""
    return _offered(factors, account, site, _opened(factors, account, sealed))


def turn_on(
    work: Work, factors: Factors, account: Account, sealed: str, code: str
) -> list[str]:
    """Ask for codes from now on, and return the recovery codes, which none sees again.

    Raises SignInError for a code that is not of this secret.
    """
    step = _matching_step(_opened(factors, account, sealed), code)
    if step is None:
        raise SignInError
    factor = SecondFactor(
        account=account.id, secret=sealed, created=clock.now(), step=step
    )
    second_factors.add_factor(work, factor)
    _note(work, factors, account, account, AuditAct.SECOND_FACTOR_ON)
    return renew_codes(work, factors, account)


def renew_codes(work: Work, factors: Factors, account: Account) -> list[str]:
    """Give an account new recovery codes; the ones before work no more."""
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    digests = [_code_digest(factors, account, code) for code in codes]
    second_factors.replace_codes(work, account.id, digests)
    return codes


def check_code(work: Work, factors: Factors, account: Account, typed: str) -> bool:
    """Use up what was typed; True where it was a recovery code.

    Raises SignInError for what is no code of this account, or was used.
    """
    factor = second_factors.find_factor(work, account.id)
    if factor is None or len(typed) > _LONGEST_TYPED:
        raise SignInError
    code = "".join(sign for sign in typed.lower() if sign.isalnum())
    if len(code) == _CODE_LENGTH:
        digest = _code_digest(factors, account, code)
        if not second_factors.use_code(work, account.id, digest):
            raise SignInError
        return True
    step = _matching_step(_opened(factors, account, factor.secret), code)
    if step is None or not second_factors.take_step(work, account.id, step):
        raise SignInError
    return False


def turn_off(
    work: Work, factors: Factors, account: Account, actor: Account | None = None
) -> None:
    """Ask an account for no codes any more, as its holder wants or an admin decides.

    `actor` is who does it, None for the operator at the command line.
    """
    if not second_factors.remove_factor(work, account.id):
        return
    own = actor is not None and actor.id == account.id
    act = AuditAct.SECOND_FACTOR_OFF if own else AuditAct.SECOND_FACTOR_REMOVED
    _note(work, factors, account, actor, act)


_LETTERS = {
    AuditAct.SECOND_FACTOR_ON: LetterSort.CODES_ON,
    AuditAct.SECOND_FACTOR_OFF: LetterSort.CODES_OFF,
    AuditAct.SECOND_FACTOR_REMOVED: LetterSort.CODES_REMOVED,
}


def _note(
    work: Work,
    factors: Factors,
    account: Account,
    actor: Account | None,
    act: AuditAct,
) -> None:
    note_act(work, actor.person.id if actor else "", act, account.person.id)
    path = "/account/two-steps" if act is not AuditAct.SECOND_FACTOR_ON else ""
    tell_holder(work, factors.head, account, _LETTERS[act], path)


def _offered(factors: Factors, account: Account, site: str, plain: str) -> NewSecret:
    import pyotp  # noqa: PLC0415  # few wait for it

    address = pyotp.TOTP(plain).provisioning_uri(name=account.email, issuer_name=site)
    sealed = seal(factors.secret_key, _purpose(account), plain)
    return NewSecret(plain=plain, address=address, sealed=sealed)


def _opened(factors: Factors, account: Account, sealed: str) -> str:
    try:
        return unseal(factors.secret_key, _purpose(account), sealed)
    except DamagedError as error:
        raise SignInError from error


def _purpose(account: Account) -> str:
    return f"one-time codes of {account.id}"


def _matching_step(secret: str, code: str) -> int | None:
    """Return the step whose code was typed: this one, the one before or the next."""
    import pyotp  # noqa: PLC0415  # few wait for it

    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        return None
    made = pyotp.TOTP(secret)
    now = int(clock.now().timestamp()) // STEP_SECONDS
    fitting = [
        step
        for step in (now - 1, now, now + 1)
        if hmac.compare_digest(made.generate_otp(step), code)
    ]
    return max(fitting, default=None)


def _new_code() -> str:
    """Return a recovery code as it is shown: twelve signs in groups of four."""
    signs = "".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH))
    return "-".join(signs[at : at + _GROUP] for at in range(0, _CODE_LENGTH, _GROUP))


def _code_digest(factors: Factors, account: Account, code: str) -> str:
    plain = code.replace("-", "")
    return keyed_digest(factors.secret_key, "recovery code", f"{account.id} {plain}")
