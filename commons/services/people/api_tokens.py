"""Gives accounts tokens for their programs, and ends them."""

from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.credentials import api_tokens
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account
from commons.core.domain.people.api_token import ApiToken, Scope, write_scopes
from commons.core.domain.site.audit import AuditAct
from commons.errors import UnfitFormError

LONGEST_NAME = 60
LIFETIME_DAYS = (7, 30, 90, 365)
"""For how many days a token may work; none works for ever."""

FAULTS = {
    "name": "Dites à quoi il sert, en 60 caractères au plus.",
    "scopes": "Choisissez au moins une chose qu’il permet.",
    "days": "Choisissez une des durées proposées.",
    "many": "Vous avez déjà 50 jetons : arrêtez-en un d’abord.",
}
"""What may be wrong in the form of a token -> the sentence, to be translated."""


def make_api_token(
    work: Work, account: Account, name: str, scopes: frozenset[Scope], days: int
) -> str:
    """Return the secret of a new token, which nobody sees again. Raises UnfitFormError."""
    name = clean_line(name)
    wrong = {
        "name": not 1 <= len(name) <= LONGEST_NAME,
        "scopes": not scopes,
        "days": days not in LIFETIME_DAYS,
    }
    faults = {key: FAULTS[key] for key, found in wrong.items() if found}
    if (
        not faults
        and api_tokens.count_tokens(work, account.id) >= api_tokens.MOST_TOKENS
    ):
        faults = {"name": FAULTS["many"]}
    if faults:
        raise UnfitFormError(faults)
    now = clock.now()
    token = ApiToken(
        id=iri.new_id(),
        account=account.id,
        name=name,
        scopes=scopes,
        created=now,
        until=now + timedelta(days=days),
    )
    me = account.person.id
    note_act(work, me, AuditAct.API_TOKEN, me, scopes=write_scopes(scopes))
    return api_tokens.issue_api_token(work, token)


def end_api_token(work: Work, account: Account, identifier: str) -> bool:
    """End a token of an account; False where it has no such one."""
    ended = api_tokens.revoke_token(work, account.id, identifier)
    if ended:
        note_act(work, account.person.id, AuditAct.END_API_TOKEN, account.person.id)
    return ended
