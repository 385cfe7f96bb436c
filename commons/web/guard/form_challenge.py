"""Challenges for the browsers of new accounts, signed, each good for one text.

A challenge also tells when its form was opened.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256

from flask import current_app, request
from itsdangerous import BadSignature, TimestampSigner

from commons.adapters.store.engine.unit_of_work import Store
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.errors import BusyError, StorageError
from commons.services.publishing.review.proof_of_work import ZERO_BITS, is_solved
from commons.services.publishing.review.signals import NO_SIGNS, FormSigns
from commons.settings import ReviewTerms

CHALLENGE, ANSWER, TRAP = "_challenge", "_work", "homepage"
"""The names of the controls; nobody sees the last, and who fills in all does."""

LONGEST_CHALLENGE = 200
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWork:
    """What the browser of an account is asked to compute (`proof_of_work`)."""

    challenge: str
    zero_bits: int = ZERO_BITS


def ask_for_work(account: Account) -> AskedWork:
    """Return the challenge of the form that was sent, or a new one."""
    sent = request.form.get(CHALLENGE, "")
    if _seconds_since(account, sent) is not None:
        return AskedWork(challenge=sent)
    return AskedWork(challenge=_signer(account).sign(iri.new_id()).decode())


def read_signs(store: Store, terms: ReviewTerms, account: Account) -> FormSigns:
    """Return what was seen of how the form was sent; a challenge is used up by it.

    Nothing is asked of who may review, nor where nothing is held.
    """
    if not terms.holds or has_permission(account.role, Permission.REVIEW):
        return NO_SIGNS
    sent = request.form.get(CHALLENGE, "")
    seconds = _seconds_since(account, sent)
    solved = seconds is not None and is_solved(sent, request.form.get(ANSWER, ""))
    return FormSigns(
        seconds=seconds,
        trapped=bool(request.form.get(TRAP, "").strip()),
        worked=solved and _is_first_use(store, sent),
    )


def give_back_work(store: Store, signs: FormSigns) -> None:
    """Let the challenge of a form be used again, from which nothing was made.

    Only where it counted: a challenge that was used before stays so.
    """
    if signs.worked:
        with suppress(BusyError, StorageError):
            store.counters.clear_counter(_use_of(request.form.get(CHALLENGE, "")))


def _seconds_since(account: Account, challenge: str) -> int | None:
    """Return how old a challenge of this account is, None for any other text."""
    if not challenge or len(challenge) > LONGEST_CHALLENGE:
        return None
    try:
        _, made = _signer(account).unsign(
            challenge, max_age=DAY_SECONDS, return_timestamp=True
        )
    except BadSignature:
        return None
    return max(0, round((clock.now() - made.astimezone(UTC)).total_seconds()))


def _is_first_use(store: Store, challenge: str) -> bool:
    """Count a use; who cannot be counted is believed."""
    try:
        return store.counters.count_hit(_use_of(challenge), DAY_SECONDS).count == 1
    except (BusyError, StorageError):
        return True


def _use_of(challenge: str) -> str:
    """Return what the uses of a challenge are counted under."""
    return f"challenge/{sha256(challenge.encode()).hexdigest()[:32]}"


def _signer(account: Account) -> TimestampSigner:
    return TimestampSigner(str(current_app.secret_key), salt=f"challenge {account.id}")
