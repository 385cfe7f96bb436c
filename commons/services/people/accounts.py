"""Opens accounts and checks passwords.

Nobody learns from us whether an e-mail has an account: signing up with a taken
e-mail does all the same work, makes nothing, and says the same. A pseudonym is
public, so a taken one may be said.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose, revoke_tokens
from commons.adapters.store.people.credentials import second_factors, sessions
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import (
    clean_line,
    normal_form,
    visible_text,
)
from commons.core.domain.language.reserved_names import is_reserved, latin_lookalike
from commons.core.domain.people.account import Account, Role
from commons.core.domain.sheet import Person
from commons.core.domain.site.audit import AuditAct
from commons.errors import SignInError, TakenError, UnfitFormError
from commons.services.people.sign_in.password_rules import (
    LONGEST,
    PasswordFault,
    PasswordTerms,
    find_fault,
)

NAME_LENGTHS = (2, 80)
LONGEST_EMAIL = 254

FAULTS = {
    "email": "Écrivez une adresse électronique, comme prenom@exemple.fr.",
    "same_email": "C’est déjà votre adresse : écrivez-en une autre.",
    "length": "Écrivez un nom de 2 à 80 caractères.",
    "signs": "Choisissez un nom sans @ ni caractère invisible : il sera public.",
    "reserved": "Ce nom parlerait pour le site : choisissez-en un autre.",
    "taken": "Ce nom est déjà pris : choisissez-en un autre.",
    "short": "Choisissez un mot de passe de 15 à 128 caractères : quatre mots sans"
    " rapport conviennent.",
    "short_with_code": "Choisissez un mot de passe de 8 à 128 caractères.",
    "easy": "Ce mot de passe est trop facile à deviner : choisissez d’autres mots.",
}
"""What may be wrong in a form about an account -> the sentence, to be translated."""

_ATOM = r"[^@\s,;:<>()\[\]\\\".]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+")
"""An address as people have them: one with a comment or quotes has many spellings."""

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What somebody gives to get an account.

    `reserved` is the operator's word that the name may speak for the site.
    """

    email: str
    name: str
    password: str
    role: Role = Role.CONTRIBUTOR
    reserved: bool = False
    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedApplication:
    """An application that holds by itself, and the hash of its password."""

    application: Application
    password_hash: str


def judge_application(application: Application, site: str = "") -> JudgedApplication:
    """Return an application as it is kept; who hashes before a unit of work delays nobody.

    `site` is what the wiki is called. Raises UnfitFormError.
    """
    tidy = replace(
        application,
        email=clean_line(application.email),
        name=_tidy_name(application.name),
        password=_forms(application.password)[0],
    )
    faults = {
        **_about_email(tidy.email),
        **_about_name(tidy, site),
        **_about_password(
            tidy.password, PasswordTerms(names=(tidy.name, tidy.email, site))
        ),
    }
    if faults:
        raise UnfitFormError(faults)
    return JudgedApplication(
        application=tidy, password_hash=_HASHER.hash(tidy.password)
    )


def sign_up(work: Work, application: Application, site: str = "") -> Account | None:
    """Open an account; None when the e-mail has one already (say the same).

    `site` is what the wiki is called.

    Raises UnfitFormError.
    """
    return admit(work, judge_application(application, site))


def admit(work: Work, judged: JudgedApplication) -> Account | None:
    """Open an account; None when the e-mail has one already. Raises UnfitFormError."""
    tidy = judged.application
    known = accounts.by_email(work, tidy.email) is not None
    alike = (tidy.name, latin_lookalike(tidy.name))
    if any(accounts.name_taken(work, name) for name in alike):
        raise UnfitFormError({"name": FAULTS["taken"]})
    person = Person(id=iri.new_id(), name=tidy.name)
    if known:
        accounts.reserve_name(work, person)
        return None
    account = Account(
        id=iri.new_id(),
        email=tidy.email,
        person=person,
        role=tidy.role,
        created=clock.now(),
        language=tidy.language,
    )
    accounts.add_account(work, account, judged.password_hash)
    return account


def admit_confirmed(work: Work, judged: JudgedApplication) -> Account:
    """Open an account for who showed that the address is theirs.

    Raises UnfitFormError, TakenError for an address that has an account.
    """
    account = admit(work, judged)
    if account is None:
        raise TakenError("email")
    confirmed = replace(account, email_confirmed=True)
    accounts.change_account(work, confirmed)
    return confirmed


def check_password(work: Work, email: str, password: str) -> Account:
    """Give the account; the same work and error whatever is wrong.

    Raises SignInError.
    """
    found = accounts.by_email(work, email)
    expected = found[1] if found else _nobody()
    fits = any(_verified(expected, form) for form in _forms(password))
    if found is None or not fits or not found[0].active:
        raise SignInError
    return found[0]


def check_email(email: str) -> str:
    """Give an address as it is kept. Raises UnfitFormError."""
    email = clean_line(email)
    faults = _about_email(email)
    if faults:
        raise UnfitFormError(faults)
    return email


def judge_password(work: Work, account: Account, password: str, site: str = "") -> str:
    """Return the hash of a new password; who asks without the lock delays nobody.

    `site` is what the wiki is called. Raises UnfitFormError.
    """
    password = _forms(password)[0]
    with_code = second_factors.find_factor(work, account.id) is not None
    faults = _about_password(password, _terms(account, site, with_code=with_code))
    if faults:
        raise UnfitFormError(faults)
    return _HASHER.hash(password)


def change_password(
    work: Work, account: Account, password_hash: str, *, by_operator: bool = False
) -> None:
    """Set a new password; end every session, and each link that would undo it.

    A link to confirm an address stays: it lets nobody in.
    """
    accounts.set_password(work, account.id, password_hash)
    sessions.close_sessions(work, account.id)
    for purpose in TokenPurpose:
        if purpose is not TokenPurpose.CONFIRM:
            revoke_tokens(work, account.id, purpose)
    actor = "" if by_operator else account.person.id
    note_act(work, actor, AuditAct.PASSWORD, account.person.id)


def password_is_weak(
    account: Account, password: str, site: str, *, with_code: bool
) -> bool:
    """Return whether a password that opens an account would be refused as a new one.

    `with_code` says whether it is asked for a one-time code as well.
    """
    terms = _terms(account, site, with_code=with_code)
    return find_fault(_forms(password)[0], terms) is not None


def _terms(account: Account, site: str, *, with_code: bool) -> PasswordTerms:
    names = (account.person.name, account.email, site)
    return PasswordTerms(names=names, with_code=with_code)


def _forms(password: str) -> tuple[str, ...]:
    """Give the forms that a typed password may have been kept in, the usual first.

    Keyboards write é as one character or as two, a space in several ways (RFC 8265,
    4.2.2): all are kept as one. Older accounts have theirs as it was typed.
    """
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in password)
    usual = normal_form(spaced)
    forms = (
        usual,
        normal_form(password),
        unicodedata.normalize("NFD", password),
        password,
    )
    return tuple(dict.fromkeys(form[: LONGEST + 1] for form in forms))


def _verified(expected: str, password: str) -> bool:
    try:
        return _HASHER.verify(expected, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """Give a hash that no password has, so that a check always costs one."""
    return _HASHER.hash(iri.new_id())


def _tidy_name(name: str) -> str:
    """Return a name without what nobody sees; what turns its letters round stays.

    That is there to deceive, and the name is refused.
    """
    turned = _TURNING.search(name) is not None
    return normal_form(name) if turned else clean_line(visible_text(clean_line(name)))


def _about_email(email: str) -> dict[str, str]:
    if len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email):
        return {}
    return {"email": FAULTS["email"]}


def _about_name(application: Application, site: str) -> dict[str, str]:
    shortest, longest = NAME_LENGTHS
    name = application.name
    if not shortest <= len(name) <= longest:
        return {"name": FAULTS["length"]}
    if "@" in name or iri.BASE_PLACEHOLDER in name or not name.isprintable():
        return {"name": FAULTS["signs"]}
    if is_reserved(name, site) and not application.reserved:
        return {"name": FAULTS["reserved"]}
    return {}


def _about_password(password: str, terms: PasswordTerms) -> dict[str, str]:
    fault = find_fault(password, terms)
    if fault is None:
        return {}
    short = "short_with_code" if terms.with_code else "short"
    return {"password": FAULTS[short if fault is PasswordFault.SHORT else "easy"]}
